"""Fault switches."""

import pytest

from eid_kit.simulator.faults import FaultName, Faults, UnknownFault


class SomeFault(FaultName):
    """A catalogue for these tests."""

    WRONG_NONCE = "wrong-nonce", "The id_token carries a nonce nobody sent."
    SLOW = "slow", "Everything takes long."


def test_a_fault_is_its_name_and_carries_its_description() -> None:
    assert SomeFault.SLOW.value == str(SomeFault.SLOW) == "slow"
    assert SomeFault("wrong-nonce") is SomeFault.WRONG_NONCE
    assert Faults(SomeFault).known() == {
        "wrong-nonce": "The id_token carries a nonce nobody sent.",
        "slow": "Everything takes long.",
    }


def test_no_fault_is_on_at_first() -> None:
    assert not any(Faults(SomeFault).active(name) for name in SomeFault)


def test_exactly_the_named_faults_are_on() -> None:
    faults = Faults(SomeFault)
    faults.set(["slow"])
    assert (faults.active(SomeFault.SLOW), faults.active(SomeFault.WRONG_NONCE)) == (True, False)
    faults.set(["wrong-nonce"])
    assert faults.current() == ["wrong-nonce"]


def test_an_unknown_name_is_refused_and_changes_nothing() -> None:
    faults = Faults(SomeFault)
    faults.set(["slow"])
    with pytest.raises(UnknownFault, match=r"'slwo'.*wrong-nonce, slow"):
        faults.set(["wrong-nonce", "slwo"])
    assert faults.current() == ["slow"]
