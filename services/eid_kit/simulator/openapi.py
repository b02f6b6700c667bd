"""What `/openapi.json` says of `/sim/*` and the front page. A mock brings its people, clients and faults."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel

from eid_kit.http.openapi.answers import json_answer, page
from eid_kit.http.openapi.links import Links
from eid_kit.http.openapi.operations import (
    TEXT,
    Operation,
    Schema,
    component,
    json_body,
    parameter,
    record,
)
from eid_kit.http.openapi.protocol_refusals import CLIENT_METADATA, JSON_BODY
from eid_kit.http.openapi.protocol_schemas import LANGUAGE
from eid_kit.http.openapi.refusals import Refusal, refused
from eid_kit.oauth.errors import InvalidClientMetadata, InvalidRequest, InvalidToken
from eid_kit.simulator.control_errors import ControlRefused, UnknownPerson
from eid_kit.simulator.faults import FaultName

TAG: Final = "simulator controls"
TAG_SAYS: Final = "Moves the clock, switches faults on, shows what was asked; never part of the protocol."

_GUARD: Final = (
    Refusal(ControlRefused, "host_not_local", "the simulator controls answer on localhost only"),
    Refusal(ControlRefused, "foreign_origin", "the simulator controls take no request from another site"),
    Refusal(InvalidToken, "control_token_wrong", "send the simulator's control token"),
)
_PERSON_REFUSED: Final = (
    Refusal(InvalidRequest, "person_refused", "record.birthDate: write a date as YYYY-MM-DD"),
    Refusal(InvalidRequest, "too_many_people", "the simulator holds at most 10000 people"),
)
_CLIENT_REFUSED: Final = (
    Refusal(InvalidClientMetadata, "client_id_taken", "client_id is taken already"),
    Refusal(InvalidClientMetadata, "too_many_clients", "the simulator holds at most 10000 clients"),
)
_WHO: Final = parameter(
    "path", "person_id", {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,62}$"}, says="As in /sim/people."
)
_CLOCK: Final = {"now": "2030-01-01T00:00:00+00:00", "offset_seconds": 86_400.0}
_SEEN: Final = {
    "at": "2030-01-01T00:00:00+00:00",
    "method": "POST",
    "path": "/oauth2/token",
    "status": 200,
    "parameters": {"code": ["sha256:0123456789ab"]},
    "authorization": "Basic sha256:0123456789ab",
    "dpop": "sha256:0123456789ab",
    "answer": {},
    "request_id": "5f8c0f1e9b7d4a3c8e2f6a1b0c9d8e7f",
}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}


def _moved(name: str, schema: Schema) -> Schema:
    return record({name: schema})


_SCHEMAS: Final[Mapping[str, Schema]] = {
    "Clock": record({"now": {"type": "string", "format": "date-time"}, "offset_seconds": {"type": "number"}}),
    "ClockMove": {
        "oneOf": [
            _moved("now", {"type": "string", "format": "date-time"}),
            _moved("advance_seconds", {"type": "number"}),
            _moved("reset", {"const": True}),
        ],
        "description": "One of the three. Between the years 1971 and 8999.",
    },
    "Faults": record(
        {
            "active": {"type": "array", "items": component("FaultName")},
            "known": {"type": "object", "additionalProperties": TEXT},
        }
    ),
    "FaultsWanted": record(
        {"active": {"type": "array", "items": component("FaultName"), "description": "Exactly these."}}
    ),
    "SeenRequests": record({"requests": {"type": "array", "items": component("SeenRequest")}}),
    "SeenRequest": record(
        {
            "at": {"type": "string", "format": "date-time"},
            "method": TEXT,
            "path": TEXT,
            "status": {"type": "integer"},
            "parameters": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": TEXT},
                "description": "Secrets as digests.",
            },
            "authorization": _MAYBE_TEXT,
            "dpop": _MAYBE_TEXT,
            "answer": {
                "type": "object",
                "additionalProperties": TEXT,
                "description": "What a refusal said, or where a redirect led; of any other answer nothing.",
            },
            "request_id": _MAYBE_TEXT,
        }
    ),
    "People": record({"people": {"type": "array", "items": component("PersonInList")}}),
}


def control_schemas(
    faults: type[FaultName], *, person: Mapping[str, Schema], person_in_list: Schema
) -> Mapping[str, Schema]:
    """The schemas of the controls; `person` holds `Person` and what that refers to."""
    names = {"type": "string", "enum": [fault.value for fault in faults]}
    return {**_SCHEMAS, "FaultName": names, "PersonInList": person_in_list, **person}


def model_schemas(name: str, model: type[BaseModel]) -> dict[str, Schema]:
    """A Pydantic model, and those it is made of, as schemas of the document; the model goes by `name`."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), name: schema}


def _example(name: str) -> Mapping[str, Any]:
    return {"$ref": f"#/components/examples/{name}"}


def _control(operation_id: str, summary: str, *, extra: tuple[Refusal, ...] = (), **more: Any) -> Operation:
    answer: Mapping[str, Any] = more.pop("answer")
    description = more.pop("description", "On a loopback Host only, to no foreign Origin.")
    return Operation(
        id=operation_id,
        tag=TAG,
        summary=summary,
        description=description,
        security=(("controlToken",), ()),
        responses={more.pop("status", "200"): answer, **refused(_GUARD, extra, at="Bearer")},
        **more,
    )


def _clock(operation_id: str, summary: str, **more: Any) -> Operation:
    return _control(operation_id, summary, answer=json_answer("Now.", component("Clock"), _CLOCK), **more)


def _faults(operation_id: str, summary: str, **more: Any) -> Operation:
    answer = json_answer("Switched on, and all there are.", component("Faults"), _example("Faults"))
    return _control(operation_id, summary, answer=answer, **more)


def _person(operation_id: str, summary: str, **more: Any) -> Operation:
    answer = json_answer("The person.", component("Person"), _example("Person"))
    return _control(operation_id, summary, answer=answer, parameters=(_WHO,), **more)


_CONTROLS: Final[Mapping[str, Operation]] = {
    "show_clock": _clock("showClock", "The simulated time"),
    "move_clock": _clock(
        "moveClock",
        "Move the simulated time",
        body=json_body(
            component("ClockMove"),
            set={"now": "2030-01-01T00:00:00Z"},
            advance={"advance_seconds": 61},
            reset={"reset": True},
        ),
        extra=(*JSON_BODY, Refusal(InvalidRequest, "clock_malformed", "the clock cannot be set to that")),
    ),
    "show_faults": _faults("showFaults", "Faults switched on, and all there are"),
    "set_faults": _faults(
        "setFaults",
        "Switch on exactly these faults",
        body=json_body(component("FaultsWanted"), one=_example("FaultsWanted"), none={"active": []}),
        extra=(
            *JSON_BODY,
            Refusal(InvalidRequest, "faults_malformed", 'send {"active": ["<name>", ...]}'),
            Refusal(InvalidRequest, "fault_unknown", "unknown fault 'slow'"),
        ),
    ),
    "show_requests": _control(
        "showRequests",
        "What this service was asked; secrets as digests",
        answer=json_answer("Oldest first.", component("SeenRequests"), {"requests": [_SEEN]}),
    ),
    "show_people": _control(
        "showPeople",
        "The people of this simulator",
        answer=json_answer("All of them.", component("People"), _example("People")),
    ),
    "show_person": _person(
        "showPerson",
        "One person in full",
        extra=(Refusal(UnknownPerson, "person_unknown", "no such person"),),
    ),
    "put_person": _person(
        "putPerson",
        "Create or replace a person",
        body=json_body(component("Person"), person=_example("Person")),
        extra=(*JSON_BODY, *_PERSON_REFUSED),
    ),
    "register_client": _control(
        "registerTestClient",
        "Register a client (RFC 7591 metadata)",
        body=json_body(component("ClientMetadata"), client=_example("ClientMetadata")),
        answer=json_answer("Registered.", component("ClientInformation"), _example("ClientInformation")),
        status="201",
        extra=(*JSON_BODY, *CLIENT_METADATA, *_CLIENT_REFUSED),
    ),
}


def controls(registered: Links) -> Mapping[str, Operation]:
    """The controls by what they do; `registered` leads on from a client that was registered."""
    return {**_CONTROLS, "register_client": replace(_CONTROLS["register_client"], links=registered)}


FRONT_PAGE: Final = Operation(
    id="showFrontPage",
    tag="about",
    summary="What this is, and who lives here",
    description="In Vietnamese and English.",
    parameters=(LANGUAGE,),
    responses={"200": page("The front page.")},
)
