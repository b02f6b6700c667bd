"""What a citizen was asked, and what became of it: the record that citizen, receipts and withdrawal share.

There is one for every answer on the consent page, given or refused, and for every denial after sign-in. It
names attributes and never holds a value, and it knows the person by pseudonyms alone.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bridge.domain import durations
from bridge.domain.assurance import Assurance
from bridge.domain.decisions import Deny, Person
from bridge.domain.grounds import Grounds
from bridge.domain.reasons import Reason

# How long a record outlives what it is about: a complaint or an audit comes after the fact.
KEPT_BEYOND: Final = timedelta(days=365)


class Status(StrEnum):
    """How it stands. The words are stored and signed: never rename one."""

    GIVEN = "given"
    REFUSED = "refused"
    DENIED = "denied"
    USED = "used"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Actor(StrEnum):
    """Who brought an event about. The words are stored and signed: never rename one."""

    PRINCIPAL = "principal"
    REPRESENTATIVE = "representative"
    RECIPIENT = "recipient"
    OPERATOR = "operator"
    BRIDGE = "bridge"


class AgeBand(StrEnum):
    """As much as the bridge keeps of an age: which side of the clause's `child_below` it lies on."""

    BELOW = "below_child_age"
    FROM = "from_child_age"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, person: Person) -> "AgeBand":
        """The band of a sign-in's one fact about age."""
        return {True: cls.BELOW, False: cls.FROM, None: cls.UNKNOWN}[person.under_child_age]


@dataclass(frozen=True, slots=True)
class Notice:
    """The words that were shown. `approved_sha256` is the digest over those about what was approved alone:
    it says nothing of what was declined. `child_sha256` is over what a child read before its representative.

    `words` are what `sha256` is the digest of, `child_words` what `child_sha256` is: a digest alone would
    prove to nobody what was read. `None` in a record of before they were kept.
    """

    version: int
    language: str
    sha256: str
    approved_sha256: str
    child_sha256: str | None = None
    words: str | None = field(default=None, repr=False)
    child_words: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One release: when, and the names of the claims that left."""

    at: datetime
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """That a consent was `withdrawn` or `revoked`, when, and by whom."""

    state: Status
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class Denial:
    """Why the policy said no, after sign-in or when the recipient came for the values. For the citizen: of
    what depends on the person, the recipient is told nothing.
    """

    reason: Reason
    attribute: str | None
    what_would_pass: str

    @classmethod
    def of(cls, deny: Deny) -> "Denial":
        """What a denial says to the citizen; its clause is that of the record's grounds."""
        return cls(deny.reason, deny.attribute, deny.what_would_pass)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One answer, or one denial, with the grounds as they were then.

    The id of a given consent is the consent's own. `given_at` is when the answer was given, or the denial
    made; `valid_until` (excluded) is there for a given consent alone. `declined` is what was offered and not
    approved. `subject` is the pairwise one that this partner knows. `representative_ref` is who
    answered for a child, as `principal_ref` is the child, and
    `childs_own` what of `declined` the child had kept back before. `redeemed` says that the code became a
    token, `requested_at` when the recipient asked, `child_answered_at` when a child said yes before its
    representative was asked. Times are aware.
    """

    id: str
    principal_ref: str
    subject: str
    grounds: Grounds
    assurance: Assurance
    age_band: AgeBand
    represented: bool
    given_at: datetime
    state: Status
    approved: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    notice: Notice | None = None
    valid_until: datetime | None = None
    releases: tuple[Disclosure, ...] = ()
    endings: tuple[Ended, ...] = ()
    denial: Denial | None = None
    representative_ref: str | None = None
    childs_own: frozenset[str] = frozenset()
    redeemed: bool = False
    requested_at: datetime | None = None
    child_answered_at: datetime | None = None

    def seen_by(self, principal_ref: str) -> "ConsentRecord":
        """What this person may see of it: to a representative, not what the child kept to itself."""
        if principal_ref == self.principal_ref:
            return self
        # Nor the words that the child was asked with, or their digest: trying out lists of items would tell
        # what was on it.
        notice = replace(self.notice, child_sha256=None, child_words=None) if self.notice else None
        return replace(self, declined=self.declined - self.childs_own, childs_own=frozenset(), notice=notice)

    def is_own(self, principal_ref: str) -> bool:
        """Whether this person may see it, and take it back: whom it is about, and who answered for a child
        (PDPL art 24: it stops when the one who consented withdraws).
        """
        return principal_ref in (self.principal_ref, self.representative_ref)

    @property
    def partner_id(self) -> str:
        """Whom it is about."""
        return self.grounds.recipient.client_id

    @property
    def was_given(self) -> bool:
        """Whether there ever was a consent: else there is nothing to use, to withdraw or to revoke."""
        return self.valid_until is not None

    @property
    def is_known_to_recipient(self) -> bool:
        """Whether the recipient ever learned `subject`, which comes with the token and no sooner."""
        return self.redeemed or bool(self.releases)

    @property
    def was_asked(self) -> bool:
        """Whether somebody was shown words to answer: without them there is nothing to give a receipt of."""
        return self.notice is not None

    @property
    def words_read(self) -> tuple[tuple[str, str], ...]:
        """Digest and words of each notice that was shown, a child's own before its representative's."""
        if self.notice is None:
            return ()
        shown = (
            (self.notice.child_sha256, self.notice.child_words),
            (self.notice.sha256, self.notice.words),
        )
        return tuple((digest, words) for digest, words in shown if digest and words)

    @property
    def ended(self) -> Ended | None:
        """The last of its endings: a consent that was revoked can still be withdrawn."""
        return self.endings[-1] if self.endings else None

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the citizen took it back, if they did."""
        return self.ended.at if self.ended and self.state is Status.WITHDRAWN else None

    @property
    def retain_until(self) -> datetime:
        """Until when the recipient may keep whatever it receives: counted from the answer, as the words were
        that the citizen read.
        """
        return durations.after(self.given_at, self.grounds.retention)

    @property
    def held_until(self) -> datetime | None:
        """Until when the recipient may keep what it received; `None` while it received nothing."""
        return self.retain_until if self.releases else None

    @property
    def kept_until(self) -> datetime:
        """When this record itself may go: a year after nothing hangs on it any more."""
        last = self.ended.at if self.ended else self.valid_until or self.given_at
        return max(last, self.held_until or last) + KEPT_BEYOND

    def status(self, at: datetime) -> Status:
        """How it stands at an aware time. That it expired is read off the clock, as nobody records it."""
        if self.state is Status.GIVEN and self.valid_until is not None and at >= self.valid_until:
            return Status.EXPIRED
        return self.state

    def released(self, claims: tuple[str, ...], at: datetime, *, is_last: bool) -> "ConsentRecord":
        """This record after one more release; after the last one, every use is spent."""
        releases = (*self.releases, Disclosure(at, claims))
        return replace(self, releases=releases, state=Status.USED if is_last else self.state)

    def token_issued(self) -> "ConsentRecord":
        """This record after its code became a token."""
        return replace(self, redeemed=True)

    def kept_back(self, denial: Denial) -> "ConsentRecord":
        """This record after a call that was denied: nothing was released by it, and nothing will be."""
        return replace(self, denial=denial)

    def withdrawn(self, at: datetime, actor: Actor) -> "ConsentRecord":
        """This record after the consent was taken back for the citizen."""
        return self._ended(Ended(Status.WITHDRAWN, at, actor))

    def revoked(self, at: datetime, actor: Actor) -> "ConsentRecord":
        """This record after the recipient or the operator ended the consent."""
        return self._ended(Ended(Status.REVOKED, at, actor))

    def _ended(self, ended: Ended) -> "ConsentRecord":
        return replace(self, state=ended.state, endings=(*self.endings, ended))
