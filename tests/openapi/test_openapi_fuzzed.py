"""Requests that nobody thought of: none breaks a service, and none is answered otherwise than documented.

Bounded and repeatable: the same requests at every run. Steps lead from one operation to the next along the
links of the document.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from journeys.world import Link, open_link
from openapi.conftest import SERVICES
from openapi.example_caller import Caller

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What a service reads loosely on purpose: a form's unknown fields and a page's query (RFC 6749 section 3.1).
STRICT = {"registerClient", "replaceClient", "decideFacts", "setFaults", "moveClock"}
BOUNDED = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A link of its own: clocks, faults and people are not left as they were."""
    link = open_link(tmp_path_factory.mktemp("fuzzed"))
    yield link
    link.world.ledger._shut()


def api(app: Any) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def address(service: str) -> dict[str, str]:
    return {"Host": SERVICES[service].removeprefix("http://")}


def is_open(operation: Any) -> bool:
    """Whether there is anything in it that could be sent otherwise. Nothing is wrong in the two headers that
    every operation reads.
    """
    headers = {header.name for header in operation.headers} - {"X-Request-Id", "Accept-Language"}
    return bool(operation.body or operation.query or operation.path_parameters or headers)


def fuzz(operation: Any, mode: GenerationMode, host: dict[str, str]) -> None:
    name = operation.definition.raw["operationId"]
    checks = [*CHECKS, negative_data_rejection] if name in STRICT else CHECKS

    @settings(BOUNDED, max_examples=BOUNDED.max_examples if is_open(operation) else 1)
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Any) -> None:
        case.validate_response(case.call(headers=host), checks=checks, headers=host)

    attempt()


@pytest.mark.thorough
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_is_answered_otherwise_than_documented(
    link: Link, service: str, app: Any, mode: GenerationMode
) -> None:
    operations = [found.ok() for found in api(app).get_all_operations()]
    tried = [found for found in operations if mode is GenerationMode.POSITIVE or is_open(found)]
    assert len(tried) > 10
    for operation in tried:
        fuzz(operation, mode, address(service))
        # One of the operations switches them on, and what answers by a fault answers 503.
        for faults in (link.vneid_faults, link.singpass_faults):
            faults.set(())


class Partner(APIStateMachine):
    """A registered partner that signs what it sends, so that steps lead on."""

    caller: Caller
    client_id: str
    succeeded: ClassVar[set[str]]
    tokens: ClassVar[dict[str, str]]

    def before_call(self, case: Any) -> None:
        name = case.operation.definition.raw["operationId"]
        if name == "registerClient" and case.meta.generation.mode is GenerationMode.POSITIVE:
            case.body = self.caller.example("registerClient", "hospital")
        if name == "pushAuthorizationRequest":
            case.body = self.caller.example(
                "pushAuthorizationRequest",
                "details",
                client_id=self.client_id,
                client_assertion=self.caller.assertion(self.client_id),
            )
            case.headers = self.caller.proof("pushAuthorizationRequest")
        if name == "replaceClient":
            which = case.path_parameters["client_id"]
            case.body = self.caller.example("replaceClient", "hospital", client_id=which)

    def get_call_kwargs(self, case: Any) -> dict[str, Any]:
        which = case.path_parameters.get("client_id", "") if case.path_parameters else ""
        authorization = {"Authorization": f"Bearer {self.tokens[which]}"} if which in self.tokens else {}
        return {"headers": address("bridge") | authorization}

    def after_call(self, response: Any, case: Any) -> None:
        name = case.operation.definition.raw["operationId"]
        if str(response.status_code) == next(iter(case.operation.definition.raw["responses"])):
            self.succeeded.add(name)
        if name == "registerClient" and response.status_code == 201:
            told = response.json()
            self.tokens[told["client_id"]] = told["registration_access_token"]

    def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:
        case.validate_response(response, checks=CHECKS)


@pytest.mark.thorough
async def test_the_links_lead_from_step_to_step(link: Link) -> None:
    app = link.switchboard.app_at(SERVICES["bridge"])
    async with link.client() as http:
        caller = Caller(link, http, SERVICES["bridge"], app.openapi(), SERVICES["bridge"])
        hospital = await caller.call("registerClient", caller.example("registerClient", "hospital"))
    names = [
        "registerClient",
        "showClient",
        "replaceClient",
        "deleteClient",
        "pushAuthorizationRequest",
        "authorize",
    ]
    chosen = api(app).include(operation_id=names)

    class Hospital(Partner, chosen.as_state_machine()):  # type: ignore[misc]  # made at run time
        client_id = hospital.json()["client_id"]
        succeeded: ClassVar[set[str]] = set()
        tokens: ClassVar[dict[str, str]] = {}

    Hospital.caller = caller
    Hospital.run(settings=settings(BOUNDED, max_examples=12, stateful_step_count=8))
    assert set(names) == Hospital.succeeded
