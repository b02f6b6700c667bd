"""Walks along the links of a document, in orders that nobody thought of.

Schemathesis chooses the steps, and takes from the step before what the link says. What no link can carry is
made by the walker; what is sent wrongly on purpose goes out as it is, and is refused as documented.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, TypeVar

import httpx
from hypothesis import settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.specs.openapi.checks import response_schema_conformance

from eid_sandbox.browser import Browser
from openapi.example_caller import Caller
from openapi.test_openapi_fuzzed import BOUNDED, CHECKS, api

Answer = TypeVar("Answer")
_PAGES = 2  # of the sign-in and of the consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that is to succeed, along a link: where that leads from, and what it takes by name."""

    name: str
    case: Any
    source: str
    answer: httpx.Response
    taken: Mapping[str, str]
    # The form or the query of each step before, the nearest first.
    sent: tuple[Mapping[str, str], ...]

    @property
    def client_id(self) -> str:
        """The client that takes it: the link names it, or a step before."""
        return next(fields["client_id"] for fields in (self.taken, *self.sent) if "client_id" in fields)

    def send(self, example: Mapping[str, str], headers: Mapping[str, str]) -> None:
        """The example as the body, with what the link takes."""
        self.case.body, self.case.headers = {**example, **self.taken}, dict(headers)


Maker: TypeAlias = Callable[[Step], None]


class Journey(APIStateMachine):
    """Each step made by its maker, checked, and remembered by the link that led to it."""

    caller: ClassVar[Caller]
    first: ClassVar[tuple[str, str]]
    makers: ClassVar[Mapping[str, Maker]]
    followed: ClassVar[set[tuple[str, str]]]
    wrong: ClassVar[list[FailureGroup]]
    recorder: Any

    def before_call(self, case: Any) -> None:
        if case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        if _name(case) == self.first[0]:
            case.body = self.caller.example(*self.first)
        elif step := _step(self.recorder, case):
            self.makers[step.name](step)

    def get_call_kwargs(self, case: Any) -> dict[str, Any]:
        return {"headers": {"Host": self.caller.url.removeprefix("http://")}}

    def after_call(self, response: Any, case: Any) -> None:
        super().after_call(response, case)
        step = _step(self.recorder, case)
        if step and _is_hoped_for(case, response):
            self.followed.add((step.source, step.name))

    def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:
        # Raised at the end. Hypothesis would repeat the steps, and no code is redeemed a second time.
        try:
            case.validate_response(response, checks=_checks(response))
        except FailureGroup as failure:
            self.wrong.append(failure)


def followed_links(
    walker: Caller, first: tuple[str, str], steps: Mapping[str, Maker], *, scenarios: int
) -> set[tuple[str, str]]:
    """Source and target of every link of the document that led to the answer hoped for. Each scenario begins
    with the operation and the example that are `first`.
    """
    app = walker.link.switchboard.app_at(walker.url)
    machine = api(app).include(operation_id=[first[0], *steps]).as_state_machine()
    followed, wrong = set[tuple[str, str]](), list[FailureGroup]()
    made = {"caller": walker, "first": first, "makers": steps, "followed": followed, "wrong": wrong}
    journey: Any = type("LinkedJourney", (Journey, machine), made)
    journey.run(settings=settings(BOUNDED, max_examples=scenarios, stateful_step_count=20))
    if wrong:
        raise wrong[0]
    return followed


def _name(case: Any) -> str:
    return str(case.operation.definition.raw["operationId"])


def _step(recorder: Any, case: Any) -> Step | None:
    """None at the beginning, and for a link that is not the document's but guessed by Schemathesis."""
    transition = recorder.cases[case.id].transition
    if transition is None or transition.is_inferred or (taken := _taken(transition)) is None:
        return None
    before = list(_cases_before(recorder, case))
    return Step(
        name=_name(case),
        case=case,
        source=_name(before[0]),
        answer=_as_httpx(recorder.interactions[before[0].id].response),
        taken=taken,
        sent=tuple(each.body if isinstance(each.body, dict) else each.query for each in before),
    )


def _cases_before(recorder: Any, case: Any) -> Iterator[Any]:
    while parent := recorder.cases[case.id].parent_id:
        case = recorder.cases[parent].value
        yield case


def _taken(transition: Any) -> dict[str, str] | None:
    """None where something is not there that the link names."""
    found = {
        name: each.value.ok() for place in transition.parameters.values() for name, each in place.items()
    }
    if transition.request_body is not None:
        body = transition.request_body.value.ok()
        found |= body if isinstance(body, dict) else {"": body}
    return found if all(isinstance(value, str) for value in found.values()) else None


def _is_hoped_for(case: Any, response: Any) -> bool:
    expected = next(iter(case.operation.definition.raw["responses"]))
    if str(response.status_code) != expected or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return False
    # An answer about a token that is good for nothing has the same status.
    is_json = response.headers.get("content-type") == ["application/json"]
    return not is_json or response.json().get("active") is not False


def _checks(response: Any) -> list[Any]:
    """Schemathesis takes every JWT for JSON. Here one is, where it refuses."""
    media_type = response.headers.get("content-type", [""])[0]
    is_token = response.status_code == 200 and media_type.startswith("application/jwt")
    return [check for check in CHECKS if not (is_token and check is response_schema_conformance)]


def _as_httpx(response: Any) -> httpx.Response:
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    # Cookies belong to the address that was meant, not to the one under which Schemathesis calls in process.
    url = httpx.URL(response.request.url).copy_with(netloc=response.request.headers["Host"].encode())
    request = httpx.Request(response.request.method, url)
    return httpx.Response(response.status_code, headers=headers, content=response.content, request=request)


def signed(caller: Caller, step: Step, example: str, **made: str) -> dict[str, Any]:
    """The example, by the client's assertion."""
    made |= {"client_id": step.client_id, "client_assertion": caller.assertion(step.client_id)}
    return caller.example(step.name, example, **made)


def at_once(step: Coroutine[Any, Any, Answer]) -> Answer:
    """The machine does not wait, and stands inside a loop that does."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, step).result()


async def code_by(person: str, url: str, *, home: str, caller: Caller, step: Step) -> str:
    """The code that the person brings home, who agrees to everything from that address on; empty when they
    are not let through. The browser goes on with the cookies of the step before.
    """
    async with caller.link.client() as http:
        http.cookies.extract_cookies(step.answer)
        browser = Browser(http, home=home)
        page = await browser.open(url)
        for _ in range(_PAGES):
            if page.status != 200 or not page.forms:
                break
            who = [("person", person)] if page.form.people else []
            page = await browser.submit(page, *who, ("decision", "approve"))
    return "" if page.arrived is None else page.arrived["code"]
