"""One line of a value, as the pages show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`detail` stands in smaller letters below the words: what else of the value would be released."""

    words: str
    detail: str = ""
