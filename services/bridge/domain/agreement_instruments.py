"""How an instrument is written in the agreement: its own keys, and those that either law asks for."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, TypeVar

from bridge.domain.agreement_fields import (
    Faults,
    Reader,
    Readers,
    day,
    list_of,
    one_of,
    record,
    word_of,
    words,
)
from bridge.domain.agreement_yaml import Node
from bridge.domain.attributes import PURPOSES, SECTORS
from bridge.domain.clauses import Direction, InstrumentKind
from bridge.domain.instruments import (
    CONTENTS,
    DataSharingDirection,
    Exemption,
    ImpactDossier,
    TransferContents,
)

T = TypeVar("T")


def _built(make: Callable[..., T], what: str, readers: Readers) -> Reader[T]:
    """What `make` makes of a mapping with exactly these keys."""

    def read(node: Node, faults: Faults) -> T | None:
        values = record(node, faults, what=what, required=readers)
        return make(**values) if len(values) == len(readers) else None

    return read


INSTRUMENT: Final[Readers] = MappingProxyType(
    {
        "direction": word_of(Direction, "direction"),
        "kind": word_of(InstrumentKind, "kind of instrument"),
        "reference": words(),
        "in_force_from": day,
        "in_force_until": day,
    }
)
# Which of them an instrument has, and must have, is for `agreement_checks`.
INSTRUMENT_BY_LAW: Final[Readers] = MappingProxyType(
    {
        "contents": _built(
            TransferContents, "the contents of a transfer agreement", dict.fromkeys(CONTENTS, words())
        ),
        "impact_dossier": _built(ImpactDossier, "an impact dossier", {"reference": words(), "filed_on": day}),
        "exemption": word_of(Exemption, "exemption"),
        "data_sharing_direction": _built(
            DataSharingDirection,
            "a data sharing direction",
            {
                "reference": words(),
                "in_force_from": day,
                "in_force_until": day,
                "purposes": list_of(one_of(PURPOSES, "purpose"), "purposes"),
                "sectors": list_of(one_of(SECTORS, "sector"), "sectors"),
            },
        ),
    }
)
