"""Both regimes apply: where they differ the stricter holds, and both are named."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.agreement import Agreement, Clause, Country, parse_agreement
from bridge.domain.clauses import Regime
from bridge.domain.facts import Facts, decide_facts
from bridge.domain.regimes import stricter, stricter_child_age, stricter_retention
from bridge.flows.treaty import InForce
from bridge.flows.treaty_ports import TreatyVersion
from bridge.web.agreement_documents import agreement_document
from bridge.web.decision_documents import decision_document
from domain.samples import AGREEMENT, AGREEMENT_TEXT, NOON

# From the shortest to the longest.
DURATIONS = [
    "PT1M",
    "PT30M",
    "PT1H",
    "P1D",
    "P1DT1H",
    "P1W",
    "P30D",
    "P1M",
    "P31D",
    "P52W",
    "P365D",
    "P1Y",
    "P1Y1D",
]


@given(st.lists(st.integers(0, len(DURATIONS) - 1), min_size=1, max_size=4))
def test_of_retentions_the_shortest_holds(chosen: list[int]) -> None:
    assert stricter_retention(DURATIONS[number] for number in chosen) == DURATIONS[min(chosen)]


@pytest.mark.parametrize(
    ("ages", "holds"),
    [
        pytest.param((16, 13), 16, id="one is higher"),
        pytest.param((13, 16), 16, id="the other is"),
        pytest.param((0, 13), 13, id="one knows no such rule"),
        pytest.param((0, 0), 0, id="neither knows one"),
    ],
)
def test_of_child_ages_the_highest_holds(ages: Iterable[int], holds: int) -> None:
    assert stricter_child_age(ages) == holds


def test_each_term_is_taken_from_whichever_asks_for_more() -> None:
    terms = {Country.VN: Regime("P1Y", 16), Country.SG: Regime("P30D", 13)}
    assert stricter(terms) == Regime("P30D", 16)


@pytest.mark.parametrize("terms", [pytest.param(clause, id=clause.id) for clause in AGREEMENT.clauses])
def test_no_clause_is_laxer_than_either_country_asks(terms: Clause) -> None:
    assert set(terms.by_regime) == set(Country) == set(terms.legal_basis)
    assert terms.child_below == max(regime.child_below for regime in terms.by_regime.values())
    assert Regime(terms.retention, terms.child_below) == stricter(terms.by_regime)


def test_the_file_may_give_each_country_its_own_and_the_stricter_is_in_force() -> None:
    text = AGREEMENT_TEXT.replace("retention: P30D", "retention: {VN: P1Y, SG: P7D}", 1)
    parsed = parse_agreement(text.replace("child_below: 16", "child_below: {VN: 0, SG: 18}", 1))
    assert isinstance(parsed, Agreement)
    first = parsed.clauses[0]
    assert (first.retention, first.child_below) == ("P7D", 18)
    assert first.by_regime == {Country.VN: Regime("P1Y", 0), Country.SG: Regime("P7D", 18)}
    in_force = InForce(parsed, {}, None, TreatyVersion(parsed.serial, 0))
    shown = agreement_document(in_force)["clauses"][0]
    assert (shown["retention"], shown["child_below"]) == ({"VN": "P1Y", "SG": "P7D"}, {"VN": 0, "SG": 18})


@pytest.mark.parametrize("attributes", [frozenset({"name"}), frozenset({"allergies"})])
def test_a_decision_under_a_clause_names_both_bases(attributes: frozenset[str]) -> None:
    facts = Facts("tourism.checkin", Country.VN, "tourism", attributes)
    decision = decide_facts(AGREEMENT, facts, NOON)
    document = decision_document(AGREEMENT, facts, decision, steps=())
    clause = next(each for each in AGREEMENT.clauses if each.id == "SGVN-TOURISM-1")
    assert document["legal_basis"] == {
        str(country): {"vi": basis.vi, "en": basis.en} for country, basis in clause.legal_basis.items()
    }


def test_a_decision_under_no_clause_names_none() -> None:
    facts = Facts("crime.prevention", Country.VN, "tourism", frozenset({"name"}))
    decision = decide_facts(AGREEMENT, facts, NOON)
    assert decision_document(AGREEMENT, facts, decision, steps=())["legal_basis"] is None
