"""The personas on the day the mock starts: minors keep their age, passports and policies stay good."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eid_kit.simulator.lasting import moved, years_to_stay_in_force, years_to_stay_minor
from singpass_mock.persona_values import WRITTEN_ON
from singpass_mock.personas import PERSONAS
from singpass_mock.residents import Resident

_EXPIRY_DATES = ("passportexpirydate", "passexpirydate")


def personas_on(today: date) -> tuple[Resident, ...]:
    """Everyone as they are `today`: of a minor everything moves, of an adult what would have run out."""
    return tuple(_on(today, resident) for resident in PERSONAS)


def _on(today: date, resident: Resident) -> Resident:
    document = resident.model_dump(mode="json")
    born = document["items"].get("dob", {}).get("value", "")
    years = len(born) == len("YYYY-MM-DD") and years_to_stay_minor(born, written_on=WRITTEN_ON, today=today)
    if years:
        return Resident.model_validate(moved(document, years))
    return Resident.model_validate(document | {"items": _renewed(document["items"], today)})


def _renewed(items: Mapping[str, Any], today: date) -> dict[str, Any]:
    renewed = dict(items)
    for name in _EXPIRY_DATES & items.keys():
        # The item's `lastupdated` stays: it would come to lie ahead of the clock.
        renewed[name] = items[name] | _in_force(items[name]["value"], {"value": items[name]["value"]}, today)
    policy = items.get("x-health", {}).get("insurance")
    if policy:
        in_force = _in_force(policy["validuntil"]["value"], policy, today)
        renewed["x-health"] = items["x-health"] | {"insurance": in_force}
    return renewed


def _in_force(until: str, paper: Mapping[str, Any], today: date) -> dict[str, Any]:
    years = years_to_stay_in_force(until, written_on=WRITTEN_ON, today=today)
    return dict(moved(paper, years))
