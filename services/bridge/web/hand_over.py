"""Pages between two sign-ins of one journey: the hand-over to a child's representative, and the step-up."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response

from bridge.domain.explanations import explanation
from bridge.domain.notice_words import PROVIDERS
from bridge.domain.partners import Partner
from bridge.flows.deciding import Deciding, required_assurance
from bridge.flows.dispatch import Step, next_step
from bridge.flows.representing import MOST_FAILURES, Departed, Representing
from bridge.flows.shown import Shown
from bridge.flows.stepping_up import SteppingUp
from bridge.flows.transaction import Transaction, signed_in
from bridge.web.agreement_words import ASSURANCE
from bridge.web.altered_forms import says_yes
from bridge.web.browser import Cookies, see_other
from bridge.web.journey_responses import to_sign_in_again
from bridge.web.refusal_words import is_read_by_a_child
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.pages import Pages
from eid_kit.oauth.errors import InvalidRequest
from eid_kit.oauth.secrets_ import digest
from eid_kit.oauth.urls import origin


@dataclass(frozen=True, slots=True)
class HandOver:
    """Shows such a page and takes its answer: somebody goes on to sign in, or it ends here."""

    pages: Pages
    cookies: Cookies
    representing: Representing
    stepping_up: SteppingUp
    deciding: Deciding
    tokens: FormTokens

    def page(self, transaction: Transaction, partner: Partner, s1: str, *, language: str) -> Response:
        """Who is wanted, why the last one who tried would not do, and the two ways on."""
        failure = transaction.last_failure
        context = {
            "lang": language,
            "switch_url": f"/t/{transaction.id}?lang={'en' if language == 'vi' else 'vi'}",
            "action": f"/t/{transaction.id}/representative",
            "opens_aside": True,
            "form_token": self.tokens.issue(*_parts(transaction, s1)),
            "partner": partner.legal_name.in_(language),
            "provider": PROVIDERS[transaction.request.direction.exporter],
            "child_answered": transaction.child_answer is not None,
            "failure": explanation(failure).in_(language) if failure else None,
            "reason": failure.value if failure else None,
            "tries_left": MOST_FAILURES - transaction.failed_sign_ins,
        }
        return self.pages.response("hand_over.html", context, form_action=self._ways(transaction))

    def step_up_page(self, transaction: Transaction, partner: Partner, s1: str, *, language: str) -> Response:
        """What would pass, and the two ways on."""
        required = required_assurance(self.deciding.agreement(), transaction.request)
        context = {
            "lang": language,
            "switch_url": f"/t/{transaction.id}?lang={'en' if language == 'vi' else 'vi'}",
            "action": f"/t/{transaction.id}/step-up",
            "opens_aside": True,
            "form_token": self.tokens.issue("step-up", *_parts(transaction, s1)),
            "partner": partner.legal_name.in_(language),
            "provider": PROVIDERS[transaction.request.direction.exporter],
            "is_child": is_read_by_a_child(transaction),
            "required": ASSURANCE[required].in_(language),
            "reached": ASSURANCE[signed_in(transaction).person.assurance].in_(language),
        }
        return self.pages.response("step_up.html", context, form_action=self._ways(transaction))

    async def stepped_up(
        self, transaction: Transaction, partner: Partner, form: Mapping[str, str], *, s1: str
    ) -> Response | Transaction:
        """To the identity provider, or the transaction refused for want of it. Raises `InvalidRequest`."""
        if next_step(transaction, self.representing.first.now()) is not Step.SIGN_IN_STRONGER:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        self.tokens.require(form.get("form_token"), "step-up", *_parts(transaction, s1))
        if not says_yes(form):
            return await self.deciding.declined(transaction, partner)
        return self._onward(await self.stepping_up.depart(transaction, s1))

    def _onward(self, outcome: Departed | Transaction) -> Response:
        if isinstance(outcome, Departed):
            return to_sign_in_again(self.cookies, outcome)
        return see_other(f"/t/{outcome.id}")

    def _ways(self, transaction: Transaction) -> tuple[str, ...]:
        # The answer leads to the provider or to the partner, and a browser holds redirects to this list too.
        return (origin(self.representing.issuer_of(transaction)), origin(transaction.request.redirect_uri))

    async def answered(
        self, transaction: Transaction, partner: Partner, form: Mapping[str, str], *, s1: str
    ) -> Response | Transaction:
        """To the identity provider; back to this page, if it cannot be reached; or the refused transaction.

        Raises `InvalidRequest` for a form that was altered, repeated or left without an answer.
        """
        if next_step(transaction, self.representing.first.now()) is not Step.SIGN_IN_REPRESENTATIVE:
            raise InvalidRequest("this request is no longer waiting for an answer", reason="answer_late")
        self.tokens.require(form.get("form_token"), *_parts(transaction, s1))
        if not says_yes(form):
            return await self.representing.stop(transaction, partner)
        return self._onward(await self.representing.depart(transaction, s1))


def name_of_child(shown: Shown) -> object:
    """For whom a representative answers: the child's name, where it is among what was asked for."""
    return shown.values.get("name") if shown.step is Step.ASK_REPRESENTATIVE else None


def _parts(transaction: Transaction, s1: str) -> tuple[str, ...]:
    return ("representative", transaction.id, str(transaction.version), digest(s1))
