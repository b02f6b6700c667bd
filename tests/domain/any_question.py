"""Random agreements, partners, people, consents and moments, most of which nearly fit."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from bridge.domain.agreement import Agreement, Clause, Country, Direction, Instrument, InstrumentKind
from bridge.domain.assurance import Assurance
from bridge.domain.attributes import ATTRIBUTES, PURPOSES, REQUESTABLE, SECTORS, Text
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.instruments import DataSharingDirection, Exemption, ImpactDossier
from bridge.domain.policy import Question, Stage
from bridge.domain.profiles import Profile
from domain.samples import ADULT, AGREEMENT, HEALTH, HOSPITAL, NOON, consent, question

NAMES = st.sampled_from([*sorted(REQUESTABLE), "nric", "religion", "name#und-Latn-x-mrz"])
REQUESTED = st.frozensets(NAMES, max_size=6)
KNOWN = st.frozensets(st.sampled_from(sorted(REQUESTABLE)), min_size=1)
MOMENTS = st.timedeltas(timedelta(minutes=-10), timedelta(minutes=10)).map(NOON.__add__)


# One question in which everything fits, and then up to three things in it replaced by anything: a question of
# independently random parts would practically never come as far as the later rules.
@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    changes: dict[str, st.SearchStrategy[Any]] = {
        "minimum_assurance": st.sampled_from(Assurance),
        "instrument": st.sampled_from([*AGREEMENT.instruments, "NONE"]),
        "sectors": st.frozensets(st.sampled_from(sorted(SECTORS)), min_size=1),
        "child_below": st.sampled_from([0, 16]),
        "direction": st.sampled_from(Direction),
        "purpose": st.sampled_from(sorted(PURPOSES)),
        "written_summary": st.just(Text("Tóm tắt", "Summary")),
    }
    mandatory = draw(KNOWN)
    clause = replace(
        HEALTH, mandatory=tuple(sorted(mandatory)), optional=tuple(sorted(draw(KNOWN) - mandatory))
    )
    clause = replace(clause, **draw(some_of(changes)))
    end = draw(st.sampled_from([date(2031, 1, 1)] * 4 + [date(2026, 11, 21)]))
    instruments = {name: draw(instruments_like(each)) for name, each in AGREEMENT.instruments.items()}
    return replace(AGREEMENT, in_force_until=end, clauses=(clause,), instruments=instruments)


@st.composite
def whole_agreements(draw: st.DrawFn) -> Agreement:
    """The agreement of the repository, with a few clauses and instruments changed or left out."""
    changed = draw(st.sets(st.sampled_from([clause.id for clause in AGREEMENT.clauses]), max_size=4))
    clauses = tuple(draw(clauses_like(c)) if c.id in changed else c for c in AGREEMENT.clauses)
    left_out = draw(st.sets(st.sampled_from(sorted(changed)))) if changed else set()
    instruments = dict(AGREEMENT.instruments)
    for name in draw(st.sets(st.sampled_from(sorted(instruments)), max_size=2)):
        instruments[name] = draw(instruments_like(instruments[name]))
    kept = tuple(clause for clause in clauses if clause.id not in left_out)
    return replace(AGREEMENT, clauses=kept, instruments=instruments)


@st.composite
def clauses_like(draw: st.DrawFn, usual: Clause) -> Clause:
    """The clause, with a few of its terms replaced by anything that a file could say."""
    mandatory, optional = draw(KNOWN), draw(KNOWN)
    if "patient_summary" in mandatory | optional:
        mandatory = mandatory.union(ATTRIBUTES["patient_summary"].made_of)
    changes: dict[str, st.SearchStrategy[Any]] = {
        "minimum_assurance": st.sampled_from(Assurance),
        "sectors": st.frozensets(st.sampled_from(sorted(SECTORS)), min_size=1),
        "child_below": st.sampled_from([0, 16]),
        "userinfo_calls": st.integers(1, 3),
        "mandatory": st.just(tuple(sorted(mandatory))),
    }
    some = draw(some_of(changes))
    if "mandatory" in some:
        some["optional"] = tuple(sorted(optional - mandatory))
    return replace(usual, **some)


@st.composite
def instruments_like(draw: st.DrawFn, usual: Instrument) -> Instrument:
    """The instrument, with a few of its terms replaced by anything."""
    dossiers = st.dates(date(2026, 9, 1), date(2026, 12, 31)).map(lambda day: ImpactDossier("SIM-1", day))
    changes: dict[str, st.SearchStrategy[Any]] = {
        "direction": st.sampled_from(Direction),
        "kind": st.sampled_from(InstrumentKind),
        "in_force_until": st.sampled_from([date(2026, 11, 21), date(2026, 11, 22)]),
        "impact_dossier": st.none() | dossiers,
        "exemption": st.sampled_from([None, *Exemption]),
        "data_sharing_direction": st.none() | directions(),
    }
    return replace(usual, **draw(some_of(changes))) if draw(st.booleans()) else usual


def directions() -> st.SearchStrategy[DataSharingDirection]:
    """Data sharing directions that name some purposes and sectors."""
    return st.builds(
        DataSharingDirection,
        reference=st.just("SIM-PSGA"),
        in_force_from=st.sampled_from([date(2026, 1, 1), date(2026, 11, 22)]),
        in_force_until=st.sampled_from([date(2026, 11, 21), date(2031, 1, 1)]),
        purposes=st.lists(st.sampled_from(sorted(PURPOSES)), min_size=3).map(tuple),
        sectors=st.lists(st.sampled_from(sorted(SECTORS)), min_size=2).map(tuple),
    )


@st.composite
def some_of(draw: st.DrawFn, changes: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """Values for a few of these names."""
    chosen = draw(st.lists(st.sampled_from(sorted(changes)), max_size=3, unique=True))
    return {name: draw(changes[name]) for name in chosen}


@st.composite
def consents(draw: st.DrawFn, agreement: Agreement, requested: frozenset[str]) -> Consent:
    clause = agreement.clauses[0]
    changes: dict[str, st.SearchStrategy[Any]] = {
        "partner_id": st.just("somebody-else"),
        "purpose": st.sampled_from(sorted(PURPOSES)),
        "direction": st.sampled_from(Direction),
        "clause": st.just("ANOTHER"),
        "attributes": KNOWN,
        "agreement_digest": st.just("1" * 64),
        "given_at": MOMENTS,
        "expires_at": MOMENTS,
        "uses_left": st.integers(0, 2),
        "state": st.sampled_from(ConsentState),
        "representative_ref": st.sampled_from(["r" * 43, "p" * 43]),
        "child_notice_sha256": st.sampled_from(["c" * 64, ""]),
        "principal_ref": st.just("q" * 43),
        "notice_sha256": st.sampled_from(["", "0" * 63, "f" * 64]),
    }
    answer = draw(st.frozensets(st.sampled_from(sorted(requested)), min_size=1)) if requested else frozenset()
    fitting = consent(purpose=clause.purpose, direction=clause.direction, clause=clause.id, attributes=answer)
    if draw(st.booleans()):
        fitting = replace(fitting, representative_ref="r" * 43, child_notice_sha256="c" * 64)
    return replace(fitting, **draw(some_of(changes)))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Agreement, Question]:
    agreement = draw(agreements())
    clause = agreement.clauses[0]
    within = st.frozensets(st.sampled_from(sorted(clause.attributes)), min_size=1)
    requested = draw(st.one_of(within, within, within, REQUESTED))
    asked = question(
        draw(st.sampled_from(Stage)),
        attributes=requested,
        purpose=clause.purpose,
        direction=clause.direction,
        consent=draw(consents(agreement, requested)),
    )
    partner = {
        "country": st.sampled_from(Country),
        "sector": st.sampled_from([*sorted(SECTORS), "gambling"]),
        "purposes": st.frozensets(st.sampled_from(sorted(PURPOSES))),
        "registered_attributes": st.none() | KNOWN,
        "profile": st.sampled_from(Profile),
    }
    person = {
        "assurance": st.sampled_from(Assurance),
        "account_active": st.booleans(),
        "under_child_age": st.none() | st.booleans(),
        "proofing_sensitive_allowed": st.booleans(),
        "represented": st.booleans(),
        "too_young_to_answer": st.booleans(),
    }
    changes: dict[str, st.SearchStrategy[Any]] = {
        "purpose": st.sampled_from([*sorted(PURPOSES), "crime.prevention"]),
        "direction": st.sampled_from([*Direction, None]),
        "attributes": REQUESTED,
        "partner": some_of(partner).map(lambda some: replace(HOSPITAL, **some)),
        "now": MOMENTS,
        "first_release": st.none() | st.integers(55, 65).map(lambda days: NOON - timedelta(days=days)),
        "person": st.none() | some_of(person).map(lambda some: replace(ADULT, **some)),
        "consent": st.none(),
        "principal_ref": st.sampled_from([None, "q" * 43]),
    }
    return agreement, replace(asked, **draw(some_of(changes)))
