"""One `make up` for each folder of state: two would write one agreement's clients, keys and log by turns."""

import fcntl
from pathlib import Path
from typing import IO, Final

_NAME: Final = "up.lock"


def taken(folder: Path) -> IO[str] | None:
    """The folder's lock, held until the file is closed or the process ends; `None` where another has it."""
    file = (folder / _NAME).open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
