"""The shapes of national numbers, by which they are kept out of references and free texts.

Viet Nam: 12 digits, formerly 9. Singapore: NRIC and FIN.
"""

import re
from typing import Final

NRIC_FORM: Final = re.compile(r"[STFGM][0-9]{7}[A-Z]")
_NATIONAL_NUMBER: Final = re.compile(rf"[0-9]{{9}}|[0-9]{{12}}|{NRIC_FORM.pattern}", re.IGNORECASE | re.ASCII)


def resembles_national_number(text: str) -> bool:
    """Whether the whole text could be somebody's number; capital or small letters."""
    return _NATIONAL_NUMBER.fullmatch(text) is not None
