"""One line of a value, as the pages show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`detail` stands in smaller letters below the words: what else of the value would be released.

    A line about the value as a whole has no words of its own.
    """

    words: str
    detail: str = ""
