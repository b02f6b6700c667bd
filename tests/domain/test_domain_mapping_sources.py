"""One table of sources and losses, held to what the mapping of either provider does."""

from collections.abc import Mapping

import pytest

from bridge.domain.attributes import ATTRIBUTES, PATIENT_SUMMARY, PROVIDED, REQUESTABLE
from bridge.domain.clauses import Direction
from bridge.domain.mapping import Mapped, Quality
from bridge.domain.mapping_singpass import map_singpass
from bridge.domain.mapping_sources import SOURCES, mapping_statement
from bridge.domain.mapping_vneid import map_vneid
from domain.mapped_people import HOA, MEI_LING, singpass
from domain.samples import TODAY

EVERYTHING: Mapping[str, tuple[Mapped, ...]] = {
    "vneid": map_vneid(HOA, REQUESTABLE, today=TODAY),
    "singpass": map_singpass(MEI_LING, REQUESTABLE, today=TODAY),
}


@pytest.mark.parametrize("provider", SOURCES)
def test_the_table_is_what_the_mapping_does(provider: str) -> None:
    done = {entry.claim: (entry.source, entry.quality) for entry in EVERYTHING[provider]}
    told = {claim: (source.field, source.quality) for claim, source in SOURCES[provider].items()}
    assert done == {claim: told[claim] for claim in ATTRIBUTES if claim in PROVIDED}


@pytest.mark.parametrize("provider", SOURCES)
def test_what_is_not_exact_says_what_is_lost_in_both_languages(provider: str) -> None:
    for claim, source in SOURCES[provider].items():
        assert source.loss is not None or source.quality is Quality.EXACT, claim
        assert source.loss is None or (source.loss.vi and source.loss.vi != source.loss.en), claim


def test_the_summary_is_made_of_its_required_claims() -> None:
    for table in SOURCES.values():
        assert table[PATIENT_SUMMARY].field.split(", ") == list(ATTRIBUTES[PATIENT_SUMMARY].made_of)


def test_a_statement_has_the_quality_of_the_value_itself() -> None:
    former = singpass("nationalities", nationality={**MEI_LING["nationality"], "code": "BU"})
    said = mapping_statement(Direction.SG_TO_VN, {"nationalities": str(former.quality), "name": "exact"})
    assert said["nationalities"]["quality"] == "lossy"
    assert "successor" in said["nationalities"]["loss"]["en"]
    assert said["name"] == {"source": "name", "quality": "exact"}
