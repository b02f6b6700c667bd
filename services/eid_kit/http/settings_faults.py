"""What is wrong with a service's settings, said in the names of its environment variables."""

import logging
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from pydantic import ValidationError

logger = logging.getLogger(__name__)


def settings_faults(error: ValidationError, *, prefix: str) -> str:
    """One line per fault: the variable and what it should be, never the value, which may be a secret."""
    return "\n".join(
        f"{_variable(fault['loc'], prefix)}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
        # That a default was not worked out follows from another fault, which is named.
        if fault["type"] != "default_factory_not_called"
    )


def unknown_settings(names: Iterable[str], *, prefix: str, known: Collection[str]) -> tuple[str, ...]:
    """One sentence per environment variable that looks like a setting and is none, with the nearest that is.

    ``names`` are those of the environment; ``known`` the settings without their prefix, in lower case. What
    is misspelt would otherwise leave its default in force unseen.
    """
    settings = sorted(name.upper() for name in known)
    ours = sorted(name for name in names if name.upper().startswith(prefix))
    unknown = (name for name in ours if name.upper().removeprefix(prefix) not in settings)
    return tuple(_unknown(name, prefix, settings) for name in unknown)


def warn_of_unknown_settings(names: Iterable[str], *, prefix: str, known: Collection[str]) -> None:
    """A line in the log for each."""
    for sentence in unknown_settings(names, prefix=prefix, known=known):
        logger.warning("%s", sentence)


def _unknown(name: str, prefix: str, settings: list[str]) -> str:
    # Without what they all begin with, which would make any two look alike.
    nearest = get_close_matches(name.upper()[len(prefix) :], settings, n=1, cutoff=0.6)
    advice = f"did you mean {prefix}{nearest[0]}?" if nearest else "see docs/settings.md for all there are"
    return f"{name} is no setting and changes nothing; {advice}"


def _variable(location: tuple[int | str, ...], prefix: str) -> str:
    # A rule about several settings at once has no location of its own.
    return f"{prefix}{'_'.join(map(str, location)).upper()}" if location else f"{prefix}*"
