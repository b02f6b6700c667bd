"""Records of what a citizen was asked, made at the moment of the answer, while all of it is still there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.calendar_words import utc_day
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.consent import Consent, Offer
from bridge.domain.grounds import Grounds
from bridge.domain.notice_writer import notice
from bridge.domain.notices import NOTICE_VERSION
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
            declined=consent.declined | _kept_back(transaction),
            notice=self._notice(partner, offer, consent.attributes, at=consent.given_at),
        )

    def refused(self, transaction: Transaction, partner: Partner, offer: Offer) -> ConsentRecord:
        """The record of a no to all of it: evidence that there was a choice."""
        at = self.now()
        return ConsentRecord(
            **self._asked(transaction, partner, offer.clause),
            id=new_secret(self.random_bytes),
            given_at=at,
            state=Status.REFUSED,
            declined=offer.attributes | _kept_back(transaction),
            notice=self._notice(partner, offer, frozenset(), at=at),
        )

    def stopped(self, transaction: Transaction, partner: Partner) -> ConsentRecord | None:
        """The record of a child's journey that was ended before its representative had signed in, or `None`
        where the agreement has no such clause any more. Nobody was shown words to say no to.
        """
        request, child = transaction.request, transaction.child_answer
        clause = self.agreement().clause_for(request.purpose, request.direction)
        if clause is None:
            return None
        return ConsentRecord(
            **self._asked(transaction, partner, clause),
            id=new_secret(self.random_bytes),
            given_at=self.now(),
            state=Status.REFUSED,
            declined=_kept_back(transaction) | frozenset(child.attributes if child else ()),
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
        sign_in, representative = signed_in(transaction), transaction.representative
        return {
            "principal_ref": sign_in.principal_ref,
            "subject": pairwise_subject(self.pairwise_key, partner.organisation, sign_in.principal_ref),
            "grounds": Grounds.of(self.agreement(), clause, partner),
            "assurance": sign_in.person.assurance,
            "age_band": AgeBand.of(sign_in.person),
            "represented": representative is not None,
            "representative_ref": representative.principal_ref if representative else None,
            "childs_own": _kept_back(transaction),
        }

    def _notice(self, partner: Partner, offer: Offer, approved: frozenset[str], *, at: datetime) -> Notice:
        about_approved = notice(
            self.agreement(),
            offer.clause,
            partner,
            offered=approved,
            language=offer.locale,
            on=utc_day(at),
        )
        # Always in the words for a citizen of age: the partner reads this digest, and could tell from it
        # that a child was asked.
        return Notice(NOTICE_VERSION, offer.locale, offer.notice_sha256, about_approved.sha256)


def _kept_back(transaction: Transaction) -> frozenset[str]:
    """What a child did not let go, which its representative was never asked about."""
    return frozenset(transaction.child_answer.declined if transaction.child_answer else ())
