"""The consent page and the digest in the consent have one source: the page has no word that is not hashed."""

from collections import Counter

import pytest

from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Clause
from bridge.domain.consent import Consent
from bridge.domain.notices import Notice
from domain.samples import notice
from eid_sandbox.browser import Page
from journeys.client import Organisation
from journeys.notices import read, words_of
from journeys.people import HEALTH, TOURISM
from journeys.walk import Begin
from journeys.world import BRIDGE, Link


def difference(page: str, shown: Notice) -> tuple[Counter[str], Counter[str]]:
    """What the page says and the notice does not, and the other way round."""
    on_page, in_notice = Counter(read(page).words), Counter(words_of(shown))
    return on_page - in_notice, in_notice - on_page


async def _notice_of(link: Link, organisation: Organisation, page: Page, *, language: str) -> Notice:
    """Written anew from what is known of the request: agreement, registration, and the page's claims."""
    registration = await link.world.ledger.read(lambda unit: unit.registrations.get(organisation.client_id))
    assert registration is not None
    clause = _clause(link, organisation)
    asked = HEALTH if organisation.country == "SG" else TOURISM
    held = {*clause.mandatory, *page.form.checkboxes}
    return notice(
        link.world.agreement,
        clause,
        registration.partner,
        offered=held & set(asked),
        missing=[claim for claim in asked if claim not in held],
        language=language,
        on=day_in(clause.direction.exporter, link.clock.now()),
    )


def _clause(link: Link, organisation: Organisation) -> Clause:
    return next(
        clause
        for clause in link.world.agreement.clauses
        if clause.purpose == organisation.purpose and clause.direction.importer == organisation.country
    )


async def _last_consent(link: Link) -> Consent:
    consent_id = link.log()[-1].consent_id
    assert consent_id is not None
    found = await link.world.ledger.read(lambda unit: unit.consents.lock(consent_id))
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("site", ["hotel", "hospital"])
async def test_every_word_of_the_page_is_in_the_digest_that_the_consent_carries(
    link: Link, hotel: Organisation, hospital: Organisation, walk: Begin, site: str, language: str
) -> None:
    organisation = {"hotel": hotel, "hospital": hospital}[site]
    started = await walk(organisation)
    arrived = await started.sign_in()
    asked = await started.http.get(f"{arrived.url}?lang={language}")
    page = await started.browser.open(f"{arrived.url}?lang={language}")
    shown = await _notice_of(link, organisation, page, language=language)
    assert difference(asked.text, shown) == (Counter(), Counter())
    assert "TAN MEI LING" in read(asked.text).values or "NGUYỄN THỊ HOA" in read(asked.text).values
    await started.answer(page)
    assert (await _last_consent(link)).notice_sha256 == shown.sha256


ALTERED = [
    pytest.param("30 days", "60 days", id="a number"),
    pytest.param("may not pass it on", "may pass it on", id="a word left out"),
    pytest.param("</h1>", "</h1><p>It is safe.</p>", id="a sentence of the template's own"),
    pytest.param('aria-label="', 'aria-label="Safe. ', id="what is only read aloud"),
    pytest.param("<title>", "<title>Safe. ", id="the title"),
    pytest.param("I do not agree", "Not now", id="a button"),
]


@pytest.mark.parametrize(("words", "others"), ALTERED)
async def test_a_page_with_another_word_than_its_notice_is_found_out(
    link: Link, hotel: Organisation, walk: Begin, words: str, others: str
) -> None:
    started = await walk(hotel)
    page = await started.sign_in()
    asked = (await started.http.get(page.url)).text
    shown = await _notice_of(link, hotel, page, language="en")
    body = asked[asked.index("<main") :] if "aria" in words else asked
    altered = asked.replace(body, body.replace(words, others, 1))
    assert altered != asked
    assert difference(altered, shown) != (Counter(), Counter())


async def test_midnight_between_page_and_answer_asks_again_with_the_new_last_day(
    link: Link, hotel: Organisation, walk: Begin
) -> None:
    in_singapore = link.clock.now().timestamp() + 8 * 3600
    link.clock.advance(86_400 - in_singapore % 86_400 - 60)
    started = await walk(hotel)
    page = await started.sign_in()
    link.clock.advance(61)
    logged = link.log()
    anew = await started.answer(page)
    assert (anew.arrived, anew.status, link.log()) == (None, 200, logged)
    altered = {"form_token": "x" * 43, "decision": "approve", "lang": "en"}
    await started.http.post(page.url, data=altered, headers={"Origin": BRIDGE})
    assert link.log()[-1].reason == "form_token"
    assert (await started.answer(anew)).arrived is not None


async def test_the_first_card_says_what_is_sensitive_and_leads_to_both_answers(
    link: Link, hospital: Organisation, walk: Begin
) -> None:
    started = await walk(hospital)
    page = await started.sign_in()
    body = (await started.http.get(page.url)).text
    first, _, rest = body[body.index("<h1>") :].partition("</section>")
    assert "sensitive personal data too" in first, "under “will be shared” it would promise optional items"
    assert 'href="#answers"' in first
    assert "sensitive personal data too" not in rest
    answers = rest[rest.index('id="answers"') :]
    assert all(f'value="{decision}"' in answers for decision in ("approve", "deny"))
    assert "<summary>Legal basis and clause</summary>" in rest


async def test_the_header_leads_home_and_to_the_citizens_own_pages_without_losing_the_answer(
    hotel: Organisation, walk: Begin
) -> None:
    started = await walk(hotel)
    page = await started.sign_in()
    header = (await started.http.get(f"{page.url}?lang=en")).text.partition("<main")[0]
    for address, name in (("/", "VNeID ↔ Singpass bridge"), ("/me", "Your pages")):
        assert f'href="{address}?lang=en" target="_blank" rel="noopener">{name}</a>' in header
    elsewhere = (await started.http.get(f"{BRIDGE}/agreement?lang=vi")).text.partition("<main")[0]
    assert '<a href="/me?lang=vi">Trang của bạn</a>' in elsewhere


async def test_a_refusal_keeps_its_codes_for_the_support_desk(hospital: Organisation, walk: Begin) -> None:
    started = await walk(hospital)
    page = await started.sign_in("tran-van-minh")
    before, _, folded = (await started.http.get(page.url)).text.partition("<details>")
    assert "assurance_too_low" not in before
    assert "VNSG-HEALTH-1" not in before
    folded = folded.partition("</details>")[0]
    assert all(code in folded for code in ("support desk", "assurance_too_low", "VNSG-HEALTH-1"))


async def test_an_english_page_says_which_language_a_doctors_words_are_in(
    hospital: Organisation, walk: Begin
) -> None:
    started = await walk(hospital)
    page = await started.sign_in()
    for language, times in (("en", 4), ("vi", 0)):
        asked = (await started.http.get(f"{page.url}?lang={language}")).text
        said = [value for value in read(asked).values if value == "as the record has it, in Vietnamese"]
        assert len(said) == times
        assert '<span class="value"></span>' not in asked
