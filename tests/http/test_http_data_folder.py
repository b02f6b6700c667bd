"""The folder of a service: made where it is not there, refused by name where it cannot be used."""

import os
from pathlib import Path

import pytest

from eid_kit.http.data_folder import UnusableFolder, require_folder


def test_a_folder_that_is_not_there_is_made_with_those_above_it(tmp_path: Path) -> None:
    require_folder(tmp_path / "state" / "bridge", setting="BRIDGE_DATA_DIR")
    assert (tmp_path / "state" / "bridge").is_dir()


def test_a_file_in_its_place_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bridge").touch()
    with pytest.raises(UnusableFolder, match=f"^BRIDGE_DATA_DIR: {tmp_path / 'bridge'} cannot be made: "):
        require_folder(tmp_path / "bridge", setting="BRIDGE_DATA_DIR")


def test_one_that_this_user_cannot_write_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(UnusableFolder, match=r"cannot be written by this user$"):
        require_folder(tmp_path, setting="BRIDGE_DATA_DIR")
