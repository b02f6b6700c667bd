"""Records of what a citizen was asked, made at the moment of the answer, while all of it is still there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.calendar_days import day_in
from bridge.domain.clauses import Agreement, Clause
from bridge.domain.consent import Consent
from bridge.domain.grounds import Grounds
from bridge.domain.notice_writer import NoticeWriter
from bridge.domain.notices import NOTICE_VERSION
from bridge.domain.partners import Partner
from bridge.domain.policy import Deny
from bridge.domain.records import AgeBand, ConsentRecord, Denial, Notice, Status
from bridge.domain.subjects import pairwise_subject
from bridge.flows.shown import Shown
from bridge.flows.transaction import Transaction, signed_in
from eid_kit.oauth.secrets_ import new_secret


@dataclass(frozen=True, slots=True)
class Recording:
    """Makes records; whoever takes the step stores them, in the unit that makes it a fact.

    `portal` is the absolute address of the citizen's own pages, which the words name.
    """

    agreement: Callable[[], Agreement]
    pairwise_key: bytes
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    portal: str

    def given(self, shown: Shown, consent: Consent) -> ConsentRecord:
        """The record of a consent; the receipts of both readers are made from it, now and later."""
        return ConsentRecord(
            **self._asked(shown.transaction, shown.partner, shown.clause),
            id=consent.id,
            given_at=consent.given_at,
            valid_until=consent.expires_at,
            state=Status.GIVEN,
            approved=consent.attributes,
            declined=consent.declined | _kept_back(shown.transaction),
            notice=self._notice(shown, consent.attributes),
        )

    def refused(self, shown: Shown) -> ConsentRecord:
        """The record of a no to all of it: evidence that there was a choice."""
        return ConsentRecord(
            **self._asked(shown.transaction, shown.partner, shown.clause),
            id=new_secret(self.random_bytes),
            given_at=self.now(),
            state=Status.REFUSED,
            declined=shown.offer.attributes | _kept_back(shown.transaction),
            notice=self._notice(shown, frozenset()),
        )

    def stopped(self, transaction: Transaction, partner: Partner) -> ConsentRecord | None:
        """The record of a child's journey that was ended before its representative had signed in, or `None`
        where the agreement has no such clause any more. The words are those that the child said yes to; one
        too young to be asked was shown none.
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
            # Nothing was approved, and no partner has a receipt of it: there is no second digest to tell.
            notice=Notice(
                NOTICE_VERSION, child.locale, child.notice_sha256, child.notice_sha256, words=child.words
            )
            if child
            else None,
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
        child = transaction.child_answer
        return {
            "principal_ref": sign_in.principal_ref,
            "subject": pairwise_subject(self.pairwise_key, partner.organisation, sign_in.principal_ref),
            "grounds": Grounds.of(self.agreement(), clause, partner),
            "assurance": sign_in.person.assurance,
            "age_band": AgeBand.of(sign_in.person),
            "represented": representative is not None,
            "representative_ref": representative.principal_ref if representative else None,
            "childs_own": _kept_back(transaction),
            "requested_at": transaction.created_at,
            "child_answered_at": child.at if child else None,
        }

    def _notice(self, shown: Shown, approved: frozenset[str]) -> Notice:
        clause, offer, child = shown.clause, shown.offer, shown.transaction.child_answer
        day = day_in(clause.direction.exporter, shown.at)
        about_approved = NoticeWriter(
            self.agreement(), clause, shown.partner, offer.locale, day, self.portal
        ).write(approved)
        return Notice(
            NOTICE_VERSION,
            offer.locale,
            offer.notice_sha256,
            # Always in the words for a citizen of age: the partner reads this digest, and could tell from it
            # that a child was asked.
            about_approved.sha256,
            child_sha256=offer.child_notice_sha256,
            words=shown.notice.canonical,
            child_words=child.words if child else None,
        )


def _kept_back(transaction: Transaction) -> frozenset[str]:
    """What a child did not let go, which its representative was never asked about."""
    return frozenset(transaction.child_answer.declined if transaction.child_answer else ())
