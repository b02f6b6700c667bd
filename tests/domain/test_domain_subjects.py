"""Pseudonyms: stable, different for each organisation, and not to be confused by where one part ends."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.subjects import pairwise_subject, principal_ref

KEY = bytes(range(32))


def test_a_pairwise_subject_is_the_documented_hmac() -> None:
    parts = [b"vnsg-pairwise-v1", b"hospital-sg", b"someone"]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    expected = base64.urlsafe_b64encode(hmac.digest(KEY, message, hashlib.sha256)).decode().rstrip("=")
    assert pairwise_subject(KEY, "hospital-sg", "someone") == expected


def test_a_subject_is_43_characters_of_base64url() -> None:
    assert len(principal_ref(KEY, "http://localhost:8001", "abc")) == 43


def test_two_organisations_see_two_subjects() -> None:
    assert pairwise_subject(KEY, "hospital-sg", "someone") != pairwise_subject(KEY, "clinic-sg", "someone")


def test_a_pairwise_subject_is_not_the_principal_it_stands_for() -> None:
    assert pairwise_subject(KEY, "issuer", "subject") != principal_ref(KEY, "issuer", "subject")


def test_another_installation_has_other_subjects() -> None:
    assert principal_ref(KEY, "issuer", "subject") != principal_ref(KEY[::-1], "issuer", "subject")


@given(a=st.text(), b=st.text(), c=st.text(), d=st.text())
def test_no_two_pairs_of_parts_share_a_subject(*, a: str, b: str, c: str, d: str) -> None:
    same = (a, b) == (c, d)
    assert (principal_ref(KEY, a, b) == principal_ref(KEY, c, d)) is same


@given(st.text(min_size=1))
def test_moving_the_border_between_parts_makes_another_subject(joined: str) -> None:
    seen = {principal_ref(KEY, joined[:cut], joined[cut:]) for cut in range(len(joined) + 1)}
    assert len(seen) == len(joined) + 1


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        principal_ref(b"short", "issuer", "subject")
