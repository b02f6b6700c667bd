"""The clients file, and the YAML under it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth.errors import InvalidClientMetadata
from eid_kit.simulator.clients_file import ClientsFileError, load_clients
from eid_kit.simulator.yaml_data import read_yaml


def load(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    path, registered = tmp_path / "clients.yaml", list[dict[str, Any]]()
    path.write_text(text, "utf-8")

    def register(metadata: dict[str, Any]) -> None:
        if "bad" in metadata:
            raise InvalidClientMetadata("member bad is unknown")
        registered.append(metadata)

    assert load_clients(path, register) == len(registered)
    return registered


def test_clients_are_registered_in_order_with_plain_data(tmp_path: Path) -> None:
    text = """
clients:
  - client_id: one
    redirect_uris: [https://rp.example/]
  - {client_id: two, number: 7, flag: true, nothing: null, land: NO, day: 2026-11-21}
"""
    assert load(tmp_path, text) == [
        {"client_id": "one", "redirect_uris": ["https://rp.example/"]},
        {"client_id": "two", "number": 7, "flag": True, "nothing": None, "land": "NO", "day": "2026-11-21"},
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("", ["line 1: the file holds one list, named clients"], id="an empty file"),
        pytest.param(
            "- client_id: one", ["line 1: the file holds one list, named clients"], id="a bare list"
        ),
        pytest.param(
            "client: []\nclients: []", ["line 1: unknown key 'client'"], id="a misspelt key beside the list"
        ),
        pytest.param(
            "clients:\n- a\n- {}\n- client_id: 7",
            [
                "line 1: client number 1 needs a client_id (a text)",
                "line 3: client number 2 needs a client_id (a text)",
                "line 4: client number 3 needs a client_id (a text)",
            ],
            id="three clients without an id",
        ),
        pytest.param(
            "clients:\n- client_id: one\n- name: x\n  client_id: one",
            ["line 4: client_id 'one' is taken already"],
            id="an id taken twice",
        ),
        pytest.param(
            "clients:\n- client_id: one\n  client_id: two\n  x: 1\n  x: 2",
            ["line 3: 'client_id' is given twice", "line 5: 'x' is given twice"],
            id="two duplicate keys",
        ),
        pytest.param(
            "clients:\n- client_id: one\n  name: x\n  bad: 1\n- client_id: two\n  bad: 2",
            [
                "line 4: client 'one': member bad is unknown",
                "line 6: client 'two': member bad is unknown",
            ],
            id="two clients refused, each at its line",
        ),
        pytest.param("clients: &a\n- *a", ["line 2: aliases are not allowed here"], id="an alias"),
        pytest.param("clients: [", None, id="no YAML"),
        pytest.param("a: 1\n--- \nb: 2", None, id="two documents"),
        pytest.param("? [a]\n: 1", ["line 1: a key must be a plain text"], id="a list for a key"),
        pytest.param(
            "clients: .inf_", ["line 1: the file holds one list, named clients"], id="a text for the list"
        ),
        pytest.param("clients: " + "[" * 60 + "]" * 60, ["line 1: nested too deeply"], id="deeply nested"),
    ],
)
def test_a_file_with_faults_is_refused_with_each_of_them(
    tmp_path: Path, text: str, faults: list[str] | None
) -> None:
    with pytest.raises(ClientsFileError) as refused:
        load(tmp_path, text)
    if faults is not None:
        assert [str(fault) for fault in refused.value.faults] == faults


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ClientsFileError, match=r"nowhere\.yaml: line 1: cannot be read"):
        load_clients(tmp_path / "nowhere.yaml", print)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clients.yaml").write_bytes(b"clients: \xff")
    with pytest.raises(ClientsFileError, match="cannot be read"):
        load_clients(tmp_path / "clients.yaml", print)


def test_a_file_of_megabytes_is_not_parsed() -> None:
    data, faults = read_yaml("a" * (1024 * 1024 + 1))
    assert (data, str(faults[0])) == (None, "line 1: the file is larger than 1 MiB")


@given(text=st.text(alphabet="ab:-[]{}&*!#'\"%@|>?, \n\t1.", max_size=60))
def test_any_text_is_data_or_faults_and_never_a_stumble(text: str) -> None:
    data, faults = read_yaml(text)
    assert not faults or all(fault.line >= 1 for fault in faults)
    assert faults or data is None or isinstance(data, str | int | float | list | dict)
