import logging

import pytest

from eid_kit.http.settings_faults import unknown_settings, warn_of_unknown_settings

KNOWN = ("public_url", "port", "data_dir", "sandbox")

UNKNOWN = [
    pytest.param("BRIDGE_PUBLIC_ULR", "did you mean BRIDGE_PUBLIC_URL?", id="letters swapped"),
    pytest.param("BRIDGE_SANDBX", "did you mean BRIDGE_SANDBOX?", id="a letter missing"),
    pytest.param("BRIDGE_DATADIR", "did you mean BRIDGE_DATA_DIR?", id="a word run together"),
    pytest.param("bridge_prot", "did you mean BRIDGE_PORT?", id="in lower case, as the settings may be"),
    pytest.param("BRIDGE_WEATHER", "see docs/settings.md for all there are", id="nothing like any of them"),
    pytest.param("BRIDGE_", "see docs/settings.md for all there are", id="the prefix alone"),
]


@pytest.mark.parametrize(("name", "advice"), UNKNOWN)
def test_a_variable_that_is_no_setting_is_named_with_the_nearest(name: str, advice: str) -> None:
    (sentence,) = unknown_settings([name, "PATH"], prefix="BRIDGE_", known=KNOWN)
    assert sentence == f"{name} is no setting and changes nothing; {advice}"


@pytest.mark.parametrize("name", ["BRIDGE_PORT", "bridge_port", "VNEID_PROT", "PORT", "A_BRIDGE_X"])
def test_what_is_a_setting_or_somebody_elses_is_passed_over(name: str) -> None:
    assert unknown_settings([name], prefix="BRIDGE_", known=KNOWN) == ()


def test_the_warning_never_holds_the_value(caplog: pytest.LogCaptureFixture) -> None:
    environment = {"BRIDGE_DATABASE_PASWORD": "hunter2"}
    with caplog.at_level(logging.WARNING):
        warn_of_unknown_settings(environment, prefix="BRIDGE_", known=KNOWN)
    assert "BRIDGE_DATABASE_PASWORD" in caplog.text
    assert "hunter2" not in caplog.text
