"""The `verification` of a `verified_claims` element (OpenID Identity Assurance), and the bridge's own
`vnsg_assurance`.

It says who vouched and how sure they were, and nothing about the person beyond that: it is made at sign-in,
before the citizen has answered, and so must be fit to leave with any part of the claims. That is why it holds
no document.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bridge.domain.assurance import Assurance
from bridge.domain.clauses import Direction

TRUST_FRAMEWORKS: Final[Mapping[Direction, str]] = MappingProxyType(
    {Direction.VN_TO_SG: "vn_nd69_2024", Direction.SG_TO_VN: "sg_singpass"}
)
# No document: the provider looked the person up in its register.
EVIDENCE_TYPE: Final = "electronic_record"
RECORD_TYPE: Final = "population_register"
_SOURCES: Final[Mapping[Direction, Mapping[str, str]]] = MappingProxyType(
    {
        Direction.VN_TO_SG: {"name": "National Population Database (simulated)", "country_code": "VNM"},
        Direction.SG_TO_VN: {"name": "Myinfo (simulated)", "country_code": "SGP"},
    }
)


def verified_claims(verified: Mapping[str, Any], claims: Mapping[str, object]) -> dict[str, Any]:
    """The element for these claims (names and values) with their `verification`.

    Raises `ValueError` where there is no claim: the element must not be empty.
    """
    if not claims:
        raise ValueError("verified_claims needs at least one claim (Identity Assurance, section 5)")
    return {"verification": dict(verified), "claims": dict(claims)}


def verification(direction: Direction, assurance: Assurance, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Trust framework, level, and how it came about; `raw` is the provider's own assurance vocabulary."""
    return {
        "trust_framework": TRUST_FRAMEWORKS[direction],
        "assurance_level": assurance.word,
        "assurance_process": {"assurance_details": _details(direction, raw)},
        "evidence": [
            {
                "type": EVIDENCE_TYPE,
                "check_details": [{"check_method": "data", "organization": _SOURCES[direction]["name"]}],
                "record": {"type": RECORD_TYPE, "source": dict(_SOURCES[direction])},
            }
        ],
    }


def assurance_statement(assurance: Assurance, raw: Mapping[str, Any]) -> dict[str, Any]:
    """`vnsg_assurance`: our level, with the provider's own words for it beside, as they came."""
    told = ("account_level", "auth_level", "acr", "amr")
    return {"level": assurance.word} | {name: raw[name] for name in told if raw.get(name) is not None}


def _details(direction: Direction, raw: Mapping[str, Any]) -> list[dict[str, str]]:
    if direction is Direction.VN_TO_SG:
        proofing, authentication = _numbered(raw, "account_level"), _numbered(raw, "auth_level")
    else:
        # Singpass publishes no scale of proofing: an account is a standard one, or it has no Myinfo at all.
        proofing, authentication = "standard_account", _word(raw.get("acr"))
    return [
        {"assurance_type": "identity_proofing", "assurance_classification": proofing},
        {"assurance_type": "authentication", "assurance_classification": authentication},
    ]


def _numbered(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    known = isinstance(value, int) and not isinstance(value, bool)
    return f"{name}_{value}" if known else f"{name}_unknown"


def _word(value: object) -> str:
    return value if isinstance(value, str) else "unknown"
