"""Cookies under https and under http."""

import pytest
from fastapi import Request, Response

from bridge.web.browser import Cookies

TRANSACTION = "iN0BjqXEWSJxJLWhdF4VYpsu9n7gT-CO5g4"


def _set(cookies: Cookies) -> str:
    response = Response()
    cookies.set(response, "s1", TRANSACTION, value="secret", path=f"/t/{TRANSACTION}", lifetime_s=60)
    return response.headers["set-cookie"]


def test_under_https_a_cookie_is_secure_and_its_name_says_so() -> None:
    header = _set(Cookies(secure=True))
    assert header.startswith("__Secure-vnsg_s1_iN0BjqXEWSJx=secret")
    assert "; Secure" in header


def test_under_plain_http_it_is_neither_since_no_browser_would_keep_it() -> None:
    header = _set(Cookies(secure=False))
    assert header.startswith("vnsg_s1_iN0BjqXEWSJx=secret")
    assert "Secure" not in header


@pytest.mark.parametrize("secure", [True, False])
def test_a_cookie_is_always_out_of_reach_of_scripts_and_of_others_forms(secure: bool) -> None:
    header = _set(Cookies(secure=secure))
    for attribute in ("HttpOnly", "SameSite=lax", "Max-Age=60", f"Path=/t/{TRANSACTION}"):
        assert attribute in header
    assert "Domain" not in header


def test_clearing_a_cookie_names_the_same_path_or_it_would_stay() -> None:
    response = Response()
    Cookies(secure=True).clear(response, "s1", TRANSACTION, path=f"/t/{TRANSACTION}")
    header = response.headers["set-cookie"]
    assert "Max-Age=0" in header
    assert f"Path=/t/{TRANSACTION}" in header
    assert "; Secure" in header


@pytest.mark.parametrize(
    ("headers", "secret"),
    [
        pytest.param(["other=x; vnsg_s1_iN0BjqXEWSJx=ours; vnsg_s1=y"], "ours", id="once"),
        pytest.param(["other=x"], None, id="never"),
        pytest.param(["vnsg_s1_iN0BjqXEWSJx=ours; vnsg_s1_iN0BjqXEWSJx=theirs"], None, id="twice"),
        pytest.param(["vnsg_s1_iN0BjqXEWSJx=ours;vnsg_s1_iN0BjqXEWSJx =theirs"], None, id="with a space"),
        pytest.param(["vnsg_s1_iN0BjqXEWSJx=ours", "vnsg_s1_iN0BjqXEWSJx=theirs"], None, id="in two headers"),
    ],
)
def test_a_cookie_that_somebody_set_beside_ours_is_not_taken_for_it(
    headers: list[str], secret: str | None
) -> None:
    raw = [(b"cookie", header.encode()) for header in headers]
    request = Request({"type": "http", "headers": raw})
    assert Cookies(secure=False).read(request, "s1", TRANSACTION) == secret


def test_two_transactions_have_two_names() -> None:
    cookies = Cookies(secure=False)
    assert cookies.name("s1", "a" * 43) != cookies.name("s1", "b" * 43)
