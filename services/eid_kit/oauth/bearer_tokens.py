"""Bearer tokens (RFC 6750) of a service whose resources may speak another scheme: registration, controls."""

from eid_kit.oauth.errors import InvalidToken


class InvalidBearerToken(InvalidToken):
    """RFC 6750 section 3: challenged with Bearer, whatever the service's other resources answer with."""
