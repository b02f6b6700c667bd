"""Key files: made once, whole or not at all, and readable by the service alone."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LARGEST = 64 * 1024


class UnsafeKeyFile(Exception):
    """A key file or its folder is open to others, or cannot be read at all."""


def make_folder(folder: Path) -> None:
    """Creates the folder for key files, or checks that the existing one is closed to others."""
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    _require_private(folder, folder.stat(), _PRIVATE_FOLDER)


def read(path: Path) -> str | None:
    """The text of a key file, or None when there is none. Raises `UnsafeKeyFile`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnsafeKeyFile(f"{path} cannot be read: {error.strerror}") from error
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
        # Of the open file, not of its name: what is checked is what is read.
        _require_private(path, os.fstat(file.fileno()), _PRIVATE_FILE)
        return file.read(_LARGEST)


def create(path: Path, text: str) -> bool:
    """Writes a new key file; False when another process was faster, whose file then stands.

    Written aside, flushed to the disk and only then linked to its name: after a crash there is either no
    key, and nothing was signed with it yet, or the whole key.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, unlike a rename, never replaces a file that is there.
            path.hardlink_to(aside)
        except FileExistsError:
            return False
    finally:
        with contextlib.suppress(FileNotFoundError):
            aside.unlink()
    _flush_folder(path.parent)
    return True


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_private(path: Path, status: os.stat_result, mode: int) -> None:
    if status.st_mode & _OTHERS:
        raise UnsafeKeyFile(f"{path} is open to other users; close it: chmod {mode:o} {path}")
