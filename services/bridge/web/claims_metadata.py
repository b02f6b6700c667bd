"""What discovery says of claims: which there are, and how they were verified.

OpenID Connect Discovery 1.0 section 3; OpenID Connect for Identity Assurance 1.0, OP metadata.
"""

from typing import Any, Final

from bridge.domain.attributes import released_claims
from bridge.domain.clauses import Clause
from bridge.domain.verified_claims import EVIDENCE_TYPE, RECORD_TYPE, TRUST_FRAMEWORKS
from bridge.flows.claims_parameter import MAPPING_CLAIM

_IN_ID_TOKEN: Final = ("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr")
_IN_USERINFO: Final = ("purpose", "consent_receipt", "vnsg_assurance", MAPPING_CLAIM, "verified_claims")


def claims_metadata(clauses: tuple[Clause, ...]) -> dict[str, Any]:
    """The members for an issuer whose clients can ask for what these clauses carry.

    No document is among the evidence, so there is no `documents_supported`: the source is a register, whose
    kind `electronic_records_supported` names. `verified_claims_supported` is of the drafts; the final text
    has it no more, and clients that were written before still look for it.
    """
    verified = released_claims(name for clause in clauses for name in clause.attributes)
    plain = {
        "claims_supported": [*_IN_ID_TOKEN, *_IN_USERINFO, *verified],
        "claim_types_supported": ["normal"],
    }
    if not clauses:  # the lists below need a member each
        return plain
    return plain | {
        "verified_claims_supported": True,
        "trust_frameworks_supported": sorted({TRUST_FRAMEWORKS[clause.direction] for clause in clauses}),
        "evidence_supported": [EVIDENCE_TYPE],
        "electronic_records_supported": [RECORD_TYPE],
        "claims_in_verified_claims_supported": list(verified),
    }
