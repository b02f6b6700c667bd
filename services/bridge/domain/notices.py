"""The notice a citizen reads before answering: its words, and their digest as proof of what was read.

The consent page shows these words and no others (a test compares them), so the digest in a consent is that of
the page. Values are no part of it: a digest over them would confirm a guess at a value.
"""

import hashlib
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

import rfc8785

NOTICE_VERSION: Final = 3
"""Of the form of the notice. Another word, or another order, is another version: a test keeps the digest of
all words beside the number.
"""

PORTAL_PATH: Final = "/me"
"""Where the bridge shows a citizen what was allowed, and takes a consent back."""


class Reader(StrEnum):
    """Who is asked, and so in whose words: a child (from 7 on), or who represents one, with it or alone."""

    CITIZEN = "citizen"
    CHILD = "child"
    WITH_CHILD = "representative_with_child"
    FOR_CHILD = "representative_alone"


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what it stands for; a `warning` is shown as one, and a `link` is an absolute address."""

    term: str
    words: str
    warning: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the journey's map, whose law holds there, and whether the citizen is there now."""

    place: str
    says: str
    law: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A claim as it is asked for: `why` for this purpose, `note` on what it holds, `tag` where sensitive."""

    claim: str
    label: str
    why: str
    note: str
    tag: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Every word of one consent page, in one language and in its order. Empty words are not shown.

    `about` is what a child, or who answers for one, has to know first; a citizen of age has none.
    """

    version: int
    language: str
    title: str
    heading: str
    purpose: str
    journey: str
    stops: tuple[Stop, ...]
    about_heading: str
    about: tuple[str, ...]
    request: tuple[Term, ...]
    sensitive: str
    to_the_answers: str
    mandatory_heading: str
    mandatory: tuple[Item, ...]
    missing: str
    optional_heading: str
    optional: tuple[Item, ...]
    terms_heading: str
    terms: tuple[Term, ...]
    law_heading: str
    law: tuple[Term, ...]
    rights_heading: str
    rights: tuple[Term, ...]
    nothing_ticked: str
    closing: str
    approve: str
    deny: str

    @property
    def canonical(self) -> str:
        """All the words in their RFC 8785 form: what is kept for whoever read them."""
        # asdict keeps tuples, which RFC 8785 knows as arrays.
        return rfc8785.dumps(asdict(self)).decode()

    @property
    def sha256(self) -> str:
        """The hex digest over the RFC 8785 form of all the words."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()
