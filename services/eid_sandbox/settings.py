"""Settings from the environment, and one sentence for the operator where one of them cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from eid_kit.http.settings_faults import settings_faults


class UnfitSettings(Exception):
    """A setting that cannot be; the message names the variables."""


@contextmanager
def naming(prefix: str) -> Iterator[None]:
    """Around the reading of settings with that prefix. Raises `UnfitSettings`."""
    try:
        yield
    except ValidationError as error:
        raise UnfitSettings(settings_faults(error, prefix=prefix)) from error
