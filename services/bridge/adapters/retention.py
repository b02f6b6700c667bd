"""How long what has expired is still kept."""

from datetime import timedelta

# A refused or finished transaction is still explained to the citizen who reads the page, and still names
# the reference that a partner may ask about. Everything else goes as soon as it has expired.
TRANSACTION_GRACE = timedelta(hours=1)
