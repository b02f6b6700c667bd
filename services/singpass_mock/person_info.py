"""`person_info`: the Myinfo items that were asked for, as they are on the wire.

Every item asked for is answered. One the person has nothing for is `unavailable`: with source 3 where it
does not exist for people of this kind, with its usual source where it merely is not there.
"""

from typing import Any

from singpass_mock import nric
from singpass_mock.items import Item, Leaf, MobileNumber, Source, Unavailable, ValueItem
from singpass_mock.residents import Resident
from singpass_mock.scopes import MYINFO_SCOPES, Scope


def person_info(resident: Resident, scopes: frozenset[str]) -> dict[str, Any]:
    """The items of `resident` that `scopes` open, by item name. Scopes that are no items open nothing."""
    asked = [scope for name, scope in MYINFO_SCOPES.items() if name in scopes]
    info: dict[str, Any] = {}
    for scope in asked:
        item = _item(resident, scope)
        # An item in parts is asked for part by part and answered once.
        info[scope.item] = _joined(info.get(scope.item), _wire(item, scope))
    return info


def _joined(earlier: dict[str, Any] | None, part: dict[str, Any]) -> dict[str, Any]:
    if earlier is None or "unavailable" in earlier:
        return part
    return earlier if "unavailable" in part else {**earlier, **part}


def _item(resident: Resident, scope: Scope) -> Item:
    if resident.segment not in scope.segments:
        return Unavailable(lastupdated="", source=Source.NOT_APPLICABLE)
    return _derived(resident, scope.item) or resident.items.get(scope.item) or _missing(scope.item)


def _wire(item: Item, scope: Scope) -> dict[str, Any]:
    data = item.model_dump(mode="json")
    if scope.part is None or "unavailable" in data:
        return data
    if data[scope.part] is None:
        # Nothing was entered here. An empty list would say that there is none.
        return _missing(scope.item).model_dump(mode="json")
    metadata = {name: data[name] for name in Item.model_fields}
    return {**metadata, scope.part: data[scope.part]}


def _derived(resident: Resident, item: str) -> Item | None:
    match item:
        case "uinfin":
            return _value(resident, resident.identity_number)
        case "partialuinfin":
            return _value(resident, nric.partial(resident.identity_number))
        case "name":
            return _value(resident, resident.name)
        case "email" if resident.email:
            return _value(resident, resident.email, source=Source.SINGPASS)
        case "mobileno" if resident.mobileno:
            return _mobile(resident, resident.mobileno)
    return None


def _value(resident: Resident, value: str, *, source: Source = Source.GOVERNMENT) -> ValueItem:
    return ValueItem(lastupdated=resident.lastupdated, source=source, value=value)


def _mobile(resident: Resident, digits: str) -> MobileNumber:
    return MobileNumber(
        lastupdated=resident.lastupdated,
        source=Source.SINGPASS,
        prefix=Leaf(value="+"),
        areacode=Leaf(value="65"),
        nbr=Leaf(value=digits),
    )


def _missing(item: str) -> Unavailable:
    source = Source.USER if item in {"email", "mobileno", "x-health"} else Source.GOVERNMENT
    return Unavailable(lastupdated="", source=source)
