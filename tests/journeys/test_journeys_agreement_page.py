"""`/agreement`: the whole agreement, and an answer for somebody who never saw a terminal."""

import html
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE
from bridge.domain.clauses import Direction
from bridge.domain.explanations import explanation
from bridge.domain.reasons import Reason
from domain.samples import AGREEMENT
from journeys.world import BRIDGE, Link

PAGE = f"{BRIDGE}/agreement"
HOTEL = {"purpose": "tourism.checkin", "country": "VN", "sector": "tourism"}
SIGNED_IN = {**HOTEL, "attribute": "name", "assurance": "substantial", "age": "30"}


@pytest.fixture
async def http(link: Link) -> AsyncIterator[httpx.AsyncClient]:
    async with link.client() as client:
        yield client


async def page(
    http: httpx.AsyncClient, query: dict[str, Any], *, language: str = "en", status: int = 200
) -> str:
    response = await http.get(PAGE, params={**query, "lang": language})
    assert response.status_code == status, response.text
    return html.unescape(response.text)


def answer_of(text: str) -> str:
    """The words of the answer's section."""
    found = re.search(r'<section class="card" id="answer".*?</section>', text, re.DOTALL)
    assert found is not None
    return " ".join(re.sub("<[^>]+>", " ", found.group()).split())


async def test_the_table_is_the_agreement(http: httpx.AsyncClient) -> None:
    text = await page(http, {})
    rows = dict(re.findall(r'<tr data-claim="([a-z_0-9]+)">(.*?)</tr>', text, re.DOTALL))
    assert set(rows) == REQUESTABLE
    for claim, row in rows.items():
        cells = iter(re.findall(r"<td>(.*?)</td>", row))
        for purpose in AGREEMENT.purposes:
            for direction in Direction:
                clause = AGREEMENT.clause_for(purpose, direction)
                assert clause is not None
                expected = "M" if claim in clause.mandatory else "O" if claim in clause.optional else ""
                assert next(cells) == expected, (claim, purpose, direction)
        assert next(cells, None) is None


async def test_the_table_says_what_its_letters_stand_for_in_the_words_of_the_page(
    http: httpx.AsyncClient,
) -> None:
    text = await page(http, {}, language="vi")
    for word in ("<strong>B</strong> bắt buộc", "<strong>T</strong> tùy chọn"):
        assert word in text
    assert set(re.findall(r"<td>([A-Z])</td>", text)) == {"B", "T"}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_clause_is_told_with_both_legal_bases_and_its_instrument(
    http: httpx.AsyncClient, language: str
) -> None:
    text = await page(http, {}, language=language)
    for clause in AGREEMENT.clauses:
        part = text.split(f'<h3 id="{clause.id}">')[1].split("</dl>")[0]
        assert all(basis.in_(language) in part for basis in clause.legal_basis.values())
        assert clause.text.in_(language) in part
        assert AGREEMENT.instruments[clause.instrument].reference in part


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        pytest.param(
            {**HOTEL, "attribute": ["name", "allergies"]},
            ["refused", "Because of: Allergies", "pass: For this purpose only", "told why", "SGVN-"],
            id="an attribute too many",
        ),
        pytest.param(
            {**HOTEL, "sector": "health", "attribute": "name"},
            ["What would pass: An organisation in the sector of tourism."],
            id="another sector",
        ),
        pytest.param(HOTEL, ["What would pass: Ask for at least one item of data."], id="nothing asked for"),
        pytest.param(
            {**SIGNED_IN, "assurance": "low"},
            ["A sign-in of at least “substantial” assurance.", "learns only that"],
            id="too weak a sign-in",
        ),
        pytest.param(
            {**SIGNED_IN, "age": "15"}, ["A person of 16 or older", "learns only that"], id="a child"
        ),
        pytest.param(
            {**SIGNED_IN, "age": ""}, ["A source that knows the person's date of birth."], id="an unknown age"
        ),
        pytest.param({**HOTEL, "purpose": "crime.prevention", "attribute": "name"},
            ["Choose one of the agreement's purposes: Registration as a patient;"], id="an unknown purpose"),
        pytest.param(
            {**HOTEL, "attribute": "religion"}, ["Ask only for data that this page lists."], id="never data"
        ),
        pytest.param(
            {**HOTEL, "attribute": "name"},
            ["permitted", "ask for: Full name .", "Below 16, a legal representative",
             "below 7, the", "before anybody signs in", "and agreed"],
            id="permitted before sign-in",
        ),
        pytest.param(SIGNED_IN, ["permitted", "ask for: Full name ."], id="permitted after sign-in"),
        pytest.param({**SIGNED_IN, "age": "15", "represented": "yes"},
            ["permitted", "before the child and the legal representative have both"], id="a child's parent"),
        pytest.param({**SIGNED_IN, "age": "6", "represented": "yes"},
            ["permitted", "before the legal representative has seen"], id="a parent alone"),
        pytest.param({**HOTEL, "attribute": "name", "profile": "baseline"},
            ["What would pass: A connection in the better protected way (FAPI 2.0)."], id="by the baseline"),
        pytest.param(
            {**HOTEL, "attribute": ["name", "email"]},
            ["Ask for less", "The purpose does without these", "Email address."],
            id="advice on an optional attribute",
        ),
        pytest.param(
            {**HOTEL, "attribute": ["name", "blood_group"]},
            ["These never cross the border for this purpose: Blood group."],
            id="advice on a stray attribute",
        ),
    ],
)  # fmt: skip
async def test_the_answer_is_in_sentences(
    http: httpx.AsyncClient, entered: dict[str, Any], words: list[str]
) -> None:
    answer = answer_of(await page(http, entered))
    for each in words:
        assert each in answer


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("entered", "reason"),
    [
        ({**HOTEL, "attribute": "allergies"}, Reason.ATTRIBUTE_NOT_IN_PURPOSE),
        ({**SIGNED_IN, "assurance": "low"}, Reason.ASSURANCE_TOO_LOW),
        ({**SIGNED_IN, "age": "15"}, Reason.REPRESENTATIVE_CONSENT_REQUIRED),
    ],
)
async def test_a_refusal_is_explained_as_the_citizen_would_read_it(
    http: httpx.AsyncClient, entered: dict[str, Any], reason: Reason, language: str
) -> None:
    answer = answer_of(await page(http, entered, language=language))
    assert explanation(reason).in_(language) in answer
    assert str(reason) in answer


async def test_a_refusal_in_vietnamese_has_no_english_remedy(http: httpx.AsyncClient) -> None:
    answer = answer_of(await page(http, {**HOTEL, "attribute": "allergies"}, language="vi"))
    assert "Điều gì sẽ được chấp nhận: Với mục đích này chỉ có thể hỏi: Họ và tên," in answer
    assert "a request for" not in answer


async def test_after_the_agreement_has_ended_nothing_is_permitted(own_link: Link) -> None:
    own_link.clock.advance(10 * 366 * 24 * 3600)
    async with own_link.client() as client:
        answer = answer_of(await page(client, {**HOTEL, "attribute": "name"}))
    assert "A request from 1 January 2026 on, and before 1 January 2031." in answer


async def test_the_form_keeps_what_was_entered_also_in_the_other_language(http: httpx.AsyncClient) -> None:
    text = await page(http, {**SIGNED_IN, "attribute": ["name", "email"], "represented": "yes"})
    checked = set(re.findall(r'name="([a-z]+)" value="([a-z_.VN]*)" checked', text))
    expected = {("attribute", "name"), ("attribute", "email"), *HOTEL.items(), ("assurance", "substantial")}
    expected |= {("represented", "yes"), ("profile", "fapi")}
    assert checked == expected
    assert 'name="age" min="0" max="150" inputmode="numeric" aria-describedby="age-hint" value="30"' in text
    switch = re.search(r'<a href="(/agreement\?lang=vi[^"]+)"', text)
    assert switch is not None
    other = html.unescape((await http.get(f"{BRIDGE}{switch.group(1)}")).text)
    assert "Câu trả lời: được phép" in answer_of(other)


async def test_nothing_is_ticked_before_anything_was_entered(http: httpx.AsyncClient) -> None:
    text = await page(http, {})
    assert 'id="answer"' not in text
    assert re.search(r'type="checkbox"[^>]* checked', text) is None
    assert text.count('name="attribute"') == len(REQUESTABLE) == len(ATTRIBUTES) - 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"age": "151"}, id="too old"),
        pytest.param({"age": "-1"}, id="below zero"),
        pytest.param({"age": "thirty"}, id="an age in words"),
        pytest.param({"age": "٣٠"}, id="digits of another script"),
        pytest.param({"country": "MY"}, id="another country"),
        pytest.param({"assurance": "enormous"}, id="an unknown assurance"),
        pytest.param({"profile": "fastest"}, id="an unknown profile"),
        pytest.param({"attribute": ["a"] * 65}, id="too many attributes"),
        pytest.param({"purpose": "p" * 101}, id="a purpose too long"),
    ],
)
async def test_an_entry_that_makes_no_request_brings_the_form_back(
    http: httpx.AsyncClient, changes: dict[str, Any]
) -> None:
    text = await page(http, {**SIGNED_IN, **changes}, status=400)
    assert "This request cannot be read." in text
    assert 'id="answer"' not in text


@pytest.mark.parametrize("query", ["purpose=a&purpose=b", "purpose=%zz", "purpose=%ff", "purpose=a%00"])
async def test_a_malformed_address_is_a_page_too(http: httpx.AsyncClient, query: str) -> None:
    response = await http.get(f"{PAGE}?{query}")
    assert response.status_code == 400
    assert "This page cannot go on" in response.text


async def test_markup_in_the_address_stays_text(http: httpx.AsyncClient) -> None:
    response = await http.get(PAGE, params={**HOTEL, "attribute": "<script>x</script>", "age": '"><b>'})
    assert "<script" not in response.text
    assert "<b>" not in response.text


async def test_the_page_is_kept_by_nobody_and_runs_no_script(http: httpx.AsyncClient) -> None:
    response = await http.get(PAGE, params=SIGNED_IN)
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "set-cookie" not in response.headers


async def test_the_front_page_leads_there(http: httpx.AsyncClient) -> None:
    assert '<a href="/agreement?lang=en">' in (await http.get(f"{BRIDGE}/")).text
