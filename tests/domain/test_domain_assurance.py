"""Two scales on one: effective assurance is the weaker of proofing and authentication, and unknown is low."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.assurance import (
    Assurance,
    acr_values,
    from_singpass,
    from_vneid,
    singpass_words,
    vneid_words,
    within_reach,
)

LOA = "urn:singpass:authentication:loa:"


@pytest.mark.parametrize(
    ("account_level", "auth_level", "account_type", "expected"),
    [
        pytest.param(1, 4, "citizen", "low", id="self-registered, however strong the sign-in"),
        pytest.param(2, 1, "citizen", "low", id="in person, one factor"),
        pytest.param(2, 2, "citizen", "substantial", id="in person, two factors"),
        pytest.param(2, 3, "citizen", "substantial", id="in person, biometric factor not bound to a key"),
        pytest.param(2, 4, "citizen", "high", id="in person, biometric with possession and knowledge"),
        pytest.param(2, 4, "foreigner", "high", id="a foreigner proofed in person"),
        pytest.param(2, 4, "organisation", "low", id="an organisation is nobody"),
        pytest.param(3, 4, "citizen", "low", id="an account level that does not exist"),
        pytest.param(2, 5, "citizen", "low", id="an authentication level that does not exist"),
        pytest.param("2", 4, "citizen", "low", id="a level as text"),
        pytest.param(True, 4, "citizen", "low", id="true is no level"),
        pytest.param(None, None, None, "low", id="nothing said"),
    ],
)
def test_vneid_levels(
    *, account_level: object, auth_level: object, account_type: object, expected: str
) -> None:
    assert from_vneid(account_level, auth_level, account_type).word == expected


@pytest.mark.parametrize(
    ("acr", "amr", "expected"),
    [
        pytest.param(LOA + "1", ["pwd"], "low", id="password alone"),
        pytest.param(LOA + "2", ["pwd", "otp-sms"], "substantial", id="two factors"),
        pytest.param(LOA + "2", ["pwd", "swk"], "substantial", id="password and the app's key"),
        pytest.param(LOA + "3", ["swk", "face"], "high", id="face verification"),
        pytest.param(LOA + "3", ["pwd", "face-alt"], "high", id="face verification, the other way"),
        pytest.param(LOA + "3", ["pwd", "swk"], "substantial", id="the face level without a face"),
        pytest.param(LOA + "3", ["pwd"], "low", id="the face level with a password alone"),
        pytest.param(LOA + "2", ["swk", "face"], "substantial", id="amr never raises the level"),
        pytest.param(LOA + "4", ["swk", "face"], "low", id="a level that does not exist"),
        pytest.param(LOA + "3", None, "low", id="no factors named"),
        pytest.param(LOA + "3", ["telepathy"], "low", id="only unknown factors"),
        pytest.param(LOA + "3", "face", "low", id="factors not as a list"),
        pytest.param(None, ["face"], "low", id="no acr"),
    ],
)
def test_singpass_levels(acr: object, amr: object, expected: str) -> None:
    assert from_singpass(acr, amr).word == expected


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.text()),
)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_input_whatever_breaks_the_reading(first: object, second: object, third: object) -> None:
    assert from_singpass(first, second) in Assurance
    assert from_vneid(first, second, third) in Assurance


@pytest.mark.parametrize("level", Assurance)
def test_a_level_survives_its_words(level: Assurance) -> None:
    assert Assurance.from_urn(level.urn) is level
    assert Assurance.from_word(level.word) is level


@pytest.mark.parametrize("urn", ["urn:vnsg:loa:HIGH", "high", "", None, 3])
def test_a_foreign_word_is_no_level(urn: object) -> None:
    assert Assurance.from_urn(urn) is None


@given(st.dictionaries(st.sampled_from(["account_level", "auth_level", "account_type", "sub"]), ANYTHING))
def test_vneids_words_are_the_documented_ones_or_none(claims: dict[str, object]) -> None:
    words = vneid_words(claims)
    assert repr(words["account_level"]) in {"None", "1", "2"}
    assert repr(words["auth_level"]) in {"None", "1", "2", "3", "4"}
    assert words["account_type"] in {None, "citizen", "foreigner"}
    assert set(words) == {"account_level", "auth_level", "account_type"}


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        pytest.param({"account_level": True}, None, id="true is no level"),
        pytest.param({"account_level": 1.0}, None, id="a fraction is no level"),
        pytest.param({"account_level": 3}, None, id="a level that does not exist"),
        pytest.param({"account_level": 2}, 2, id="a level that exists"),
    ],
)
def test_an_account_level_is_kept_only_from_its_scale(
    claims: dict[str, object], expected: int | None
) -> None:
    assert vneid_words(claims)["account_level"] == expected


@given(st.dictionaries(st.sampled_from(["acr", "amr", "sub"]), ANYTHING))
def test_singpasss_words_are_the_documented_ones_or_none(claims: dict[str, object]) -> None:
    words = singpass_words(claims)
    assert words["acr"] in {None, LOA + "1", LOA + "2", LOA + "3"}
    assert set(words["amr"]) <= {"pwd", "otp-sms", "swk", "hwk", "face", "face-alt"}
    assert set(words) == {"acr", "amr"}


def test_unknown_factors_are_dropped_and_known_ones_kept_once_in_order() -> None:
    assert singpass_words({"amr": ["swk", "S5088001Z", "face", "swk", 7]})["amr"] == ["swk", "face"]


@pytest.mark.parametrize(
    ("words", "reach"),
    [
        pytest.param(vneid_words({"account_level": 2, "account_type": "citizen"}), "high", id="in person"),
        pytest.param(
            vneid_words({"account_level": 1, "account_type": "citizen"}), "low", id="self-registered"
        ),
        pytest.param(vneid_words({"account_level": 2, "account_type": "organisation"}), "low", id="nobody"),
        pytest.param(vneid_words({"account_type": "citizen"}), "low", id="proofing not said"),
        pytest.param(singpass_words({"acr": LOA + "2", "amr": ["pwd", "swk"]}), "high", id="Singpass"),
        pytest.param(singpass_words({"acr": "unknown"}), "low", id="a level that does not exist"),
    ],
)
def test_a_stronger_sign_in_is_worth_at_most_the_proofing(words: dict[str, object], reach: str) -> None:
    assert within_reach(words).word == reach


@pytest.mark.parametrize("level", list(Assurance))
def test_what_singpass_is_asked_for_is_worth_the_level(level: Assurance) -> None:
    assert from_singpass(acr_values(level), ["swk", "face"]) >= level
