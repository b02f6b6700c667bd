"""The agreement and its policy, open to anyone."""

from typing import Any, Final

from bridge.domain.assurance import Assurance
from bridge.domain.attributes import PURPOSES, REQUESTABLE, SECTORS
from bridge.domain.clauses import Country
from bridge.domain.profiles import Profile
from bridge.web.openapi import refusals
from bridge.web.openapi.agreement_examples import (
    AGREEMENT_EXAMPLE,
    ASKED,
    ASKED_SIGNED_IN,
    ATTRIBUTES_EXAMPLE,
    DENIED,
    PERMITTED,
    PURPOSES_EXAMPLE,
)
from eid_kit.http.openapi.answers import header, json_answer, page
from eid_kit.http.openapi.operations import Operation, component, json_body, parameter
from eid_kit.http.openapi.protocol_schemas import LANGUAGE
from eid_kit.http.openapi.refusals import refused

_TAG: Final = "agreement"
_REVALIDATED: Final = {
    "Cache-Control": header("May be kept, and is asked for again before use.", const="no-cache"),
    "ETag": header("Of the agreement, and of its suspensions where it has any.", pattern='^"[0-9a-f]{64}"$'),
}
# RFC 9110 section 8.8.3; what is no such list names no version.
_ETAG: Final = r'(W/)?"[!#-~]*"'
_TAGS: Final = {"type": "string", "pattern": rf"^(\*|{_ETAG}(, *{_ETAG})*)$"}
UNLESS: Final = (parameter("header", "If-None-Match", _TAGS, says="An ETag from before: 304 if it holds."),)
_STILL: Final = {"description": "The same agreement as then.", "headers": _REVALIDATED}


def _cached(name: str, example: Any, *, says: str) -> dict[str, Any]:
    found = json_answer(says, component(name), example, headers=_REVALIDATED)
    return {"200": found, "304": _STILL, **refused(refusals.STORE)}


PURPOSES_LIST: Final = Operation(
    id="listPurposes",
    tag=_TAG,
    summary="The purposes, and what a partner of either country may ask for",
    description="From the agreement in force: mandatory and optional attributes, assurance, sectors.",
    parameters=UNLESS,
    responses=_cached("PurposeList", PURPOSES_EXAMPLE, says="The purposes."),
)
ATTRIBUTES_LIST: Final = Operation(
    id="listAttributes",
    tag=_TAG,
    summary="The claims, where each comes from, and what is lost on the way",
    description="By provider: the field, the quality of a value in its usual form, and what is lost.",
    responses={
        "200": json_answer(
            "The vocabulary.",
            component("Vocabulary"),
            ATTRIBUTES_EXAMPLE,
            headers={"Cache-Control": header("For an hour.", const="max-age=3600")},
        )
    },
)
AGREEMENT: Final = Operation(
    id="showAgreement",
    tag=_TAG,
    summary="The agreement in force",
    description="By the keys of its file, docs/agreement.md; its digest, signatures and suspensions.",
    parameters=UNLESS,
    responses=_cached("Agreement", AGREEMENT_EXAMPLE, says="The agreement."),
)
DECIDE: Final = Operation(
    id="decideFacts",
    tag=_TAG,
    summary="What the policy answers to facts",
    description=(
        "The decision that a partner's request would meet: at the pushed request, or with `person` after "
        "sign-in. Facts only, never a person; nothing is recorded, and nothing changes. A word that the "
        "vocabulary does not have is answered by the policy too."
    ),
    body=json_body(component("DecisionFacts"), request=ASKED, signed_in=ASKED_SIGNED_IN),
    responses={
        "200": json_answer(
            "Permit or deny, and why.", component("Decision"), DENIED, others={"permit": PERMITTED}
        ),
        **refused(refusals.DECISIONS),
    },
)


def _one_of(words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": sorted(words)}


AGREEMENT_PAGE: Final = Operation(
    id="showAgreementPage",
    tag=_TAG,
    summary="The agreement for a person, with a form to try a request",
    description="In Vietnamese and English. With `purpose` it answers the request, in sentences.",
    parameters=(
        LANGUAGE,
        parameter("query", "purpose", _one_of(PURPOSES), says="What the partner asks for."),
        parameter("query", "country", _one_of(Country), says="The partner's."),
        parameter("query", "sector", _one_of(SECTORS), says="The partner's."),
        parameter(
            "query",
            "attribute",
            {"type": "array", "items": _one_of(REQUESTABLE)},
            says="One for each attribute that is asked for.",
        ),
        parameter(
            "query",
            "assurance",
            _one_of(level.word for level in Assurance),
            says="How surely somebody signed in; without it the request is decided before sign-in.",
        ),
        parameter("query", "age", {"type": "integer"}, says="In years; looked at after sign-in."),
        parameter("query", "represented", _one_of(("yes",)), says="Of a child: the source names a parent."),
        parameter("query", "profile", _one_of(Profile), says="Of the issuer it is a client of."),
    ),
    responses={
        "200": page("What may cross, on what terms, and the answer to what was asked."),
        "400": page("The form again: what was sent cannot be a request."),
        "503": page("Which agreement is in force cannot be found out at the moment."),
    },
)
