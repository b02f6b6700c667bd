"""Registered addresses as the address object of OpenID Connect Core 5.1.1; `country` is an ICAO code."""

from collections.abc import Mapping
from typing import Any

from bridge.domain.country_codes import icao_from_alpha2, is_icao
from bridge.domain.mapping import Mapped, Quality, unavailable
from bridge.domain.mapping_values import text


def vneid_address(userinfo: Mapping[str, Any]) -> Mapped:
    """`ThuongTru`. Lossy: the object has no words for what is a ward, a commune, a province or a city."""
    source = "ThuongTru"
    residence = userinfo.get(source)
    if not isinstance(residence, Mapping):
        return unavailable("address", source)
    street, ward, province = (text(residence.get(name)) for name in ("diaChi", "xaPhuong", "tinhThanhPho"))
    country = residence.get("quocGia")
    if not (street and ward and province and isinstance(country, str) and is_icao(country)):
        return unavailable("address", source)
    value = {
        "formatted": f"{street}\n{ward}\n{province}",
        "street_address": street,
        "locality": ward,
        "region": province,
        "country": country,
    }
    return Mapped("address", value, Quality.LOSSY, source)


def myinfo_address(item: Mapping[str, Any]) -> Mapped:
    """`regadd`: put together from its parts in Singapore, two lines of text elsewhere."""
    value = _unformatted(item) if item.get("type") == "UNFORMATTED" else _in_singapore(item)
    return Mapped("address", value, Quality.DERIVED, "regadd") if value else unavailable("address", "regadd")


def _in_singapore(item: Mapping[str, Any]) -> dict[str, str] | None:
    block, street, postal = (_leaf(item, name) for name in ("block", "street", "postal"))
    country = item.get("country")
    code = country.get("code") if isinstance(country, Mapping) else None
    known = icao_from_alpha2(code) if isinstance(code, str) else None
    if item.get("type") != "SG" or not (block and street and postal and known):
        return None
    floor, unit, building = (_leaf(item, name) for name in ("floor", "unit", "building"))
    lines = [f"{block} {street}", f"#{floor}-{unit}" if floor and unit else None, building]
    address = "\n".join(line for line in lines if line)
    return {
        "formatted": f"{address}\nSINGAPORE {postal}",
        "street_address": address,
        "postal_code": postal,
        "country": known[0],
    }


def _unformatted(item: Mapping[str, Any]) -> dict[str, str] | None:
    lines = [line for line in (_leaf(item, "line1"), _leaf(item, "line2")) if line]
    return {"formatted": "\n".join(lines)} if lines else None


def _leaf(item: Mapping[str, Any], name: str) -> str | None:
    leaf = item.get(name)
    return text(leaf.get("value")) if isinstance(leaf, Mapping) else None
