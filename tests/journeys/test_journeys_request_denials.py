"""Refusals that depend on the request alone: told in full, at PAR, before a browser moves."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bridge.domain.audit_events import Event
from journeys.client import PAR, Organisation, registered
from journeys.people import HEALTH, HOSPITAL, HOTEL, TOURISM
from journeys.world import Link

DETAILS, DENIED = "invalid_authorization_details", "access_denied"
HEALTH_CLAUSE, TOURISM_CLAUSE = "VNSG-HEALTH-1", "SGVN-TOURISM-1"


@dataclass(frozen=True, slots=True)
class Never:
    """A request that can never be allowed, and what its partner is told."""

    metadata: dict[str, Any]
    attributes: tuple[str, ...]
    error: str
    reason: str
    clause: str | None = None
    attribute: str | None = None
    purpose: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)


NEVER = {
    "an attribute that the purpose does not cover": Never(
        HOSPITAL,
        (*HEALTH, "travel_document"),
        DETAILS,
        "attribute_not_in_purpose",
        HEALTH_CLAUSE,
        "travel_document",
    ),
    "an attribute that nobody knows": Never(
        HOSPITAL, ("name", "shoe_size"), DETAILS, "attribute_unknown", None, "shoe_size"
    ),
    "an attribute that the partner did not register": Never(
        {**HOSPITAL, "registered_attributes": ["name"]},
        ("name", "birthdate"),
        DETAILS,
        "attribute_not_registered",
        HEALTH_CLAUSE,
        "birthdate",
    ),
    "a patient summary without what it is made of": Never(
        HOSPITAL,
        ("name", "allergies", "patient_summary"),
        DETAILS,
        "attribute_needs_others",
        HEALTH_CLAUSE,
        "patient_summary",
    ),
    "a purpose that the partner did not register": Never(
        HOSPITAL, ("name",), DETAILS, "purpose_not_registered", purpose="tourism.checkin"
    ),
    "a purpose that nobody knows": Never(
        HOSPITAL, ("name",), DETAILS, "purpose_unknown", purpose="marketing.profile"
    ),
    "a Singapore hospital asks for a Singapore citizen": Never(
        HOSPITAL, HEALTH, DENIED, "direction_not_covered", parameters={"identity_provider": "singpass"}
    ),
    "a Vietnamese hotel asks for a Vietnamese citizen": Never(
        HOTEL, TOURISM, DENIED, "direction_not_covered", parameters={"identity_provider": "vneid"}
    ),
    "a clinic asks for what is for hotels": Never(
        {**HOTEL, "sector": "health"}, TOURISM, DENIED, "sector_not_covered", TOURISM_CLAUSE
    ),
}


@pytest.mark.parametrize("never", [pytest.param(row, id=name) for name, row in NEVER.items()])
async def test_a_request_that_can_never_be_allowed_is_refused_at_par_with_reason_and_clause(
    link: Link, stack: AsyncExitStack, never: Never
) -> None:
    organisation, before = await registered(link, stack, never.metadata), len(link.log())
    response = await _push(organisation, never)
    body = response.json()
    assert response.status_code == 400
    assert (body["error"], body["reason"]) == (never.error, never.reason)
    assert (body.get("clause"), body.get("attribute")) == (never.clause, never.attribute)
    assert body["what_would_pass"]
    (entry,) = link.log()[before:]
    assert (entry.event, entry.reason, entry.clause) == (Event.REQUEST_DENIED, never.reason, never.clause)
    assert (entry.partner, entry.transaction_id) == (organisation.client_id, None)
    assert set(entry.claim_names) <= {*HEALTH, *TOURISM, "patient_summary"}


async def _push(organisation: Organisation, never: Never) -> httpx.Response:
    form = organisation.par_form(organisation.attempt(), never.attributes) | never.parameters
    details = form["authorization_details"]
    form["authorization_details"] = details.replace(
        organisation.purpose, never.purpose or organisation.purpose
    )
    return await organisation.http.post(PAR, data=form)
