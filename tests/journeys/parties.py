"""Both parties with their keys: what they say about their agreement, signed as they would sign it."""

import secrets
from datetime import datetime

from bridge.domain.clauses import Country
from bridge.domain.statements import STATEMENT_TYPE, Action, Statement
from bridge.flows.party_signatures import PartyKeys, statement_document
from bridge.flows.treaty_acts import record_statement
from eid_kit.oauth import detached_jws
from eid_kit.oauth.keys import generate_key
from journeys.flows_in_memory import FlowsInMemory, run

PRIVATE = {country: generate_key("EdDSA", kid=country.value) for country in Country}
PARTIES = PartyKeys(tuple(PRIVATE.values()))


def say(flows: FlowsInMemory, statement: Statement, *signers: Country) -> None:
    """Records a statement with the signatures of these parties, whoever should have signed it."""
    content = statement.canonical()
    signatures = [
        detached_jws.sign(content, PRIVATE[each], signer=each, typ=STATEMENT_TYPE) for each in signers
    ]
    document = statement_document(statement, signatures)
    run(flows.ledger.atomically(lambda unit: record_statement(unit, statement, document, at=flows.now)))


def suspension(party: Country, at: datetime) -> Statement:
    """One party stops the link."""
    return Statement(id=_name(), action=Action.SUSPEND, serial=1, digest="0" * 64, issued_at=at, party=party)


def lift(at: datetime, *lifted: str) -> Statement:
    """Both resume it."""
    return Statement(id=_name(), action=Action.LIFT, serial=1, digest="0" * 64, issued_at=at, lifts=lifted)


def _name() -> str:
    return secrets.token_urlsafe(24)
