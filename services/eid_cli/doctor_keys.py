"""The key folder: each role has its file, closed to others, with a key of its own."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eid_cli.doctor_findings import Finding, fault, fine, warning

# tests/cli holds this to the bridge's own list.
ROLES: Final = (
    "oidc-sign", "baseline-sign", "receipt-sign", "set-sign", "log", "pairwise", "principal", "pepper",
    "nonce", "form", "upstream-sig", "upstream-enc",
)  # fmt: skip
# The bridge makes these in an installation older than they are: nothing is signed with them yet.
_MADE_LATE: Final = frozenset({"baseline-sign", "receipt-sign", "set-sign"})
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_CHECK: Final = "keys"


def check_keys(folder: Path, *, database_is_empty: bool) -> list[Finding]:
    """Every key of the folder; a missing one is no fault while there is nothing that it must fit."""
    try:
        files = {role: folder / f"{role}.jwk" for role in ROLES if (folder / f"{role}.jwk").exists()}
        found = [
            *_missing(folder, files, database_is_empty=database_is_empty),
            *_open_to_others(folder, files),
            *_same(files),
        ]
    except OSError as error:
        return [_unreadable(folder, error)]
    return found or [fine(_CHECK, f"{len(files)} keys in {folder}, each closed to others and of its own")]


def _missing(folder: Path, files: dict[str, Path], *, database_is_empty: bool) -> Iterator[Finding]:
    missing = [role for role in ROLES if role not in files and role not in _MADE_LATE]
    if not missing:
        return
    if database_is_empty:
        yield warning(
            _CHECK,
            f"{folder} has no {', '.join(missing)}",
            why="nothing is lost: the database is empty",
            mend="Start the bridge, which makes them; or set BRIDGE_DATA_DIR to the folder that has them",
        )
        return
    yield fault(
        _CHECK,
        f"the database is not empty, but {folder} has no {', '.join(missing)}",
        why="the bridge refuses to start: with new keys every citizen would be a stranger to every partner",
        mend="Restore the folder from the backup that belongs to this database, or correct BRIDGE_DATA_DIR",
    )


def _open_to_others(folder: Path, files: dict[str, Path]) -> Iterator[Finding]:
    paths = {folder: 0o700, **dict.fromkeys(files.values(), 0o600)} if folder.exists() else {}
    for path, mode in paths.items():
        if path.stat().st_mode & _OTHERS:
            yield fault(
                _CHECK,
                f"{path} is open to other users of this machine (mode {stat.S_IMODE(path.stat().st_mode):o})",
                why="the bridge refuses to start; whoever reads a key can act as the bridge",
                mend=f"chmod {mode:o} {path}; if others may have read it, begin anew with new keys",
            )


def _same(files: dict[str, Path]) -> Iterator[Finding]:
    first: dict[bytes, str] = {}
    for role, path in files.items():
        other = first.setdefault(path.read_bytes().strip(), role)
        if other != role:
            yield fault(
                _CHECK,
                f"the {other} and {role} keys are the same",
                why="the bridge refuses to start: one leak, or one signature, would serve for both",
                mend=f"Restore {path} from a backup",
            )


def _unreadable(folder: Path, error: OSError) -> Finding:
    return fault(
        _CHECK,
        f"{folder} cannot be read: {error.strerror}",
        why="the bridge refuses to start without its keys",
        mend="Run the doctor, and the bridge, as the user that owns the folder",
    )
