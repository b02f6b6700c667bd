"""What is wrong with a service's settings, said in the names of its environment variables."""

from pydantic import ValidationError


def settings_faults(error: ValidationError, *, prefix: str) -> str:
    """One line per fault: the variable and what it should be, never the value, which may be a secret."""
    return "\n".join(
        f"{_variable(fault['loc'], prefix)}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    )


def _variable(location: tuple[int | str, ...], prefix: str) -> str:
    # A rule about several settings at once has no location of its own.
    return f"{prefix}{'_'.join(map(str, location)).upper()}" if location else f"{prefix}*"
