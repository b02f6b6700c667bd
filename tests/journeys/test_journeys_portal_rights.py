"""What a citizen takes along and asks for, and what the operator does with it."""

import asyncio
import hashlib
import json
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from bridge.adapters.sql import KeyRingError
from bridge.domain.audit_events import Event
from bridge.domain.rights_clocks import RightsKind, deadlines
from bridge.web.portal_words import last_day
from eid_cli.__main__ import app
from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import UnverifiedJwt
from eid_sandbox.browser import Page
from journeys.checks import require_page
from journeys.client import Organisation
from journeys.people import HOTEL
from journeys.portal import Citizen, form_to
from journeys.walk import Begin, begin
from journeys.world import BRIDGE, Link, whole_link

CLEAN = {name: None for name in os.environ if name.startswith("BRIDGE_")}
HERE = {"Origin": BRIDGE}
KINDS = [kind.value for kind in RightsKind if kind is not RightsKind.PROTECTION]


@pytest.fixture(scope="module")
def shared_link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A link of this file's own: what a citizen finds must not depend on who tested before."""
    yield from whole_link(tmp_path_factory.mktemp("link"))


@pytest.fixture
async def citizen(browser: httpx.AsyncClient, hospital: Organisation, walk: Begin) -> Citizen:
    """Signed in, after a journey in which something was sent."""
    await (await walk(hospital)).claims(ticks=["blood_group"])
    citizen = Citizen(browser)
    await citizen.sign_in("vneid")
    return citizen


async def record_of(citizen: Citizen) -> str:
    """The address below /me of the newest record."""
    home = await citizen.open()
    found = next(link for link in home.links if link.startswith("/me/records/"))
    return found.removeprefix("/me").partition("?")[0]


async def asked(citizen: Citizen, kind: str, scope: str = "record") -> Page:
    page = await citizen.open(f"{await record_of(citizen)}/ask")
    return await citizen.press(page, "/ask", ("kind", kind), ("scope", scope))


async def operator(link: Link, *words: str) -> Result:
    """The command as another process would run it: with a loop, if it needs one, of its own."""
    command = ["rights", *words, "--data-dir", str(link.settings.data_dir)]
    return await asyncio.to_thread(CliRunner().invoke, app, command, env=CLEAN)


async def waiting(link: Link) -> list[dict[str, Any]]:
    return list(json.loads((await operator(link, "list", "--json")).stdout))


async def test_the_signed_receipt_is_the_citizen_s_own_and_verifies(link: Link, citizen: Citizen) -> None:
    path = await record_of(citizen)
    answer = await citizen.http.get(f"{BRIDGE}/me{path}/receipt.jws")
    assert answer.headers["content-disposition"].startswith("attachment")
    key = link.world.keys.receipt_sign
    claims = jwt.verify(UnverifiedJwt(answer.text), (key,), algorithms=("ES256",)).claims
    assert (claims["projection"], claims["record_id"]) == ("citizen", path.rpartition("/")[2])
    shown = await citizen.open(f"{path}/receipt")
    assert claims["record_id"] in shown.text


async def test_a_denial_has_no_receipt_and_says_why_it_was_one(
    hospital: Organisation, walk: Begin, browser: httpx.AsyncClient
) -> None:
    await (await walk(hospital)).denied("tran-van-minh")
    citizen = Citizen(browser)
    await citizen.sign_in("vneid", "tran-van-minh")
    path = await record_of(citizen)
    assert (await citizen.http.get(f"{BRIDGE}/me{path}/receipt.jws")).status_code == 404
    everything = (await citizen.http.get(f"{BRIDGE}/me/download")).json()
    newest = everything["records"][0]
    assert newest["receipt"] is None
    assert newest["denied"] == {"reason": "assurance_too_low", "attribute": None}


async def test_everything_is_in_one_file_and_no_value_is_in_it(citizen: Citizen) -> None:
    await asked(citizen, "deletion")
    answer = await citizen.http.get(f"{BRIDGE}/me/download")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-consents.json"'
    everything = answer.json()
    newest = everything["records"][0]
    assert newest["status"] == "used"
    assert "blood_group" in newest["releases"][0]["claims"]
    assert newest["receipt"].count(".") == 2
    assert everything["requests"][0]["kind"] == "deletion"
    for value in ("NGUYỄN", "NGUYEN", "1991-04-12", "enicil"):
        assert value not in answer.text


async def test_the_words_that_were_read_are_there_to_keep_and_their_digest_is_the_receipts(
    link: Link, citizen: Citizen
) -> None:
    path = await record_of(citizen)
    signed = await citizen.http.get(f"{BRIDGE}/me{path}/receipt.jws")
    key = link.world.keys.receipt_sign
    receipt = jwt.verify(UnverifiedJwt(signed.text), (key,), algorithms=("ES256",)).claims
    (kept,) = (await citizen.http.get(f"{BRIDGE}/me/download")).json()["records"][0]["notices"]
    digest = hashlib.sha256(kept["words"].encode()).hexdigest()
    assert digest == kept["sha256"] == receipt["notice"]["sha256"] == receipt["collection"]["ui_sha256"]
    assert receipt["notice"]["url"] == f"{BRIDGE}/me{path}/notice"
    page = await citizen.open(f"{path}/notice")
    said, words = " ".join(page.text.split()), json.loads(kept["words"])
    terms = [each["words"] for each in (*words["request"], *words["terms"], *words["rights"])]
    whys = [each["why"] for each in (*words["mandatory"], *words["optional"])]
    for each in (words["heading"], words["purpose"], words["closing"], digest, *terms, *whys):
        assert each in said
    assert any(link.endswith("/notice?lang=en") for link in (await citizen.open(path)).links)


async def test_a_denial_has_no_words_that_were_read(
    hospital: Organisation, walk: Begin, browser: httpx.AsyncClient
) -> None:
    await (await walk(hospital)).denied("tran-van-minh")
    citizen = Citizen(browser)
    await citizen.sign_in("vneid", "tran-van-minh")
    assert (await browser.get(f"{BRIDGE}/me{await record_of(citizen)}/notice")).status_code == 404


@pytest.mark.parametrize("path", ["/receipt", "/receipt.jws", "/notice", "/ask", "/report"])
async def test_another_citizen_s_receipt_and_forms_are_not_found(
    link: Link, citizen: Citizen, path: str
) -> None:
    record = await record_of(citizen)
    async with link.client() as http:
        other = Citizen(http)
        await other.sign_in("singpass")
        assert (await http.get(f"{BRIDGE}/me{record}{path}")).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
async def test_each_right_can_be_used_and_its_clocks_are_shown(
    link: Link, citizen: Citizen, kind: str
) -> None:
    home = await asked(citizen, kind)
    assert home.url.endswith("/me?lang=en&received=1")
    assert "The bridge received your request; the dates are below." in home.text
    assert "received by the bridge, waiting" in home.text, "or it reads as if the recipient had it"
    assert "Decree 356/2025" in home.text
    newest = (await waiting(link))[-1]
    assert newest["kind"] == kind
    clocks = {"VN", "SG"} if kind in ("access", "correction") else {"VN"}
    assert set(newest["answer_before"]) == clocks


@pytest.mark.parametrize("scope", ["record", "recipient"])
@pytest.mark.parametrize("had_more", [False, True], ids=["nothing ever sent", "sent another time"])
async def test_the_date_on_the_form_is_the_date_that_is_tracked(
    link: Link, hospital: Organisation, walk: Begin, browser: httpx.AsyncClient, had_more: bool, scope: str
) -> None:
    if had_more:
        await (await walk(hospital)).claims()
    await (await walk(hospital)).code()
    citizen = Citizen(browser)
    await citizen.sign_in("vneid")
    form = await citizen.open(f"{await record_of(citizen)}/ask")
    await asked(citizen, "deletion", scope)
    every = await link.world.ledger.read(lambda unit: unit.rights.unanswered(limit=100))
    (tracked,) = [each for each in every if each.partner_id == hospital.client_id]
    reached = had_more and scope == "recipient"
    (due,) = deadlines(RightsKind.DELETION, tracked.received_at, reached_recipient=reached, is_extended=False)
    assert tracked.due_at == due.ends_at
    assert last_day(due, "en") in form.text
    assert ("With “everything” below" in form.text) == had_more


async def test_a_country_without_a_term_of_its_own_is_named_beside_the_other(citizen: Citizen) -> None:
    path = await record_of(citizen)
    for form, times in (("ask", 3), ("report", 1)):
        page = await citizen.open(f"{path}/{form}")
        assert page.text.count("Singapore: its law sets no term of its own") == times


async def test_a_request_is_logged_without_a_word_about_what_it_wants(link: Link, citizen: Citizen) -> None:
    await asked(citizen, "deletion", "recipient")
    entry = link.log()[-1]
    assert (entry.event, entry.consent_id, entry.claim_names) == (Event.RIGHTS_REQUESTED, None, ())


async def test_the_same_request_is_taken_once_while_it_waits(link: Link, citizen: Citizen) -> None:
    await asked(citizen, "access")
    before = len(await waiting(link))
    await asked(citizen, "access")
    assert len(await waiting(link)) == before
    await asked(citizen, "access", "recipient")
    assert len(await waiting(link)) == before + 1


async def test_misuse_is_reported_by_a_choice_and_nothing_is_typed(link: Link, citizen: Citizen) -> None:
    page = await citizen.open(f"{await record_of(citizen)}/report")
    assert "PDPC" in page.text
    assert "<textarea" not in page.text
    home = await citizen.press(page, "/report", ("misuse", "passed_on"))
    assert "The data was passed on to others" in home.text
    assert ("protection", "passed_on") in {(each["kind"], each["misuse"]) for each in (await waiting(link))}


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        pytest.param("ask", {}, id="a request for nothing"),
        pytest.param("ask", {"kind": "everything"}, id="a right that there is not"),
        pytest.param("ask", {"kind": "protection"}, id="a report by the other form"),
        pytest.param("report", {}, id="a report of nothing"),
        pytest.param("report", {"misuse": "my neighbour"}, id="a report in one's own words"),
    ],
)
async def test_a_form_without_a_proper_choice_is_not_taken(
    link: Link, citizen: Citizen, form: str, fields: dict[str, str]
) -> None:
    path = f"{await record_of(citizen)}/{form}"
    token = dict(form_to(await citizen.open(path), f"/{form}").fields)
    before = link.count("rights_requests")
    answer = await citizen.http.post(f"{BRIDGE}/me{path}", data={**token, **fields}, headers=HERE)
    require_page(answer, 400, "choice_missing")
    assert link.count("rights_requests") == before


async def test_a_request_form_from_another_site_is_not_taken(link: Link, citizen: Citizen) -> None:
    path = f"{await record_of(citizen)}/ask"
    form = {**dict(form_to(await citizen.open(path), "/ask").fields), "kind": "access"}
    before = link.count("rights_requests")
    elsewhere = {"Origin": "http://localhost:8010"}
    answer = await citizen.http.post(f"{BRIDGE}/me{path}", data=form, headers=elsewhere)
    assert answer.status_code == 400
    assert link.count("rights_requests") == before


async def test_nobody_fills_the_operator_s_list_alone(
    link: Link, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.flows.rights.MOST_UNANSWERED", 0)
    page = await asked(citizen, "objection")
    require_page(page, 503, "too_many_requests")


async def test_the_operator_acknowledges_extends_and_answers_and_the_citizen_reads_it(
    link: Link, citizen: Citizen
) -> None:
    await asked(citizen, "correction")
    request_id = str((await waiting(link))[-1]["id"])
    for words, said in (
        (("acknowledge", request_id), "acknowledged"),
        (("extend", request_id), "extended"),
        (("answer", request_id, "refused", "--because", "source_corrects"), "answered: refused"),
    ):
        result = await operator(link, *words)
        assert result.exit_code == 0, result.output
        assert said in result.stdout
    assert request_id not in {each["id"] for each in (await waiting(link))}
    entry = link.log()[-1]
    assert entry.event is Event.RIGHTS_ANSWERED
    home = await citizen.open()
    assert "It is corrected at its source" in home.text
    assert link.verdict().is_sound


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(("acknowledge", "nobody"), 1, "there is no such request", id="a request nobody made"),
        pytest.param(("acknowledge", "-Rx9"), 1, "there is no such request", id="one with a hyphen first"),
        pytest.param(("answer", "ID", "granted", "--because", "kept_by_law"), 1, "granted means", id="ill"),
        pytest.param(("answer", "ID", "perhaps", "--because", "done"), 2, "perhaps", id="no such outcome"),
    ],
)
async def test_a_step_that_is_not_possible_says_why(
    link: Link, citizen: Citizen, words: tuple[str, ...], status: int, said: str
) -> None:
    await asked(citizen, "restriction")
    request_id = str((await waiting(link))[-1]["id"])
    result = await operator(link, *(request_id if word == "ID" else word for word in words))
    assert result.exit_code == status
    assert said in result.stderr


async def test_the_operator_reads_whole_ids_the_partner_s_name_and_the_last_day(
    link: Link, citizen: Citizen
) -> None:
    await asked(citizen, "restriction")
    request = (await waiting(link))[-1]
    blocks = (await operator(link, "list")).stdout.split("\n\n")
    (block,) = [each for each in blocks if request["id"] in each]
    lines = dict(each.split(maxsplit=1) for each in block.splitlines()[1:])
    assert lines["request"] == request["id"]
    assert lines["partner"] == f"{request['recipient']['en']}  ({request['partner']})"
    # 17:00 UTC is midnight in Viet Nam: the day that ends there is the one that UTC calls the same.
    ends = request["answer_before"]["VN"]
    assert ends.endswith("T17:00:00Z")
    assert lines["answer"] == f"by the end of {ends[:10]} (VN)"


async def test_what_is_overdue_is_marked_for_the_operator_and_for_the_citizen(
    own_link: Link,
) -> None:
    """The operator's clock is the machine's; the citizen's pages stand on the bridge's."""
    own_link.clock.advance(-40 * 24 * 3600)
    async with own_link.client() as http:
        hotel = Organisation(own_link, http, HOTEL)
        await hotel.register()
        await (await begin(hotel, http)).code()
        citizen = Citizen(http)
        await citizen.sign_in("singpass")
        home = await asked(citizen, "access")
        assert "overdue" not in home.text
        own_link.clock.reset()
        await citizen.sign_in("singpass")
        assert "overdue" in (await citizen.open()).text
    result = await operator(own_link, "list")
    assert result.exit_code == 1
    assert "OVERDUE" in result.stdout


def test_without_the_log_key_nothing_is_answered(link: Link, tmp_path: object) -> None:
    url = link.settings.database
    command = ["rights", "acknowledge", "x", "--data-dir", str(tmp_path), "--database-url", url]
    result = CliRunner().invoke(app, command, env=CLEAN)
    assert (result.exit_code, KeyRingError.__name__ in result.stderr) == (2, False)
    assert "no log key" in result.stderr
