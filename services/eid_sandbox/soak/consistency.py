"""What must hold between the rows, the log and the clients' own ledger. Pure: each fault is a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bridge.domain.audit_events import Event
from bridge.domain.consent import Consent, ConsentState
from bridge.domain.records import Status
from bridge.flows.ports import Hop
from bridge.flows.transaction import State, Transaction
from eid_kit.tlog.merkle import root_hash
from eid_sandbox.soak.acknowledged import Acknowledged
from eid_sandbox.soak.record import Record

# Which carrier a live transaction has, by its state. From `bound` on it may be gone: the callback takes S0
# before it knows who signed in, and a process that dies then leaves a citizen who must begin again.
_CARRIER: Mapping[State, Hop | None] = {
    State.PUSHED: None,
    State.BOUND: Hop.AUTHORIZE,
    State.SIGNED_IN: Hop.CONSENT,
    State.DECIDED: Hop.CONSENT,
    State.CODED: Hop.CODE,
    State.REDEEMED: Hop.TOKEN,
    State.REFUSED: None,
}
_MAY_BE_GONE = frozenset({State.PUSHED, State.BOUND, State.REFUSED})
_ENDED = frozenset({Event.DENIED, Event.NOT_COMPLETED, Event.CONSENT_REFUSED})


@dataclass(frozen=True)
class Books:
    """The record, looked up by transaction."""

    record: Record

    @cached_property
    def entries(self) -> Counter[tuple[Event, str | None]]:
        """How many entries of each event each transaction has."""
        return Counter((each.event, each.transaction_id) for each in self.record.events)

    @cached_property
    def consents(self) -> dict[str, Consent]:
        """Consents by transaction."""
        return {consent.transaction_id: consent for consent in self.record.consents}

    @cached_property
    def transactions(self) -> dict[str, Transaction]:
        """Transactions by id."""
        return {each.id: each for each in self.record.transactions}


def faults(record: Record, acknowledged: Acknowledged, *, now: datetime) -> Iterator[str]:
    """Everything that is wrong. `now` tells what may have been purged from what must be there."""
    books = Books(record)
    yield from _lost_or_doubled(books, acknowledged)
    yield from _consents(books)
    yield from _records(books)
    yield from _transactions(books)
    yield from _carriers(books, now)
    yield from _grants(books)
    yield from _heads(record, acknowledged)


def _lost_or_doubled(books: Books, acknowledged: Acknowledged) -> Iterator[str]:
    """What a client was told is in the log exactly once."""
    told = (
        (Event.CONSENT_GIVEN, acknowledged.consents),
        (Event.CONSENT_REFUSED, acknowledged.refusals),
        (Event.TOKENS_ISSUED, acknowledged.tokens),
        (Event.RELEASED, acknowledged.answers),
    )
    for event, transactions in told:
        for transaction_id in transactions:
            count = books.entries[event, transaction_id]
            if count != 1:
                yield f"{transaction_id}: acknowledged, with {count} entries `{event}`"
    for (event, named), count in books.entries.items():
        if count > 1 and named is not None:
            yield f"{named}: {count} entries `{event}`"


def _consents(books: Books) -> Iterator[str]:
    given = {transaction for event, transaction in books.entries if event is Event.CONSENT_GIVEN}
    if len(books.consents) != len(books.record.consents):
        yield f"{len(books.record.consents) - len(books.consents)} consents beyond one for each transaction"
    for transaction_id in given ^ set(books.consents):
        yield f"{transaction_id}: a consent without its entry, or an entry without its consent"
    for consent in books.record.consents:
        released = books.entries[Event.RELEASED, consent.transaction_id]
        used = consent.state is ConsentState.USED and consent.uses_left == 0
        fresh = consent.state is ConsentState.GIVEN and consent.uses_left == 1
        if not (used if released else fresh):
            yield f"{consent.transaction_id}: {consent.state}, with {released} releases"


def _records(books: Books) -> Iterator[str]:
    """Every answer has its record, which says the same of it as consent and log do."""
    kept = {each.id: each for each in books.record.records}
    for consent in books.record.consents:
        record, released = kept.get(consent.id), books.entries[Event.RELEASED, consent.transaction_id]
        if record is None:
            yield f"{consent.transaction_id}: a consent without its record"
        elif (record.state.value, len(record.releases)) != (consent.state.value, released):
            yield f"{consent.transaction_id}: its record says {record.state}, {len(record.releases)} releases"
    refused = sum(each.state is Status.REFUSED for each in books.record.records)
    entries = sum(n for (event, _), n in books.entries.items() if event is Event.CONSENT_REFUSED)
    if refused != entries:
        yield f"{refused} records of refusals, and {entries} entries"


def _transactions(books: Books) -> Iterator[str]:
    for each in books.record.transactions:
        has_consent = each.id in books.consents
        if (each.state in (State.CODED, State.REDEEMED)) != has_consent:
            yield f"{each.id}: {each.state}, and its consent is {'there' if has_consent else 'not'}"
        if (each.state is State.REDEEMED) != bool(books.entries[Event.TOKENS_ISSUED, each.id]):
            yield f"{each.id}: {each.state}, which the log's `tokens_issued` contradicts"
        ended = sum(books.entries[event, each.id] for event in _ENDED)
        # A denial at userinfo is of a redeemed transaction, and ends no other.
        if each.state is not State.REDEEMED and ended != (each.state is State.REFUSED):
            yield f"{each.id}: {each.state}, with {ended} entries that end it"


def _carriers(books: Books, now: datetime) -> Iterator[str]:
    held = Counter(row.transaction_id for row in books.record.carriers)
    for row in books.record.carriers:
        transaction = books.transactions.get(row.transaction_id)
        if transaction is None or _CARRIER[transaction.state] is not row.hop:
            state = transaction.state if transaction else "gone"
            yield f"{row.transaction_id}: {state}, with a carrier `{row.hop}`"
    for each in books.record.transactions:
        consent = books.consents.get(each.id)
        is_spent = consent is not None and consent.state is ConsentState.USED
        may_be_gone = each.state in _MAY_BE_GONE or each.expires_at <= now or is_spent
        if held[each.id] > 1 or (is_spent and held[each.id]):
            yield f"{each.id}: {each.state}, with {held[each.id]} carriers"
        if not held[each.id] and not may_be_gone:
            yield f"{each.id}: {each.state}, and its sealed values are gone"


def _grants(books: Books) -> Iterator[str]:
    for grant in books.record.grants:
        transaction = books.transactions.get(grant.transaction_id)
        consent = books.consents.get(grant.transaction_id)
        if transaction is None or transaction.state is not State.REDEEMED:
            yield f"{grant.transaction_id}: a token of a transaction that was not redeemed"
        due = ConsentState.USED if grant.spent else ConsentState.GIVEN
        if consent is None or consent.state is not due:
            yield f"{grant.transaction_id}: a token without a consent that is {due}"


def _heads(record: Record, acknowledged: Acknowledged) -> Iterator[str]:
    """Every head ever seen is a head of the log as it is now: nothing was lost, changed or put in between."""
    for size, root in acknowledged.heads:
        if size > len(record.leaf_hashes) or root_hash(record.leaf_hashes[:size]) != root:
            yield f"the head over {size} entries, once published, is not a head of this log"
