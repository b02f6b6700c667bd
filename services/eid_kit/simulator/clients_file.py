"""The clients file: RFC 7591 metadata with a chosen `client_id`, read at start.

clients:
  - client_id: bridge-vneid
    redirect_uris: [http://localhost:8000/upstream/vneid/callback]
    ...
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from eid_kit.http.files import unread
from eid_kit.oauth.errors import OAuthError
from eid_kit.simulator.yaml_data import FileFault, Lined, read_yaml


class ClientsFileError(ValueError):
    """Everything that is wrong with a clients file, in the order of its lines."""

    def __init__(self, name: str, faults: list[FileFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(f"{name}: {fault}" for fault in self.faults))


def load_clients(path: Path, register: Callable[[dict[str, Any]], object]) -> int:
    """Registers each client of the file; answers how many. Raises ClientsFileError with every fault.

    `register` takes the metadata and raises an OAuthError for what it refuses.
    """
    entries, faults = read_clients(path)
    for entry in entries:
        try:
            register(dict(entry))
        except OAuthError as error:
            faults.append(_located(entry, error))
    if faults:
        raise ClientsFileError(str(path), faults)
    return len(entries)


def read_clients(path: Path) -> tuple[list[Lined], list[FileFault]]:
    """As `parse_clients` has them. Raises ClientsFileError for a file that cannot be read."""
    try:
        return parse_clients(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ClientsFileError(str(path), [FileFault(1, f"cannot be read: {unread(error)}")]) from error


def parse_clients(text: str) -> tuple[list[Lined], list[FileFault]]:
    """The entries that are well-formed, and the faults of those that are not."""
    data, faults = read_yaml(text)
    if faults:
        return [], faults
    if not isinstance(data, Lined) or not isinstance(data.get("clients"), list):
        return [], [FileFault(1, "the file holds one list, named clients")]
    faults += [FileFault(data.lines[key], f"unknown key {key!r}") for key in data if key != "clients"]
    entries: list[Lined] = []
    for number, entry in enumerate(data["clients"], start=1):
        if isinstance(entry, Lined) and _has_client_id(entry):
            faults += _repetition(entry, entries)
            entries.append(entry)
        else:
            line = entry.line if isinstance(entry, Lined) else data.lines["clients"]
            faults.append(FileFault(line, f"client number {number} needs a client_id (a text)"))
    return entries, faults


def _has_client_id(entry: Lined) -> bool:
    return isinstance(entry.get("client_id"), str) and bool(entry["client_id"])


def _repetition(entry: Lined, earlier: list[Lined]) -> list[FileFault]:
    if any(entry["client_id"] == other["client_id"] for other in earlier):
        return [FileFault(entry.lines["client_id"], f"client_id {entry['client_id']!r} is taken already")]
    return []


def _located(entry: Lined, error: OAuthError) -> FileFault:
    """At the line of the metadata member that the refusal names, else at the client's own."""
    description = str(error)
    line = next((entry.lines[key] for key in entry if key in description), entry.line)
    return FileFault(line, f"client {entry['client_id']!r}: {description}")
