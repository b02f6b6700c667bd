"""Records of what a citizen was asked, made at the moment of the answer, while all of it is still there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.consent import Consent, Offer
from bridge.domain.grounds import Grounds
from bridge.domain.notices import NOTICE_VERSION, notice_sha256
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny
from bridge.domain.records import AgeBand, ConsentRecord, Denial, Notice, Status
from bridge.domain.subjects import pairwise_subject
from bridge.flows.transaction import Transaction, signed_in
from eid_kit.oauth.secrets_ import new_secret


@dataclass(frozen=True, slots=True)
class Recording:
    """Makes records; whoever takes the step stores them, in the unit that makes it a fact."""

    agreement: Callable[[], Agreement]
    pairwise_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def given(
        self, transaction: Transaction, partner: Partner, offer: Offer, *, consent: Consent
    ) -> ConsentRecord:
        """The record of a consent; the receipts of both readers are made from it, now and later."""
        return ConsentRecord(
            **self._asked(transaction, partner, offer.clause),
            id=consent.id,
            given_at=consent.given_at,
            valid_until=consent.expires_at,
            state=Status.GIVEN,
            approved=consent.attributes,
            declined=consent.declined,
            notice=_notice(partner, offer, approved=consent.attributes),
        )

    def refused(self, transaction: Transaction, partner: Partner, offer: Offer) -> ConsentRecord:
        """The record of a citizen's no to all of it: evidence that there was a choice."""
        return ConsentRecord(
            **self._asked(transaction, partner, offer.clause),
            id=new_secret(self.random_bytes),
            given_at=self.now(),
            state=Status.REFUSED,
            declined=offer.attributes,
            notice=_notice(partner, offer, approved=frozenset()),
        )

    def denied(self, transaction: Transaction, partner: Partner, deny: Deny) -> ConsentRecord | None:
        """The record of a denial after sign-in, or `None` where the agreement has no such clause any more."""
        request = transaction.request
        clause = self.agreement().clause_for(request.purpose, request.direction)
        if clause is None:
            return None
        return ConsentRecord(
            **self._asked(transaction, partner, clause),
            id=new_secret(self.random_bytes),
            given_at=self.now(),
            state=Status.DENIED,
            denial=Denial.of(deny),
        )

    def _asked(self, transaction: Transaction, partner: Partner, clause: Clause) -> dict[str, Any]:
        """Who was asked by whom, and on which grounds. Nothing in it is a value about the person."""
        sign_in = signed_in(transaction)
        return {
            "principal_ref": sign_in.principal_ref,
            "subject": pairwise_subject(self.pairwise_key, partner.organisation, sign_in.principal_ref),
            "grounds": Grounds.of(self.agreement(), clause, partner),
            "assurance": sign_in.person.assurance,
            "age_band": AgeBand.of(sign_in.person),
            "represented": False,  # a child whose representative must answer is denied before the page
        }


def _notice(partner: Partner, offer: Offer, *, approved: frozenset[str]) -> Notice:
    in_order = [claim for claim in ATTRIBUTES if claim in approved]
    about_approved = notice_sha256(partner, offer.clause, in_order, language=offer.locale)
    return Notice(NOTICE_VERSION, offer.locale, offer.notice_sha256, about_approved)
