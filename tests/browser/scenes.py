"""Every page that somebody may meet, and how to get there. A new page is a new row of `PAGES`."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from browser.visitor import Visitor, misbehaving
from eid_sandbox.cast import HOSPITAL, SUMMARY
from eid_sandbox.partner import Partner
from withdrawn_consents import TOLD_WITHIN_S, withdraw

Scene = Callable[[Visitor], Awaitable[None]]

HOA, MEI_LING = "nguyen-thi-hoa", "tan-mei-ling"


async def bridge_front(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge)


async def wrong_address(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge, "/nothing-here")


async def agreement(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge, "/agreement")


async def agreement_permits(visitor: Visitor) -> None:
    """The form filled in as a hotel in Viet Nam would be, by hand."""
    await _ask_the_agreement(visitor, "name", "email")


async def agreement_refuses(visitor: Visitor) -> None:
    await _ask_the_agreement(visitor, "name", "allergies")


async def agreement_cannot_read(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge, "/agreement?purpose=tourism.checkin&country=MY")


async def reasons(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge, "/reasons")


async def vneid_front(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.vneid)


async def singpass_front(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.singpass)


async def vneid_sign_in(visitor: Visitor) -> None:
    await visitor.start(visitor.places.hospital)


async def singpass_sign_in(visitor: Visitor) -> None:
    await visitor.start(visitor.places.hotel)


async def vneid_nobody_chosen(visitor: Visitor) -> None:
    await vneid_sign_in(visitor)
    await _press_approve_whatever_the_browser_asks(visitor)


async def singpass_nobody_chosen(visitor: Visitor) -> None:
    await singpass_sign_in(visitor)
    await _press_approve_whatever_the_browser_asks(visitor)


async def vneid_request_refused(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.vneid, "/oauth2/authorize?client_id=nobody")


async def singpass_request_refused(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.singpass, "/fapi/auth?client_id=nobody&request_uri=urn:x")


async def vneid_form_altered(visitor: Visitor) -> None:
    await vneid_sign_in(visitor)
    await _forge(visitor, person=HOA)


async def singpass_form_altered(visitor: Visitor) -> None:
    await singpass_sign_in(visitor)
    await _forge(visitor, person=MEI_LING)


async def vneid_locked(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hospital, "vo-minh-khoa")


async def consent_to_the_hospital(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hospital, HOA)


async def consent_to_the_hotel(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hotel, MEI_LING)


async def nothing_ticked(visitor: Visitor) -> None:
    """A request with nothing mandatory in it, which neither partner site makes."""
    async with httpx.AsyncClient(trust_env=False) as http:
        metadata = {**HOSPITAL, "redirect_uris": [f"{visitor.places.hospital}/callback"]}
        partner = Partner(http, visitor.places.link.bridge, metadata)
        await partner.register()
        attempt = await partner.push(SUMMARY, ["blood_group"], ui_locales=visitor.language)
    await visitor.page.goto(partner.browser_url(attempt))
    await visitor.page.check(f"input[name=person][value={HOA}]")
    await visitor.press("decision", "approve")
    await visitor.press("decision", "approve")


async def received_by_the_hospital(visitor: Visitor) -> None:
    await visitor.consent(visitor.places.hospital, HOA, "blood_group", "immunizations", "patient_summary")


async def received_by_the_hotel(visitor: Visitor) -> None:
    await visitor.consent(visitor.places.hotel, MEI_LING, "email")


async def refused_to_the_hotel(visitor: Visitor) -> None:
    await visitor.consent(visitor.places.hotel, MEI_LING, decision="deny")


async def withdrawn_from_the_hotel(visitor: Visitor) -> None:
    """The site shows it as soon as the bridge has told it."""
    await received_by_the_hotel(visitor)
    before = await visitor.heading()
    await withdraw(visitor.places.link, await visitor.page.content())
    async with asyncio.timeout(TOLD_WITHIN_S):
        while await visitor.heading() == before:
            await visitor.page.reload()


async def sign_in_declined(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hotel, MEI_LING, "deny")


async def locked_account(visitor: Visitor) -> None:
    await vneid_locked(visitor)
    await visitor.follow("main a.button")


async def account_of_level_1(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hospital, "tran-van-minh")


async def step_up(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hospital, "dang-thi-lan")


async def still_too_weak(visitor: Visitor) -> None:
    await step_up(visitor)
    await _sign_in_again(visitor, "dang-thi-lan")


async def child(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hospital, "le-bao-an")


async def hand_over(visitor: Visitor) -> None:
    await child(visitor)
    await visitor.page.check("input[name=attribute][value=blood_group]")
    await visitor.press("decision", "approve")


async def hand_over_under_seven(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hospital, "pham-gia-bao")


async def not_the_representative(visitor: Visitor) -> None:
    await hand_over(visitor)
    await _sign_in_again(visitor, HOA)


async def representative(visitor: Visitor) -> None:
    await hand_over(visitor)
    await _sign_in_again(visitor, "le-thu-ha")


async def received_about_a_child(visitor: Visitor) -> None:
    await representative(visitor)
    await visitor.press("decision", "approve")


async def representative_refuses(visitor: Visitor) -> None:
    await hand_over(visitor)
    await visitor.press("decision", "deny")


async def foreign_account(visitor: Visitor) -> None:
    await visitor.sign_in(visitor.places.hotel, "nguyen-duc-anh")


async def provider_down(visitor: Visitor) -> None:
    with misbehaving(visitor.places.link.vneid, "token-endpoint-down"):
        await visitor.sign_in(visitor.places.hospital, HOA)


async def provider_untrusted(visitor: Visitor) -> None:
    with misbehaving(visitor.places.link.singpass, "wrong-nonce"):
        await visitor.sign_in(visitor.places.hotel, MEI_LING)


async def request_unknown(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge, "/oauth/authorize?client_id=nobody&request_uri=urn:x")


async def answered_already(visitor: Visitor) -> None:
    await consent_to_the_hotel(visitor)
    page = visitor.page.url
    await visitor.press("decision", "approve")
    await visitor.page.goto(f"{page}?lang={visitor.language}")


async def foreign_browser(visitor: Visitor) -> None:
    await consent_to_the_hotel(visitor)
    await visitor.page.context.clear_cookies()
    await visitor.open(visitor.page.url.partition("?")[0], "")


async def consent_form_altered(visitor: Visitor) -> None:
    await consent_to_the_hotel(visitor)
    await _forge(visitor)


async def form_of_another_site(visitor: Visitor) -> None:
    """Every port of this machine receives the citizen's cookies: the form's origin gives it away."""
    await consent_to_the_hotel(visitor)
    action = visitor.page.url.partition("?")[0]
    await visitor.open(visitor.places.hotel)
    await visitor.page.evaluate(
        """action => {
          const form = document.querySelector('main form')
          form.action = action
          form.querySelector('button').value = 'approve'
          form.querySelector('button').name = 'decision'
        }""",
        f"{action}?lang={visitor.language}",
    )
    await visitor.follow("main form button")


async def answer_to_no_question(visitor: Visitor) -> None:
    """The partner's own page for an answer whose state it never sent."""
    await visitor.start(visitor.places.hotel)
    await visitor.open(visitor.places.hotel, "/callback?state=forged&code=forged")


async def portal_chooser(visitor: Visitor) -> None:
    await visitor.open(visitor.places.link.bridge, "/me")


async def portal_empty(visitor: Visitor) -> None:
    await _at_the_portal(visitor, "vneid", "david-lim-vn")


async def portal_list(visitor: Visitor) -> None:
    """One given and used, one refused."""
    await received_by_the_hotel(visitor)
    await refused_to_the_hotel(visitor)
    await _at_the_portal(visitor, "singpass", MEI_LING)


async def portal_denied(visitor: Visitor) -> None:
    await account_of_level_1(visitor)
    await _at_the_portal(visitor, "vneid", "tran-van-minh")
    await _first_record(visitor)


async def portal_record(visitor: Visitor) -> None:
    await received_by_the_hospital(visitor)
    await _at_the_portal(visitor, "vneid", HOA)
    await _first_record(visitor)


async def portal_withdrawn(visitor: Visitor) -> None:
    await portal_record(visitor)
    await visitor.follow("form[action*='/withdraw'] button")


async def portal_rights_form(visitor: Visitor) -> None:
    await portal_record(visitor)
    await visitor.follow("a[href*='/ask']")


async def portal_misuse_form(visitor: Visitor) -> None:
    await portal_record(visitor)
    await visitor.follow("a[href*='/report']")


async def portal_receipt(visitor: Visitor) -> None:
    await portal_record(visitor)
    await visitor.follow("a[href*='/receipt']")


async def portal_notice(visitor: Visitor) -> None:
    await portal_record(visitor)
    await visitor.follow("a[href*='/notice']")


async def portal_requests(visitor: Visitor) -> None:
    await portal_rights_form(visitor)
    await visitor.page.check("input[name=kind][value=correction]")
    await visitor.follow("main form button")


async def portal_sign_in_declined(visitor: Visitor) -> None:
    await _at_the_portal(visitor, "vneid", HOA, "deny")


async def portal_record_of_nobody(visitor: Visitor) -> None:
    await _at_the_portal(visitor, "singpass", "priya-nair")
    await visitor.open(visitor.places.link.bridge, "/me/records/nobody")


async def _at_the_portal(visitor: Visitor, provider: str, person: str, decision: str = "approve") -> None:
    await portal_chooser(visitor)
    await visitor.press("identity_provider", provider)
    await visitor.page.check(f"input[name=person][value={person}]")
    await visitor.press("decision", decision)


async def _first_record(visitor: Visitor) -> None:
    await visitor.follow("main a[href*='/me/records/']")


async def _ask_the_agreement(visitor: Visitor, *attributes: str) -> None:
    await agreement(visitor)
    chosen = {"purpose": "tourism.checkin", "country": "VN", "sector": "tourism", "assurance": "high"}
    for name, value in chosen.items():
        await visitor.page.check(f"input[name={name}][value='{value}']")
    for claim in attributes:
        await visitor.page.check(f"input[name=attribute][value={claim}]")
    await visitor.page.fill("input[name=age]", "30")
    await visitor.follow("main form button")
    assert await visitor.page.locator("#answer").is_visible()


async def _sign_in_again(visitor: Visitor, person: str) -> None:
    await visitor.press("decision", "approve")
    await visitor.page.check(f"input[name=person][value={person}]")
    await visitor.press("decision", "approve")


async def _press_approve_whatever_the_browser_asks(visitor: Visitor) -> None:
    await visitor.page.locator("form").evaluate("form => { form.noValidate = true }")
    await visitor.press("decision", "approve")


async def _forge(visitor: Visitor, *, person: str | None = None) -> None:
    await visitor.page.locator("[name=form_token]").evaluate("field => { field.value = 'forged' }")
    if person is not None:
        await visitor.page.check(f"input[name=person][value={person}]")
    await visitor.press("decision", "approve")


# Pages that say how to read them in the other language, with words of their heading in each.
PAGES: dict[Scene, tuple[str, str]] = {
    wrong_address: ("Không có trang này", "There is no such page"),
    bridge_front: ("VNeID ↔ Singpass", "VNeID ↔ Singpass"),
    agreement: ("Dữ liệu nào được đi qua biên giới", "What may cross the border"),
    agreement_permits: ("Dữ liệu nào được đi qua biên giới", "What may cross the border"),
    reasons: ("Vì sao một yêu cầu không đi tiếp", "Why a request does not go on"),
    vneid_front: ("VNeID mô phỏng", "mock VNeID"),
    singpass_front: ("Mô phỏng Singpass", "Simulated Singpass"),
    vneid_sign_in: ("Đăng nhập vào", "Sign in to"),
    singpass_sign_in: ("Đăng nhập vào", "Sign in to"),
    consent_to_the_hospital: ("đề nghị bạn chia sẻ", "asks you to share"),
    consent_to_the_hotel: ("đề nghị bạn chia sẻ", "asks you to share"),
    step_up: ("Cần đăng nhập ở mức cao hơn", "A stronger sign-in is needed"),
    child: ("muốn biết một số điều về em", "wants to know some things about you"),
    hand_over: ("đến lượt người đại diện", "the representative's turn"),
    representative: ("dữ liệu cá nhân của một trẻ", "a child's personal data"),
    account_of_level_1: ("Không có dữ liệu nào được chia sẻ", "Nothing was shared"),
    request_unknown: ("Không thể tiếp tục trang này", "This page cannot go on"),
    answered_already: ("Không thể tiếp tục trang này", "This page cannot go on"),
    foreign_browser: ("Không thể tiếp tục trang này", "This page cannot go on"),
    portal_record_of_nobody: ("Không thể tiếp tục trang này", "This page cannot go on"),
    portal_chooser: ("Dữ liệu của bạn qua biên giới", "Your data across the border"),
    portal_empty: ("Dữ liệu của bạn qua biên giới", "Your data across the border"),
    portal_list: ("Dữ liệu của bạn qua biên giới", "Your data across the border"),
    portal_record: ("Bệnh viện", "Hospital"),
    portal_withdrawn: ("Bệnh viện", "Hospital"),
    portal_rights_form: ("Bạn muốn yêu cầu điều gì?", "What do you want to ask for?"),
    portal_misuse_form: ("Báo cáo lạm dụng", "Report misuse"),
    received_by_the_hospital: ("đã nhận hồ sơ", "your summary has arrived"),
    received_by_the_hotel: ("đã nhận phòng", "checked in"),
    refused_to_the_hotel: ("không nhận được", "did not receive"),
    withdrawn_from_the_hotel: ("dữ liệu đã được xóa", "your data has been deleted"),
}
# Answers to a form or to a broken request, which stay in their language, and pages that differ from one of
# the above by a sentence: each is met anew in each language, with words of its heading in each.
ANSWERS: dict[Scene, dict[str, str]] = {
    agreement_refuses: {"vi": "Dữ liệu nào được đi qua biên giới", "en": "What may cross the border"},
    agreement_cannot_read: {"vi": "Dữ liệu nào được đi qua biên giới", "en": "What may cross the border"},
    vneid_nobody_chosen: {"vi": "Đăng nhập vào", "en": "Sign in to"},
    singpass_nobody_chosen: {"vi": "Đăng nhập vào", "en": "Sign in to"},
    vneid_request_refused: {"vi": "Không thể bắt đầu đăng nhập", "en": "This sign-in cannot start"},
    singpass_request_refused: {"vi": "Không thể tiếp tục đăng nhập", "en": "This sign-in cannot continue"},
    vneid_form_altered: {"vi": "Trang này không còn hiệu lực", "en": "This page no longer counts"},
    singpass_form_altered: {"vi": "Không thể tiếp tục đăng nhập", "en": "This sign-in cannot continue"},
    vneid_locked: {"vi": "Tài khoản đang bị khóa", "en": "This account is locked"},
    nothing_ticked: {"vi": "đề nghị bạn chia sẻ", "en": "asks you to share"},
    sign_in_declined: {"vi": "Không có dữ liệu nào được chia sẻ", "en": "Nothing was shared"},
    locked_account: {"vi": "Không có dữ liệu nào được chia sẻ", "en": "Nothing was shared"},
    still_too_weak: {"vi": "Không có dữ liệu nào được chia sẻ", "en": "Nothing was shared"},
    hand_over_under_seven: {"vi": "đến lượt người đại diện", "en": "the representative's turn"},
    not_the_representative: {"vi": "đến lượt người đại diện", "en": "the representative's turn"},
    received_about_a_child: {"vi": "đã nhận hồ sơ", "en": "your summary has arrived"},
    representative_refuses: {"vi": "không nhận được", "en": "did not receive"},
    foreign_account: {"vi": "Không có dữ liệu nào được chia sẻ", "en": "Nothing was shared"},
    provider_down: {"vi": "Không có dữ liệu nào được chia sẻ", "en": "Nothing was shared"},
    provider_untrusted: {"vi": "Không có dữ liệu nào được chia sẻ", "en": "Nothing was shared"},
    consent_form_altered: {"vi": "Không thể tiếp tục trang này", "en": "This page cannot go on"},
    form_of_another_site: {"vi": "Không thể tiếp tục trang này", "en": "This page cannot go on"},
    answer_to_no_question: {"vi": "Không thể tiếp tục", "en": "We cannot go on"},
    portal_denied: {"vi": "Bệnh viện", "en": "Hospital"},
    portal_notice: {"vi": "Những lời bạn đã đọc", "en": "The words you read"},
    portal_receipt: {"vi": "Biên nhận của bạn", "en": "Your receipt"},
    portal_requests: {"vi": "Dữ liệu của bạn qua biên giới", "en": "Your data across the border"},
    portal_sign_in_declined: {"vi": "Không thể tiếp tục trang này", "en": "This page cannot go on"},
}
