"""`/t/<id>`: the consent page, and the page that explains a refusal to the one person it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from bridge.domain.audit_events import known_claims
from bridge.domain.calendar_days import day_in
from bridge.domain.consent import InvalidAnswer
from bridge.domain.partners import Partner
from bridge.domain.reasons import AlteredAnswer
from bridge.flows.consenting import Approved, Consenting
from bridge.flows.deciding import Deciding
from bridge.flows.dispatch import Step, next_step
from bridge.flows.issue import code_response, refusal_response
from bridge.flows.issuers import Issuers
from bridge.flows.shown import Shown
from bridge.flows.transaction import Transaction
from bridge.web.altered_forms import AlteredForms, says_yes
from bridge.web.browser import BrowserPages, Cookies, page_errors, see_other
from bridge.web.display import shown_value
from bridge.web.display_line import Line
from bridge.web.display_source import own_language
from bridge.web.hand_over import HandOver, name_of_child
from bridge.web.openapi import citizen
from bridge.web.own_journey import OwnJourney
from bridge.web.refusal_words import told
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.forms import read_form, read_form_with_lists
from eid_kit.http.origin import require_own_origin
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import InvalidBrowserRequest, InvalidRequest
from eid_kit.oauth.secrets_ import digest


@dataclass(frozen=True, slots=True)
class ConsentPages(BrowserPages):
    """Asks the citizen, and tells the citizen."""

    pages: Pages
    cookies: Cookies
    own: OwnJourney
    deciding: Deciding
    consenting: Consenting
    tokens: FormTokens
    public_url: str
    issuers: Issuers
    hand_over: HandOver
    altered: AlteredForms

    def router(self) -> APIRouter:
        """The routes."""
        routes, page = APIRouter(), "/t/{transaction_id}"
        routes.add_api_route(page, self.show, methods=["GET"], **citizen.SHOW.route())
        routes.add_api_route(page, self.answer, methods=["POST"], **citizen.ANSWER.route())
        routes.add_api_route(f"{page}/back", self.back, methods=["POST"], **citizen.BACK.route())
        return routes

    @page_errors
    async def show(self, request: Request) -> Response:
        """The consent page, or the explanation of a refusal."""
        transaction, partner, s1 = await self.own.mine(request)
        if partner is not None and next_step(transaction, self.consenting.now()) is Step.DECIDE:
            transaction = await self.deciding.decide(transaction, partner)
        language = self.language_of(request, transaction.request.language)
        if partner is None or next_step(transaction, self.consenting.now()) is Step.EXPLAIN_REFUSAL:
            return self._refusal_page(transaction, partner, s1, language=language)
        if next_step(transaction, self.consenting.now()) is Step.SIGN_IN_STRONGER:
            return self.hand_over.step_up_page(transaction, partner, s1, language=language)
        if next_step(transaction, self.consenting.now()) is Step.SIGN_IN_REPRESENTATIVE:
            return self.hand_over.page(transaction, partner, s1, language=language)
        shown = await self.consenting.offer(transaction, partner, s1, language=language)
        return self._consent_page(shown, s1)

    @page_errors
    async def answer(self, request: Request) -> Response:
        """The citizen's answer. Anything altered, repeated, late or from elsewhere changes nothing."""
        transaction, partner, s1 = await self.own.mine_from_here(request)
        if partner is None:
            return see_other(f"/t/{transaction.id}")
        async with self.altered.watched(transaction):
            form, lists = await read_form_with_lists(request, lists=("attribute",))
            shown = await self.consenting.offer(transaction, partner, s1, language=form.get("lang", ""))
            if not await self._is_answer_to(shown, form, s1):
                return see_other(f"/t/{transaction.id}?lang={shown.offer.locale}")
            if not says_yes(form):
                return self.refused(await self.consenting.refuse(shown))
        return await self._approve(shown, frozenset(lists["attribute"]), s1)

    @page_errors
    async def back(self, request: Request) -> Response:
        """From the explanation back to the partner, by a form as from the consent page.

        A link would do, but a browser's headers tell a followed link from a form that was answered by a
        redirect, and so would tell the partner a citizen's own "no" from every other denial.
        """
        require_own_origin(request, self.public_url)
        transaction, partner, s1 = await self.own.mine(request)
        form = await read_form(request)
        self.tokens.require(form.get("form_token"), *_back_parts(transaction, s1))
        return self.refused(transaction) if partner else see_other(f"/t/{transaction.id}")

    async def _is_answer_to(self, shown: Shown, form: Mapping[str, str], s1: str) -> bool:
        """Whether the form is of this page with these words; not when a new day has begun since, which the
        notice names. Raises `InvalidBrowserRequest` for one of another page, or of other words.
        """
        before, token = shown.transaction.created_at, form.get("form_token")
        try:
            self.tokens.require(token, *_form_parts(shown, s1))
        except InvalidBrowserRequest:
            country = shown.clause.direction.exporter
            if day_in(country, before) != day_in(country, shown.at):
                shown_before = await self.consenting.offer(
                    shown.transaction, shown.partner, s1, language=shown.offer.locale, at=before
                )
                if token == self.tokens.issue(*_form_parts(shown_before, s1)):
                    return False
            raise
        return True

    async def _approve(self, shown: Shown, ticked: frozenset[str], s1: str) -> Response:
        try:
            outcome = await self.consenting.approve(shown, ticked, s1)
        except InvalidAnswer as error:
            if error.reason == "empty_answer":
                return self._consent_page(shown, s1, nothing_ticked=True)
            unasked = known_claims(ticked - shown.offer.attributes)
            await self.altered.answers.refused(shown.transaction, AlteredAnswer.FORM_ALTERED, unasked)
            raise InvalidRequest(
                "the form names something that was not offered", reason="form_altered"
            ) from error
        if not isinstance(outcome, Approved):
            return see_other(f"/t/{outcome.id}")
        return self._leaving(
            outcome.transaction,
            code_response(outcome.transaction, outcome.code, issuer=self.issuers.of(outcome.transaction).url),
        )

    def refused(self, transaction: Transaction) -> Response:
        """Back to the partner, which learns that this was not completed."""
        return self._leaving(transaction, self._refusal_url(transaction))

    def _refusal_url(self, transaction: Transaction) -> str:
        if transaction.refusal is None:
            raise InvalidRequest("this request was not refused", reason="page_unknown")
        return refusal_response(transaction, transaction.refusal, issuer=self.issuers.of(transaction).url)

    def _leaving(self, transaction: Transaction, location: str) -> Response:
        response = see_other(location)
        self.cookies.clear(response, "s1", transaction.id, path=f"/t/{transaction.id}")
        return response

    def _refusal_page(
        self, transaction: Transaction, partner: Partner | None, s1: str, *, language: str
    ) -> Response:
        if transaction.refusal is None:
            raise InvalidRequest("this request was not refused", reason="page_unknown")
        context = {
            "lang": language,
            "switch_url": _switch(transaction, language),
            "told": told(
                transaction,
                transaction.refusal,
                partner=partner,
                agreement=self.deciding.agreement(),
                language=language,
            ),
            "action": f"/t/{transaction.id}/back",
            "opens_aside": True,
            "form_token": self.tokens.issue(*_back_parts(transaction, s1)),
            "back": self._refusal_url(transaction) if partner else None,
        }
        return self.pages.response("refusal.html", context, form_action=(_partner_origin(transaction),))

    def _consent_page(self, shown: Shown, s1: str, *, nothing_ticked: bool = False) -> Response:
        language, transaction = shown.offer.locale, shown.transaction
        context = {
            "lang": language,
            "switch_url": _switch(transaction, language),
            "action": f"/t/{transaction.id}",
            "opens_aside": True,
            "nothing_ticked": nothing_ticked,
            "form_token": self.tokens.issue(*_form_parts(shown, s1)),
            "notice": shown.notice,
            "values": {claim: _lines(shown, claim) for claim in _claims(shown)},
            "on_behalf_of": name_of_child(shown),
        }
        return self.pages.response(
            "consent.html",
            context,
            status=400 if nothing_ticked else 200,
            form_action=(_partner_origin(transaction),),
        )


def _partner_origin(transaction: Transaction) -> str:
    parts = urlsplit(transaction.request.redirect_uri)
    return f"{parts.scheme}://{parts.netloc}"


def _back_parts(transaction: Transaction, s1: str) -> tuple[str, ...]:
    return ("back", transaction.id, str(transaction.version), digest(s1))


def _form_parts(shown: Shown, s1: str) -> tuple[str, ...]:
    transaction = shown.transaction
    # Bound to the words shown: were the agreement or the language changed meanwhile, the answer would be
    # an answer to something else.
    return (
        shown.step,
        transaction.id,
        str(transaction.version),
        digest(s1),
        shown.offer.notice_sha256,
        shown.offer.locale,
    )


def _claims(shown: Shown) -> list[str]:
    """The claims of the notice that the provider holds; a name in no Latin letter has no plain form."""
    asked = (*shown.notice.mandatory, *shown.notice.optional)
    return [item.claim for item in asked if item.claim in shown.values]


def _lines(shown: Shown, claim: str) -> list[Line]:
    value, language, source = shown.values[claim], shown.offer.locale, shown.clause.direction.exporter
    return [*shown_value(claim, value, language), *own_language(claim, value, language, source=source)]


def _switch(transaction: Transaction, language: str) -> str:
    return f"/t/{transaction.id}?lang={'en' if language == 'vi' else 'vi'}"
