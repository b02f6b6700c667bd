"""Identifiers as a command's argument."""

from typing import Final

# They are random, and one in 64 begins with a hyphen: it must not be taken for an option.
ANY_IDENTIFIER: Final = {"ignore_unknown_options": True}
