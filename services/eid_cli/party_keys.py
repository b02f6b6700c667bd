"""The parties' own keys, as a simulator keeps them: one file each, for its owner alone."""

import os
from pathlib import Path

from bridge.domain.clauses import Country
from eid_kit.oauth.keys import Key, dump_private_key, generate_key, load_private_key, public_jwk, public_key


class UnusablePartyKey(Exception):
    """A key file holds something else; the message names it."""


def private_key(folder: Path, party: Country) -> Key:
    """The party's key in `folder`, made now where there is none. Raises `UnusablePartyKey` or `OSError`."""
    path = folder / f"{party.value.lower()}.jwk"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(dump_private_key(generate_key("EdDSA", kid=party.value)))
    try:
        return load_private_key(path.read_text("utf-8"))
    except ValueError as error:
        raise UnusablePartyKey(f"{path}: holds no private key") from error


def public_half(folder: Path, party: Country) -> Key:
    """What everybody may know of it. Raises what `private_key` does."""
    return public_key(public_jwk(private_key(folder, party)))
