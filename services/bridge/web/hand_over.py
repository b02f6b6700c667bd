"""The hand-over page: a child has answered, or is too young to, and the representative signs in next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Response

from bridge.domain.audit_events import Event
from bridge.domain.explanations import explanation
from bridge.domain.partners import Partner
from bridge.domain.rules_consent import refused_by_citizen
from bridge.flows.consenting import Shown
from bridge.flows.dispatch import Step, next_step
from bridge.flows.ending import Ending
from bridge.flows.representing import MOST_FAILURES, Departed, Representing
from bridge.flows.transaction import Transaction
from bridge.web.browser import Cookies, see_other
from bridge.web.journey_responses import to_representative
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.secrets_ import digest
from eid_kit.oauth.urls import origin

_PROVIDER: Final = {"vneid": "VNeID", "singpass": "Singpass"}


@dataclass(frozen=True, slots=True)
class HandOver:
    """Shows the page and takes its answer: the representative goes on to sign in, or it ends here."""

    pages: Pages
    cookies: Cookies
    representing: Representing
    ending: Ending
    tokens: FormTokens

    def page(self, transaction: Transaction, partner: Partner, s1: str, *, language: str) -> Response:
        """Who is wanted, why the last one who tried would not do, and the two ways on."""
        failure = transaction.last_failure
        provider = transaction.request.direction.identity_provider
        context = {
            "lang": language,
            "switch_url": f"/t/{transaction.id}?lang={'en' if language == 'vi' else 'vi'}",
            "action": f"/t/{transaction.id}/representative",
            "form_token": self.tokens.issue(*_parts(transaction, s1)),
            "partner": partner.legal_name.in_(language),
            "provider": _PROVIDER[provider],
            "child_answered": transaction.child_answer is not None,
            "failure": explanation(failure).in_(language) if failure else None,
            "reason": failure.value if failure else None,
            "tries_left": MOST_FAILURES - transaction.failed_sign_ins,
        }
        # The answer leads to the provider or to the partner, and a browser holds redirects to this list too.
        ways = (origin(self.representing.issuer_of(transaction)), origin(transaction.request.redirect_uri))
        return self.pages.response("hand_over.html", context, form_action=ways)

    async def answered(
        self, transaction: Transaction, form: Mapping[str, str], s1: str
    ) -> Response | Transaction:
        """To the identity provider; back to this page, if it cannot be reached; or the refused transaction.

        Raises `InvalidRequest` for a form that was altered, repeated or left without an answer.
        """
        if next_step(transaction, self.representing.first.now()) is not Step.SIGN_IN_REPRESENTATIVE:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        self.tokens.require(form.get("form_token"), *_parts(transaction, s1))
        if form.get("decision") == "deny":
            deny = refused_by_citizen(transaction.clause or "")
            return await self.ending.denied(transaction, deny, event=Event.CONSENT_REFUSED)
        if form.get("decision") != "approve":
            raise InvalidRequest("the form came without an answer", reason="answer_missing")
        outcome = await self.representing.depart(transaction, s1)
        if isinstance(outcome, Departed):
            return to_representative(self.cookies, outcome)
        return see_other(f"/t/{outcome.id}")


def child_of(shown: Shown) -> Mapping[str, object] | None:
    """For whom a representative answers: the child's name where it is among what was asked for."""
    if shown.step is not Step.ASK_REPRESENTATIVE:
        return None
    return {"name": shown.values.get("name"), "answered": shown.transaction.child_answer is not None}


def _parts(transaction: Transaction, s1: str) -> tuple[str, ...]:
    return ("representative", transaction.id, str(transaction.version), digest(s1))
