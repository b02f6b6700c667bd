"""Hoa and Mei Ling as their providers tell of them in full, to change one thing at a time in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bridge.domain.mapping import Mapped
from bridge.domain.mapping_singpass import map_singpass
from bridge.domain.mapping_vneid import map_vneid
from domain.samples import TODAY
from singpass_mock.person_info import person_info
from singpass_mock.personas import PERSONAS
from singpass_mock.scopes import MYINFO_SCOPES
from vneid_mock.attributes import attributes_of
from vneid_mock.citizens import load_personas

HOA: Mapping[str, Any] = attributes_of(load_personas().everyone()[0])
MEI_LING: Mapping[str, Any] = person_info(PERSONAS[0], frozenset(MYINFO_SCOPES))
CERTIFICATE = MEI_LING["academicqualifications"]["certificates"][0]
SLIP = MEI_LING["academicqualifications"]["transcripts"][0]
HELD = MEI_LING["x-health"]


def vneid(claim: str, today: date = TODAY, /, **changes: object) -> Mapped:
    """One claim of Hoa, with some attributes changed."""
    (entry,) = (e for e in map_vneid({**HOA, **changes}, frozenset({claim}), today=today))
    return entry


def singpass(claim: str, today: date = TODAY, /, **changes: object) -> Mapped:
    """One claim of Mei Ling, with some items changed; `_` stands for the hyphen of an item's name."""
    items = {name.replace("_", "-"): item for name, item in changes.items()}
    (entry,) = (e for e in map_singpass({**MEI_LING, **items}, frozenset({claim}), today=today))
    return entry


def without(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != name}
