"""Every rule, broken, is noticed: the table of mutants is run, and is complete."""

import pytest

from bridge.domain.policy import RULES, Stage
from bridge.domain.rules_request import GATES
from domain import rule_checks
from domain.mutants import MUTANTS, Mutant
from domain.rule_checks import DENIED
from journeys import family_checks, flow_checks

TABLE = [pytest.param(mutant, id=mutant.name) for mutant in MUTANTS]


@pytest.mark.parametrize("mutant", TABLE)
def test_a_broken_rule_fails_every_check_that_guards_it(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mutant.caught_by
    for check in mutant.caught_by:
        check()
        with monkeypatch.context() as patch:
            mutant.put(patch)
            with pytest.raises(AssertionError):
                check()


@pytest.mark.parametrize("name", DENIED)
def test_each_thing_wrong_is_denied_by_the_rules_as_they_are(name: str) -> None:
    rule_checks.denied(name)


@pytest.mark.parametrize(
    "check",
    [*rule_checks.CHECKS, *flow_checks.CHECKS, *family_checks.CHECKS],
    ids=lambda check: check.__name__,
)
def test_a_check_holds_of_the_link_as_it_is(check: rule_checks.Check) -> None:
    check()


def test_every_rule_of_every_stage_has_a_mutant() -> None:
    rules = {rule.__name__ for rule in (*GATES, *RULES[Stage.RELEASE])}
    assert rules <= {mutant.of for mutant in MUTANTS}


def test_every_rule_that_decides_or_records_is_broken_somewhere() -> None:
    assert {mutant.rule for mutant in MUTANTS} == set(range(1, 8))


def test_no_mutant_breaks_the_tests_own_copy_of_a_piece() -> None:
    """A name that a check imported is not the product's: broken there, it proves nothing."""
    for mutant in MUTANTS:
        with pytest.MonkeyPatch.context() as patch:
            mutant.put(patch)
            broken = {_home_of(owner) for owner, *_ in patch._setattr}
        assert broken
        assert all(name.startswith("bridge.") for name in broken), (mutant.name, broken)


def _home_of(owner: object) -> str:
    """The module that an object is, or is of."""
    return str(getattr(owner, "__module__", None) or getattr(owner, "__name__", ""))


def test_the_names_of_mutants_tell_them_apart() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
