"""A child's answer and its representative's (PDPL article 24): who must answer, and who represents whom.

The relation is the source's to state, by a personal number. Here it becomes a mark that is good for one
transaction and one comparison; the number itself goes no further than the adapter that read it.
"""

import hmac
import re
from enum import StrEnum
from typing import Final

from bridge.domain.decisions import Person

# PDPL article 24: from this age on the child answers as well, below it the representative alone.
ANSWERS_FROM: Final = 7
# Civil Code 2015 articles 20 and 49: whoever represents a child is of age.
OF_AGE: Final = 18

_PERSONAL_NUMBER = re.compile(r"[0-9]{12}", re.ASCII)


class ConsentFrom(StrEnum):
    """Whose consent a release needs. The words are stored and shown: never rename one."""

    CITIZEN = "citizen"
    CHILD_AND_REPRESENTATIVE = "child_and_representative"
    REPRESENTATIVE = "representative"


def consent_from(person: Person) -> ConsentFrom:
    """Who must answer for whoever signed in."""
    if person.under_child_age is not True:
        return ConsentFrom.CITIZEN
    return ConsentFrom.REPRESENTATIVE if person.too_young_to_answer else ConsentFrom.CHILD_AND_REPRESENTATIVE


def marking_key(principal_key: bytes, transaction_id: str) -> bytes:
    """The key of one transaction's marks: those of one number in two transactions have nothing in common."""
    return hmac.digest(principal_key, b"representative\0" + transaction_id.encode(), "sha256")


def mark_of(personal_number: object, key: bytes) -> str | None:
    """The mark of a personal number under a transaction's key; `None` for what is no such number."""
    if not isinstance(personal_number, str) or _PERSONAL_NUMBER.fullmatch(personal_number) is None:
        return None
    return hmac.digest(key, personal_number.encode(), "sha256").hex()


def is_marked(personal_number: object, key: bytes, mark: str) -> bool:
    """Whether this is the number that was marked."""
    own = mark_of(personal_number, key)
    return own is not None and hmac.compare_digest(own, mark)
