"""The agreement's serial only ever rises, and one serial is one text: log and consents name its digest."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.settings import Settings
from bridge.world import UnfitAgreement, World, open_world
from eid_kit.http.outbound import Outbound

TEXT = (Path(__file__).parents[2] / "agreements" / "vn-sg.yaml").read_text("utf-8")
FIRST = ("serial: 4\n", "serial: 4\n")
RAISED = ("serial: 4\n", "serial: 5\n")
SHORTER = ("retention: P30D", "retention: P10D")


async def start(folder: Path, *changes: tuple[str, str]) -> None:
    """One start of the bridge on this folder, with the agreement changed like this."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    agreement = folder / "agreement.yaml"
    agreement.write_text(text, "utf-8")
    world = opened(folder, agreement)
    try:
        await world.remember_agreement()
    finally:
        await world.close()


def opened(folder: Path, agreement: Path) -> World:
    return open_world(
        Settings(data_dir=folder / "bridge", agreement_file=agreement, sandbox=True),
        outbound=Outbound(),
        now=lambda: datetime.now(UTC),
        random_bytes=os.urandom,
    )


async def test_the_same_agreement_starts_again_and_again(tmp_path: Path) -> None:
    await start(tmp_path)
    await start(tmp_path)


async def test_a_changed_agreement_starts_with_a_higher_serial(tmp_path: Path) -> None:
    await start(tmp_path)
    await start(tmp_path, SHORTER, RAISED)


async def test_a_changed_agreement_does_not_start_under_the_old_serial(tmp_path: Path) -> None:
    await start(tmp_path)
    with pytest.raises(UnfitAgreement, match="still 4"):
        await start(tmp_path, SHORTER)


async def test_an_older_agreement_does_not_come_back(tmp_path: Path) -> None:
    await start(tmp_path, RAISED)
    with pytest.raises(UnfitAgreement, match="5 was in force"):
        await start(tmp_path, FIRST)


async def test_a_refused_agreement_leaves_the_known_one_standing(tmp_path: Path) -> None:
    await start(tmp_path, RAISED)
    with pytest.raises(UnfitAgreement):
        await start(tmp_path, FIRST)
    await start(tmp_path, RAISED)


def test_a_faulty_agreement_is_refused_with_every_fault_and_its_line(tmp_path: Path) -> None:
    agreement = tmp_path / "agreement.yaml"
    agreement.write_text(TEXT.replace("minimum_assurance: high", "minimum_assurance: hihg", 1) + "extra: 1\n")
    with pytest.raises(UnfitAgreement) as refused:
        opened(tmp_path, agreement)
    first, second = str(refused.value).splitlines()
    assert {"hihg" in first, "hihg" in second} == {True, False}
    assert all(line.startswith(f"{agreement}:") for line in (first, second))
