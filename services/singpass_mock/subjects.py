"""`sub`: a bare UUID, the same at every app, stable per installation and person."""

from hashlib import sha256
from hmac import digest
from uuid import UUID

from singpass_mock.residents import Resident, Residents


class Subjects:
    """Turns residents into subjects and back. `key` is the installation's own and has 32 bytes or more."""

    def __init__(self, key: bytes, residents: Residents) -> None:
        self._key = key
        self._residents = residents

    def of(self, resident: Resident) -> str:
        """The subject of a resident. It says nothing about the person, not even the persona's id."""
        tag = digest(self._key, b"singpass-mock subject v1\0" + resident.id.encode(), sha256)
        return str(UUID(bytes=tag[:16], version=4))

    def find(self, subject: str) -> Resident | None:
        """The resident behind a subject, if there is one."""
        return next((resident for resident in self._residents.all() if self.of(resident) == subject), None)
