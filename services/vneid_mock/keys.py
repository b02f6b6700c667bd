"""The mock's own keys, made at the first start and kept in `<data_dir>/keys/<role>.jwk`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from eid_kit.oauth.keys import Key
from eid_kit.simulator.key_files import load_or_make_key, load_or_make_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """One key per role: none of them does a second job."""

    es256: Key
    rs256: Key
    subject: bytes
    form: bytes

    @classmethod
    def load_or_make(cls, directory: Path, random_bytes: Callable[[int], bytes]) -> Self:
        """The keys of this installation. Raises UnusableKeyFile."""
        return cls(
            es256=load_or_make_key(directory, "sign-es256", "ES256"),
            rs256=load_or_make_key(directory, "sign-rs256", "RS256"),
            subject=load_or_make_secret(directory, "subject", random_bytes),
            form=load_or_make_secret(directory, "form", random_bytes),
        )

    def signing(self, algorithm: str) -> Key:
        """The key for one of the two algorithms a client may register."""
        return {"ES256": self.es256, "RS256": self.rs256}[algorithm]
