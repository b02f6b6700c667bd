"""Canaries: values planted in people and secrets of bearers, and the search that must not find them.

A value is searched in every form in which it could have been written down: as it is, composed and
decomposed, as in a passport's machine-readable zone, JSON- and URL-escaped, base64 at each alignment, hex,
and as a plain digest (which for a birth date or a phone number is as good as the value).
"""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bridge.domain.icao9303 import undivided_name, vietnamese_name
from eid_sandbox.browser import Page
from singpass_mock.persona_values import certificate


@dataclass(frozen=True, slots=True)
class Found:
    """A canary where it must not be."""

    where: str
    canary: str
    form: str


def forms_of_value(value: str) -> dict[str, tuple[bytes, ...]]:
    """Every form in which a personal value could have been written down."""
    composed, decomposed = (unicodedata.normalize(form, value) for form in ("NFC", "NFD"))
    return {
        "raw": (value.encode(), composed.encode(), decomposed.encode()),
        "utf-16": (value.encode("utf-16-le"),),
        "mrz": _mrz(composed),
        "json": (json.dumps(composed)[1:-1].encode(), json.dumps(decomposed)[1:-1].encode()),
        "url": (quote(composed).encode(), quote(decomposed).encode(), quote(composed, safe="").encode()),
        "base64url": tuple(_base64(composed)) + tuple(_base64(decomposed)),
        "hex": _hex(composed.encode()) + _hex(decomposed.encode()),
        "digest": _hex(hashlib.sha256(composed.encode()).digest()),
    }


def forms_of_secret(secret: str) -> dict[str, tuple[bytes, ...]]:
    """Every form of a bearer's secret, except its digest: that is how the store may know it."""
    raw = secret.encode()
    return {"raw": (raw,), "base64url": tuple(_base64(secret)), "hex": _hex(raw)}


def _mrz(value: str) -> tuple[bytes, ...]:
    # Only a name has a machine-readable form, and only a form of several words is distinctive.
    written = {vietnamese_name(value), undivided_name(value)} if value.isupper() else set()
    return tuple(form.encode() for form in written if "<" in form)


def _hex(raw: bytes) -> tuple[bytes, ...]:
    return raw.hex().encode(), raw.hex().upper().encode()


def _base64(value: str) -> Iterator[bytes]:
    """The characters that stay the same wherever the value begins within a longer text."""
    raw = value.encode()
    for shift in range(3):
        first = -(-shift * 8 // 6)
        last = (shift + len(raw)) * 8 // 6
        for encode in (base64.urlsafe_b64encode, base64.b64encode):
            yield encode(b"\0" * shift + raw)[first:last]


def find(
    traces: Mapping[str, bytes], *, values: Iterable[str] = (), secrets: Iterable[str] = ()
) -> list[Found]:
    """Every canary in every trace."""
    wanted = [(value, forms_of_value(value)) for value in values]
    wanted += [(secret, forms_of_secret(secret)) for secret in secrets]
    return [
        Found(where, canary, form)
        for where, content in traces.items()
        for canary, forms in wanted
        for form, spellings in forms.items()
        if any(spelling in content for spelling in spellings)
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    """Everything the bridge wrote: database, write-ahead log, shared memory, keys."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the people who carry canaries

NAME_VN = "ĐỖ QUỲNH CHIM YẾN HOÀNG ANH"
NAME_SG = "CANARY D'SOUZA LIM XUEQIN"

VALUES_VN = (
    NAME_VN,
    "1973-02-27",
    "099173314159",
    "+841277314159",
    "chim.yen.hoang@example.com",
    "Z9314159",
    "Dị ứng hạt dẻ chim yến",
    "4 viên chim yến mỗi tối",
    "Ngõ Chim Yến số 314",
    "Bằng kỹ sư nuôi chim yến",
    "MP-314159-yen",
    "Lớp chim yến 12A",
    "2031-07-19",
)
VALUES_SG = (
    NAME_SG,
    "1975-03-14",
    "S5088001Z",
    "99931415",
    "canary.lim@example.com",
    "E3141592K",
    "CANARY CRESCENT",
    "BACHELOR OF CANARY SCIENCE",
    "SIM-CANARY-314159",
    "4 canary tablets at dusk",
    "SIM-P-314159",
)


def citizen_with_canaries(document: Mapping[str, Any]) -> dict[str, Any]:
    """The Vietnamese citizen of the simulator with a canary wherever a value is free."""
    record = json.loads(json.dumps(document["record"]))
    record |= {
        "citizenPid": "099173314159",
        "fullName": NAME_VN,
        "birthDate": "1973-02-27",
        "SoDienThoai": "+841277314159",
        "ThuDienTu": "chim.yen.hoang@example.com",
    }
    record["HoChieu"]["so"] = "Z9314159"
    record["ThuongTru"]["diaChi"] = record["NoiOHienNay"]["diaChi"] = "Ngõ Chim Yến số 314"
    record["SoSucKhoe"]["diUng"][0]["chat"]["ten"] = "Dị ứng hạt dẻ chim yến"
    record["SoSucKhoe"]["thuoc"][0]["lieuDung"] = "4 viên chim yến mỗi tối"
    record["VanBang"][0] |= {"ten": "Bằng kỹ sư nuôi chim yến", "soHieu": "MP-314159-yen"}
    record["HocBa"][0]["ten"] = "Lớp chim yến 12A"
    record["BaoHiemYTe"] |= {"maThe": "099173314159", "denNgay": "2031-07-19"}
    return {**document, "id": "canary-citizen", "record": record}


def resident_with_canaries(document: Mapping[str, Any]) -> dict[str, Any]:
    """The Singapore resident of the simulator with a canary wherever a value is free."""
    items = json.loads(json.dumps(document["items"]))
    items["dob"]["value"], items["passportnumber"]["value"] = "1975-03-14", "E3141592K"
    items["regadd"]["street"]["value"] = "CANARY CRESCENT"
    diploma = certificate(
        "SIM-CANARY-314159",
        title="BACHELOR OF CANARY SCIENCE",
        institution="SIMULATED AVIARY",
        awarded_on="1997-07-08",
    )
    items["academicqualifications"]["certificates"] = [diploma]
    items["x-health"]["medications"][0]["dosage"]["value"] = "4 canary tablets at dusk"
    items["x-health"]["insurance"]["policynumber"]["value"] = "SIM-P-314159"
    return {
        **document,
        "id": "canary-resident",
        "name": NAME_SG,
        "email": "canary.lim@example.com",
        "mobileno": "99931415",
        "items": items,
    }


def shows_canaries(page: Page) -> bool:
    """Whether a page shows them to their owner: without that, a search that finds nothing proves nothing."""
    return any(value in page.text for value in (NAME_VN, NAME_SG))
