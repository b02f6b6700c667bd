"""The two parties to the agreement, and what it takes for a text to be theirs."""

from collections.abc import Collection
from typing import Final

from bridge.domain.clauses import Country

SIGNATURE_TYPE: Final = "vnsg-agreement+jws"
"""The `typ` of a signature over an agreement: no signature for anything else can be taken for one."""


class MissingSignature(Exception):
    """Not both parties signed; the message names who did not."""


def require_both_parties(signed: Collection[str]) -> None:
    """Raises `MissingSignature`: an agreement of one is none."""
    if missing := [party.value for party in Country if party not in signed]:
        raise MissingSignature(f"the signature of {' and '.join(missing)} is missing")
