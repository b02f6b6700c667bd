"""The refusals of the demo: each is provoked for real, and each says what three readers learn of it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from eid_kit.oauth.keys import generate_key
from eid_kit.simulator.faults import Faults
from eid_sandbox.acts import Stage, approve, sign_representative_in, visit
from eid_sandbox.browser import arrival_of
from eid_sandbox.cast import CHECKIN, CHECKIN_ATTRIBUTES, SUMMARY, SUMMARY_ATTRIBUTES
from eid_sandbox.partner import Partner, Refused

_REASON = re.compile(r"(?:Reason|Lý do):? (\w+)")
_CLAUSE = re.compile(r"(?:Clause|Điều khoản) ([A-Z0-9.-]+)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the partner was told, and what the citizen (and the log) were."""

    partner_learns: str
    citizen_learns: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One scene. `expected` must be among the words of the reason, whoever is told it."""

    title: str
    expected: str
    play: Callable[[Stage], Awaitable[Outcome]]


def _request(
    pick: Callable[[Stage], Partner], purpose: str, attributes: tuple[str, ...], **parameters: str
) -> Callable[[Stage], Awaitable[Outcome]]:
    """A request that is refused before any browser moves: the partner is told all of it."""

    async def play(stage: Stage) -> Outcome:
        try:
            await pick(stage).push(purpose, list(attributes), **parameters)
        except Refused as refused:
            return Outcome(_in_full(refused.body), "nothing: nobody was sent to sign in")
        return Outcome("an accepted request", "nothing")

    return play


def _person(
    pick: Callable[[Stage], Partner], purpose: str, attributes: tuple[str, ...], *, person: str
) -> Callable[[Stage], Awaitable[Outcome]]:
    """A person the rules refuse: explained on the bridge's page, and to nobody else."""

    async def play(stage: Stage) -> Outcome:
        partner = pick(stage)
        async with visit(partner, purpose, attributes, person=person) as visited:
            return Outcome(_curtly(arrival_of(visited.page, partner.redirect_uri)), _page(visited.page.text))

    return play


def _fault(
    faults: Callable[[Stage], Faults], name: str, scene: Callable[[Stage], Awaitable[Outcome]]
) -> Callable[[Stage], Awaitable[Outcome]]:
    """The same scene with an identity provider that misbehaves, switched back afterwards."""

    async def play(stage: Stage) -> Outcome:
        faults(stage).set([name])
        try:
            return await scene(stage)
        finally:
            faults(stage).set([])

    return play


async def _refuses_consent(stage: Stage) -> Outcome:
    async with visit(stage.hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="nguyen-thi-hoa") as visited:
        page = await visited.browser.submit(visited.page, ("decision", "deny"))
        return Outcome(_curtly(page.arrived or {}), "consent_refused, her own answer")


async def _not_the_mother(stage: Stage) -> Outcome:
    async with visit(stage.hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="le-bao-an") as visited:
        page = await sign_representative_in(visited, await approve(visited, ()), "nguyen-thi-hoa")
        why = _REASON.search(page.text)
        stopped = await visited.browser.submit(page, ("decision", "deny"))
        return Outcome(_curtly(stopped.arrived or {}), why[1] if why else page.text[:60])


async def _replays_the_code(stage: Stage) -> Outcome:
    async with visit(stage.hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="nguyen-thi-hoa") as visited:
        code = ((await approve(visited, ())).arrived or {})["code"]
        await stage.hospital.redeem(visited.attempt, code)
        return await _refused_redemption(stage.hospital.redeem(visited.attempt, code))


async def _changes_the_key(stage: Stage) -> Outcome:
    async with visit(stage.hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="nguyen-thi-hoa") as visited:
        code = ((await approve(visited, ())).arrived or {})["code"]
        stranger = generate_key("ES256")
        return await _refused_redemption(stage.hospital.redeem(visited.attempt, code, key=stranger))


async def _refused_redemption(redemption: Awaitable[object]) -> Outcome:
    try:
        await redemption
    except Refused as refused:
        return Outcome(_in_full(refused.body), "nothing: the answer was given before")
    return Outcome("a token", "nothing")


def _in_full(body: Mapping[str, str]) -> str:
    named = [str(body[name]) for name in ("reason", "clause", "attribute") if name in body]
    return f"{body['error']}: {', '.join(named) or body.get('error_description', '')}"


def _curtly(arrived: Mapping[str, str]) -> str:
    return f"{arrived.get('error', 'a code')}: {arrived.get('reason', '')}".strip(": ")


def _page(text: str) -> str:
    reason, clause = _REASON.search(text), _CLAUSE.search(text)
    found = [match[1] for match in (reason, clause) if match]
    return ", ".join(found) or text[:60]


def _hospital(stage: Stage) -> Partner:
    return stage.hospital


def _hotel(stage: Stage) -> Partner:
    return stage.hotel


def _vneid(stage: Stage) -> Faults:
    return stage.link.vneid_faults


def _singpass(stage: Stage) -> Faults:
    return stage.link.singpass_faults


_HOA = _person(_hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="nguyen-thi-hoa")
_MEI_LING = _person(_hotel, CHECKIN, CHECKIN_ATTRIBUTES, person="tan-mei-ling")

REFUSALS = (
    Refusal(
        "The hospital asks for an email address, which a health summary never needs",
        "attribute_not_in_purpose",
        _request(_hospital, SUMMARY, ("name", "email")),
    ),
    Refusal(
        "The hospital asks for a hotel check-in, which it never registered for",
        "purpose_not_registered",
        _request(_hospital, CHECKIN, ("name",)),
    ),
    Refusal(
        "The Singapore hospital asks for a Singapore citizen",
        "direction_not_covered",
        _request(_hospital, SUMMARY, ("name",), identity_provider="singpass"),
    ),
    Refusal(
        "A citizen with a self-registered level 1 account",
        "assurance_too_low",
        _person(_hospital, SUMMARY, SUMMARY_ATTRIBUTES, person="tran-van-minh"),
    ),
    Refusal(
        "A 15-year-old's neighbour signs in as his representative",
        "not_the_representative",
        _not_the_mother,
    ),
    Refusal("A citizen reads the page and says no", "consent_refused", _refuses_consent),
    Refusal("The hospital presents its code a second time", "invalid_grant", _replays_the_code),
    Refusal("The hospital's DPoP key changes between the request and the token", "dpop", _changes_the_key),
    Refusal(
        "VNeID lies: its id_token carries another nonce",
        "provider_untrusted",
        _fault(_vneid, "wrong-nonce", _HOA),
    ),
    Refusal(
        "VNeID lies: its id_token has a bad signature",
        "provider_untrusted",
        _fault(_vneid, "bad-signature", _HOA),
    ),
    Refusal(
        "Singpass lies: its userinfo is about somebody else",
        "provider_untrusted",
        _fault(_singpass, "other-subject-in-userinfo", _MEI_LING),
    ),
    Refusal(
        "Singpass is down when the citizen comes back",
        "provider_unavailable",
        _fault(_singpass, "token-endpoint-down", _MEI_LING),
    ),
)
