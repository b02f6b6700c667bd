"""What can be asked of the identity providers, by the rules under which the bridge itself will ask them."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode

from eid_cli.doctor_asking import NOT_ALLOWED, Asking, NoAnswer
from eid_cli.doctor_findings import Finding, fault, fine, warning
from eid_cli.doctor_http import DISCOVERY
from eid_cli.doctor_settings import Installation
from eid_kit.oauth import urls

CHECK: Final = "provider"
CLOCK_TOLERANCE: Final = timedelta(seconds=10)  # what a token's iat may be ahead
# Of a partner's journey, and of the citizen's own pages.
_CALLBACKS: Final = ("/upstream/vneid/callback", "/me/callback/vneid")


def check_clocks(asking: Asking, installation: Installation) -> list[Finding]:
    """Our clock and the providers': a token that looks as if from the future is refused."""
    dates = {name: asking.date_at(f"{url}{DISCOVERY}") for name, url in _providers(installation).items()}
    # Who does not answer at all is a finding of its own.
    return [_clock(name, date, asking.now()) for name, date in dates.items() if date is not None]


def _clock(name: str, date: str, now: datetime) -> Finding:
    try:
        ahead = parsedate_to_datetime(date) - now
    except (ValueError, TypeError):
        return warning(
            "clock",
            f"{name} does not say what time it is",
            why="its clock could not be compared with ours",
            mend="See that nothing on the way takes the Date header away (RFC 9110 section 6.6.1)",
        )
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= CLOCK_TOLERANCE + timedelta(seconds=1):  # `Date` has whole seconds
        return fine("clock", f"within {CLOCK_TOLERANCE.seconds} s of {name}'s")
    return fault(
        "clock",
        f"{name}'s clock is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} ours",
        why="assertions, proofs and id_tokens are refused as not yet valid, or as expired",
        mend="Set the clock that is wrong, and keep it set (NTP)",
    )


def check_providers(asking: Asking, installation: Installation) -> list[Finding]:
    """Discovery, keys and endpoints of both providers, and whether VNeID knows the bridge."""
    found: list[Finding] = []
    for name, issuer in _providers(installation).items():
        document, trouble = asking.document(f"{issuer}{DISCOVERY}")
        found.append(_provider(asking, name, issuer, document=document, trouble=trouble))
        if name == "VNeID" and document is not None and document.get("issuer") == issuer:
            found += [_client_at_vneid(asking, installation, document, path=path) for path in _CALLBACKS]
    return found


def _provider(
    asking: Asking, name: str, issuer: str, *, document: dict[str, Any] | None, trouble: str
) -> Finding:
    setting = f"BRIDGE_{name.upper()}_ISSUER"
    if document is None:
        return unusable(
            name, trouble, _mend(trouble, issuer, f"See that it runs, and that {setting} is spelt right")
        )
    if document.get("issuer") != issuer:
        return unusable(name, f"{issuer} says that it is {document.get('issuer')}", f"Set {setting} to that")
    needed = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]
    needed += ["pushed_authorization_request_endpoint"] if name == "Singpass" else []
    missing = [each for each in needed if not isinstance(document.get(each), str)]
    if missing:
        return unusable(
            name, f"its discovery has no {', '.join(missing)}", f"See that {setting} is such a provider"
        )
    keys, trouble = asking.document(document["jwks_uri"])
    if keys is None or not keys.get("keys"):
        whole = "See that the provider is whole"
        return unusable(name, trouble or "its key set is empty", _mend(trouble, document["jwks_uri"], whole))
    return fine(CHECK, f"{name} at {issuer}: discovery, endpoints, JWK Set of {len(keys['keys'])}")


def _mend(trouble: str, url: str, otherwise: str) -> str:
    if not trouble.endswith(f"({NOT_ALLOWED})"):
        return otherwise
    return (
        f"Add {urls.authority(url)} to BRIDGE_OUTBOUND_ALLOW: it is on this machine or a private network, "
        "which the bridge calls only where it is named"
    )


def unusable(name: str, what: str, mend: str) -> Finding:
    """A provider with which no journey can begin."""
    return fault(
        CHECK,
        what,
        why=f"every journey that begins with a sign-in at {name} ends with provider_unavailable",
        mend=mend,
    )


def _client_at_vneid(
    asking: Asking, installation: Installation, document: dict[str, Any], *, path: str
) -> Finding:
    """RFC 6749 section 4.1.2.1: a provider sends a wrong request back only to an address that it knows."""
    callback = f"{installation.public_url}{path}"
    query = {
        "response_type": "code",
        "client_id": installation.vneid_client_id,
        "redirect_uri": callback,
        "scope": "openid",
        "prompt": "none",
    }
    try:
        answer = asking.get(f"{document['authorization_endpoint']}?{urlencode(query)}")
    except NoAnswer as none:
        return unusable("VNeID", f"its authorization endpoint does not answer ({none.reason})", "Start it")
    if answer.headers.get("location", "").startswith(f"{callback}?"):
        return fine(CHECK, f"VNeID knows {installation.vneid_client_id} and {callback}")
    return unusable(
        "VNeID",
        f"it does not know the client {installation.vneid_client_id} with the callback {callback}",
        "Register both there: `python -m eid_sandbox clients` writes the file for VNEID_CLIENTS_FILE",
    )


def _providers(installation: Installation) -> dict[str, str]:
    return {"VNeID": installation.vneid_issuer, "Singpass": installation.singpass_issuer}
