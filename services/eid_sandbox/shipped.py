"""Files of the product that are not Python: in the wheel beside the code, in a checkout at the top."""

from pathlib import Path
from typing import Final

_NAME: Final = Path("agreements") / "vn-sg.yaml"


def agreement_file() -> Path:
    """The agreement as it was published. Raises `FileNotFoundError` for an installation without it."""
    here = Path(__file__).resolve()
    for folder in (here.parent, here.parents[2]):
        if (folder / _NAME).is_file():
            return folder / _NAME
    raise FileNotFoundError(f"this installation is not whole: {_NAME} is neither with the code nor above it")
