"""Whether Singpass knows the bridge's apps, each with our key, its callback and its items.

Singpass sends nobody back with an error, as VNeID does: each app pushes a request (RFC 9126). None is ever
opened, and Singpass forgets them within a minute.
"""

import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import httpx

from bridge.domain.agreement import Agreement, parse_agreement
from bridge.domain.singpass_apps import PORTAL_CONTEXT_TYPE, SingpassApp, apps_of
from eid_cli.doctor_asking import Answer, Asking, NoAnswer, Post
from eid_cli.doctor_findings import Finding, fault, fine
from eid_cli.doctor_http import DISCOVERY
from eid_cli.doctor_providers import CHECK, unusable
from eid_cli.doctor_settings import Installation
from eid_kit.oauth import client_assertion, strict_json
from eid_kit.oauth.keys import Key, generate_key, load_private_key, thumbprint
from eid_kit.oauth.pkce import new_verifier, s256_challenge
from eid_kit.oauth.secrets_ import new_secret

_ERROR_CODE: Final = re.compile(r"[a-z_]{1,40}\Z")
_BROKEN: Final = 500  # of the server, not of what it was asked
_LARGEST: Final = 64 * 1024


def check_apps(installation: Installation, *, here: Asking, there: Asking, post: Post) -> list[Finding]:
    """The app of each purpose of the agreement's file, and that of the citizen's own pages.

    `here` asks the bridge; `there` and `post` ask Singpass as the bridge would. While one of the two is away
    nothing is found here: Singpass fetches the apps' keys from the bridge.
    """
    key = _our_key(installation.keys / "upstream-sig.jwk")
    endpoint = _par_endpoint(there, installation.singpass_issuer)
    if key is None or endpoint is None or not _serves(here, installation.public_url, key):
        return []
    apps = _apps(installation)
    try:
        answers = [post(endpoint, _form(app, installation, key, now=there.now())) for app in apps]
    except NoAnswer as none:
        return [unusable("Singpass", f"{endpoint} does not answer ({none.reason})", "Start it")]
    if failed := [answer.status for answer in answers if answer.status >= _BROKEN]:
        return [unusable("Singpass", f"{endpoint} answers {failed[0]}", "See what Singpass itself says")]
    found = [
        _refused(app, answer, installation)
        for app, answer in zip(apps, answers, strict=True)
        if answer.status != httpx.codes.CREATED
    ]
    return found or [fine(CHECK, f"Singpass knows our {len(apps)} apps, with their callbacks and items")]


def _our_key(path: Path) -> Key | None:
    """None where there is none to use, which `doctor_keys` tells."""
    try:
        return load_private_key(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _par_endpoint(there: Asking, issuer: str) -> str | None:
    """None where it is not to be had, which `doctor_providers` tells."""
    document, _ = there.document(f"{issuer}{DISCOVERY}")
    named = document is not None and document.get("issuer") == issuer
    endpoint = document.get("pushed_authorization_request_endpoint") if document and named else None
    return endpoint if isinstance(endpoint, str) else None


def _serves(here: Asking, public_url: str, key: Key) -> bool:
    """Whether the bridge that runs there shows the public half of our key."""
    document, _ = here.document(f"{public_url}/upstream/jwks")
    keys = document.get("keys") if document else None
    shown: list[Any] = keys if isinstance(keys, list) else []
    return any(isinstance(each, dict) and each.get("kid") == key.kid for each in shown)


def _apps(installation: Installation) -> tuple[SingpassApp, ...]:
    """Those of the agreement's file; where none can be read, which `doctor_agreement` tells, the portal's."""
    try:
        agreement = parse_agreement(installation.agreement_file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return apps_of(installation.singpass_client_prefix, ())
    clauses = agreement.clauses if isinstance(agreement, Agreement) else ()
    return apps_of(installation.singpass_client_prefix, clauses)


def _form(app: SingpassApp, installation: Installation, key: Key, *, now: datetime) -> dict[str, str]:
    """The most that the bridge ever asks of this app, for a DPoP key that nobody keeps."""
    random_bytes = secrets.token_bytes
    context = {"authentication_context_type": PORTAL_CONTEXT_TYPE} if app.clause is None else {}
    return {
        **client_assertion.form_fields(
            client_id=app.client_id,
            audience=installation.singpass_issuer,
            key=key,
            now=now,
            jti=new_secret(random_bytes),
        ),
        "response_type": "code",
        "redirect_uri": f"{installation.public_url}{app.callback}",
        "scope": app.scope,
        "state": new_secret(random_bytes),
        "nonce": new_secret(random_bytes),
        "code_challenge": s256_challenge(new_verifier(random_bytes)),
        "code_challenge_method": "S256",
        "dpop_jkt": thumbprint(generate_key("ES256")),
        **context,
    }


def _refused(app: SingpassApp, answer: Answer, installation: Installation) -> Finding:
    if app.clause is None:
        whose, lost = "the citizen's own pages", "nobody can sign in to them through Singpass"
    else:
        whose = app.clause.purpose
        lost = f"every journey of {whose} that begins at Singpass ends with provider_unavailable"
    return fault(
        CHECK,
        f"Singpass refuses {app.client_id}, the app of {whose} ({_error_code(answer)})",
        why=lost,
        mend=f"Register it there with the keys {installation.public_url}/upstream/jwks, the callback "
        f"{installation.public_url}{app.callback} and the scope {app.scope}: `python -m eid_sandbox clients` "
        "writes the file for SINGPASS_CLIENTS_FILE",
    )


def _error_code(answer: Answer) -> str:
    """As RFC 6749 section 5.2 names it; what is no such word is not repeated, whoever sent it."""
    try:
        document = strict_json.loads(answer.body, max_bytes=_LARGEST)
    except strict_json.StrictJsonError:
        document = None
    code = document.get("error") if isinstance(document, dict) else None
    return code if isinstance(code, str) and _ERROR_CODE.match(code) else f"status {answer.status}"
