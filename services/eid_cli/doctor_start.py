"""Settings with which the bridge refuses to start; `doctor_settings` has those that nothing reads."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from eid_cli.doctor_findings import Finding, fault, fine
from eid_kit.http.files import unread
from eid_kit.http.settings_values import is_target
from eid_kit.oauth import urls

# As the bridge's own settings read a truth.
_ON: Final = frozenset({"true", "1", "yes", "y", "on", "t"})
_LOG_FORMATS: Final = ("text", "json")
_WHY: Final = "the bridge refuses to start with it"


def check_start(environment: Mapping[str, str], *, sandbox_runs: bool) -> Iterator[Finding]:
    """`BRIDGE_SANDBOX`, the log's format, the partners' file, and both issuers as they are written.

    `sandbox_runs`: one answers at the public URL. `make up` makes its bridge one, and tells no shell.
    """
    says = environment.get("BRIDGE_SANDBOX")
    if says is None and sandbox_runs:
        yield fine(
            "settings", "the bridge that runs is a sandbox, as `make up` starts it; this shell sets none"
        )
    elif (says or "").lower() not in _ON and "BRIDGE_PARTY_KEYS" not in environment:
        yield fault(
            "settings",
            "BRIDGE_SANDBOX is not on, and BRIDGE_PARTY_KEYS is not set",
            why="the bridge refuses to start: outside a sandbox it would run an unsigned agreement",
            mend="Set BRIDGE_SANDBOX=true (`make up` does), or BRIDGE_PARTY_KEYS to the public keys of both "
            "parties",
        )
    if environment.get("BRIDGE_LOG_FORMAT", "text") not in _LOG_FORMATS:
        mend = "Set it to one of them, or unset it"
        yield fault(
            "settings", f"BRIDGE_LOG_FORMAT is neither {' nor '.join(_LOG_FORMATS)}", why=_WHY, mend=mend
        )
    yield from _partners(environment.get("BRIDGE_PARTNERS_FILE"))
    for name in ("BRIDGE_VNEID_ISSUER", "BRIDGE_SINGPASS_ISSUER"):
        yield from _issuer(name, environment.get(name))
    if not all(map(is_target, outbound_allow(environment))):
        mend = "Give each as host:port, in lower case, as in localhost:8001"
        yield fault("settings", "BRIDGE_OUTBOUND_ALLOW has a part without its port", why=_WHY, mend=mend)


def outbound_allow(environment: Mapping[str, str]) -> frozenset[str]:
    """What the bridge may call on private addresses, as it is written."""
    parts = environment.get("BRIDGE_OUTBOUND_ALLOW", "").split(",")
    return frozenset(part.strip() for part in parts if part.strip())


def _issuer(name: str, url: str | None) -> Iterator[Finding]:
    try:
        if url is not None:
            urls.require_issuer(url)
    except ValueError as error:
        mend = "Set it to the issuer that the provider's discovery document names"
        yield fault("settings", f"{name} cannot be an issuer: {error}", why=_WHY, mend=mend)


def _partners(path: str | None) -> Iterator[Finding]:
    try:
        if path is not None:
            Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        mend = "Correct BRIDGE_PARTNERS_FILE, or let the bridge's user read the file"
        yield fault("settings", f"{path} cannot be read: {unread(error)}", why=_WHY, mend=mend)
