"""Whose signatures stand under an agreement or a statement, checked with the parties' public keys."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bridge.domain.clauses import Country
from bridge.domain.parties import SIGNATURE_TYPE, MissingSignature, require_both_parties
from bridge.domain.statements import (
    STATEMENT_TYPE,
    Recorded,
    Statement,
    UnreadableStatement,
    parse_statement,
)
from bridge.flows.treaty_ports import StoredStatement
from eid_kit.oauth import detached_jws, strict_json
from eid_kit.oauth.detached_jws import Signature, SignatureFault
from eid_kit.oauth.keys import Key, thumbprint

_LARGEST: Final = 64 * 1024
_MEMBERS: Final = frozenset({"statement", "signatures"})


class UnsignedAgreement(Exception):
    """Not both parties signed exactly this text; the message says what it lacks."""


def statement_document(statement: Statement, signatures: Sequence[Signature]) -> str:
    """A statement with its signatures, as it is stored and handed from one party to the other."""
    signed = {"statement": statement.canonical().decode(), **detached_jws.document(signatures)}
    return json.dumps(signed, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class PartyKeys:
    """The public keys of both parties; `None` in a sandbox whose agreement nobody signed."""

    keys: tuple[Key, ...] | None

    def agreement_signers(self, signatures: str | None, canonical: bytes) -> Mapping[Country, str]:
        """Each party with the thumbprint of the key that it signed with; in a sandbox nobody.

        Raises `UnsignedAgreement` unless both signed these bytes.
        """
        if self.keys is None:
            return {}
        try:
            document = strict_json.loads(signatures or "null", max_bytes=_LARGEST)
            signed = detached_jws.by_signer(document, canonical, self.keys, typ=SIGNATURE_TYPE)
            require_both_parties(signed)
        except (SignatureFault, MissingSignature) as fault:
            raise UnsignedAgreement(str(fault)) from fault
        except strict_json.StrictJsonError as fault:
            raise UnsignedAgreement("the signatures are no JSON") from fault
        return {Country(str(key.kid)): thumbprint(key) for key in self.keys}

    def recorded(self, stored: StoredStatement) -> Recorded:
        """What a stored statement says, and who provably said it."""
        try:
            document = strict_json.loads(stored.document, max_bytes=_LARGEST)
            statement, signatures = _parted(document)
        except (strict_json.StrictJsonError, UnreadableStatement):
            return Recorded(stored.id, stored.recorded_at, None, frozenset())
        if statement.id != stored.id:
            # Under another name it could not be lifted by its own, or be lifted by another's.
            return Recorded(stored.id, stored.recorded_at, None, frozenset())
        return Recorded(stored.id, stored.recorded_at, statement, self._signers(statement, signatures))

    def _signers(self, statement: Statement, signatures: object) -> frozenset[Country]:
        if self.keys is None:
            return statement.signers  # at its word: a sandbox has no keys to check anything with
        try:
            signed = detached_jws.by_signer(
                {"signatures": signatures}, statement.canonical(), self.keys, typ=STATEMENT_TYPE
            )
        except SignatureFault:
            return frozenset()
        return frozenset(Country(signer) for signer in signed)


def _parted(document: object) -> tuple[Statement, object]:
    if not isinstance(document, Mapping) or document.keys() != _MEMBERS:
        raise UnreadableStatement("it is no statement with signatures")
    written = document["statement"]
    if not isinstance(written, str):
        raise UnreadableStatement("its statement is no text")
    return parse_statement(written.encode()), document["signatures"]
