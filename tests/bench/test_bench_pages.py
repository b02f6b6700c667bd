"""What the lean browser makes of pages and cookies."""

import pytest

from eid_sandbox.load.pages import CookieJar, NoSuchForm, decision_form

PAGE = """
<form method="get" action="/lang"><button name="lang" value="en">English</button></form>
<form class="card" method="post" action="/t/abc?x=1&amp;y=2">
<input type="hidden" name="form_token" value="a&#34;b">
<label><input type="checkbox" name="attribute" value="blood_group"></label>
<label><input value="immunizations" name="attribute" type="checkbox"></label>
<input type="radio" name="person" value="somebody" required>
<button name="decision" value="approve">Yes</button><button name="decision" value="deny">No</button>
</form>
"""


def test_the_form_that_asks_for_a_decision_is_found_among_others() -> None:
    form = decision_form(PAGE)
    assert form.action == "/t/abc?x=1&y=2"
    assert form.hidden == (("form_token", 'a"b'),)
    assert form.boxes == ("blood_group", "immunizations")


@pytest.mark.parametrize("page", ["", "<form action='/x'><button name=\"other\"></button></form>"])
def test_a_page_without_a_decision_is_an_error(page: str) -> None:
    with pytest.raises(NoSuchForm):
        decision_form(page)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://bridge.example/t/abc", True),
        ("https://bridge.example/t/abc?lang=en", True),
        ("https://bridge.example/t/abc/back", True),
        ("https://bridge.example/t/abcd", False),
        ("https://bridge.example/t", False),
    ],
)
def test_a_cookie_goes_where_its_path_says(url: str, sent: bool) -> None:
    jar = CookieJar()
    jar.take(("s1=secret; Path=/t/abc; HttpOnly; SameSite=lax",))
    assert jar.header(url) == ({"Cookie": "s1=secret"} if sent else {})


def test_a_cookie_without_a_path_goes_everywhere_and_the_newest_value_counts() -> None:
    jar = CookieJar()
    jar.take(("a=1", "a=2", "b=3; Path=/"))
    assert jar.header("http://localhost:1/x") == {"Cookie": "a=2; b=3"}


def test_a_cookie_that_is_deleted_is_gone() -> None:
    jar = CookieJar()
    jar.take(("s1=secret; Path=/t/abc",))
    jar.take(('s1=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/t/abc',))
    assert jar.header("http://localhost:1/t/abc") == {}
