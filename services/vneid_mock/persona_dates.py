"""The personas' dates on the day the mock starts: children keep their age, cards and passports stay good."""

import json
from datetime import date
from typing import Any

from eid_kit.simulator.lasting import moved, years_to_stay_in_force, years_to_stay_minor
from vneid_mock.personal_number import sex_and_century_digit

# Each paper of a record, and its last day.
_PAPERS = {"BaoHiemYTe": "denNgay", "HoChieu": "ngayHetHan"}


def record_on(record: dict[str, Any], *, written_on: date, today: date) -> dict[str, Any]:
    """The record of a persona that was written on `written_on`, as it is `today`.

    A minor's whole record moves, and with the year of birth the personal number; of an adult only the papers
    that would have run out.
    """
    born = str(record["birthDate"])
    if len(born) == len("YYYY-MM-DD") and (
        years := years_to_stay_minor(born, written_on=written_on, today=today)
    ):
        return _renumbered(moved(record, years))
    renewed = dict(record)
    for name, end in _PAPERS.items():
        if paper := record.get(name):
            years = years_to_stay_in_force(paper[end], written_on=written_on, today=today)
            renewed[name] = moved(paper, years)
    return renewed


def _renumbered(record: dict[str, Any]) -> dict[str, Any]:
    old, year = record["citizenPid"], int(record["birthDate"][:4])
    digit = sex_and_century_digit(year, female=record["GioiTinh"] == "Nữ")
    # The number stands in the health card too.
    text = json.dumps(record).replace(old, f"{old[:3]}{digit}{year % 100:02}{old[6:]}")
    renumbered: dict[str, Any] = json.loads(text)
    return renumbered
