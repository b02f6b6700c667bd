"""The folder in which a service keeps keys and data, looked at before anything relies on it."""

import os
from pathlib import Path


class UnusableFolder(Exception):
    """The folder cannot be made or written; the message names it and its setting."""


def require_folder(path: Path, *, setting: str) -> None:
    """Make it where it is not there. Raises ``UnusableFolder``."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolder(f"{setting}: {path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise UnusableFolder(f"{setting}: {path} cannot be written by this user")
