"""Two scales on one: effective assurance is the weaker of proofing and authentication, and unknown is low."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.assurance import Assurance, from_singpass, from_vneid

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
