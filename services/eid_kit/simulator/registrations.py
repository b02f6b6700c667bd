"""How many clients a mock remembers: whoever may register must not be able to fill its memory."""

from collections.abc import Sized
from typing import Final

from eid_kit.oauth.errors import InvalidClientMetadata

MOST_CLIENTS: Final = 10_000


def require_room(registered: Sized) -> None:
    """Raises `InvalidClientMetadata` where one more would be too many."""
    if len(registered) >= MOST_CLIENTS:
        raise InvalidClientMetadata(
            f"the simulator holds at most {MOST_CLIENTS} clients", reason="too_many_clients"
        )
