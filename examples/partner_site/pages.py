"""The site's pages: rendered here alone, so that none goes without its banner and its headers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from examples.partner_site.display import lines_of
from examples.partner_site.events import WITHDRAWN, Ended
from examples.partner_site.explaining import explained
from examples.partner_site.labels import ASSURANCE, LABELS
from examples.partner_site.profile import Profile, Text
from examples.partner_site.proofs import Refused
from examples.partner_site.receipt import codes, receipt, short_number
from examples.partner_site.relying_party import Received
from examples.partner_site.sessions import Session

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders a profile's pages in either language."""

    def __init__(self, profile: Profile, bridge_url: str) -> None:
        self._profile = profile
        self._bridge = bridge_url
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["pretty"] = _pretty
        self._headers = {
            "Content-Security-Policy": _policy(bridge_url),
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",  # no-referrer would turn the Origin of our own forms into null
            "X-Content-Type-Options": "nosniff",
        }

    def start(self, language: str) -> Response:
        """The front page: each purpose with what would be asked for it."""
        offers = [
            (purpose, [_label(claim, language) for claim in purpose.attributes])
            for purpose in self._profile.purposes
        ]
        return self._page("start.html", language, {"offers": offers})

    def received(self, session: Session, received: Received, language: str) -> Response:
        """Value by value, what was asked for and did not come, what to keep, and the messages themselves."""
        verified = received.userinfo["verified_claims"]
        claims = verified["claims"]
        context = {
            "outcome": session.purpose.outcome(claims),
            "purpose": session.purpose,
            "rows": [
                (_label(claim, language), lines_of(claim, value, language)) for claim, value in claims.items()
            ],
            "missing": [
                _label(claim, language) for claim in session.purpose.attributes if claim not in claims
            ],
            "assurance": _assurance(received, language),
            "facts": receipt(self._profile, session.purpose, received, language=language),
            "codes": codes(session.purpose, received),
            "bridge": self._bridge,
            "detail": received,
            "messages": session.messages,
        }
        return self._page("received.html", language, context)

    def refused(self, session: Session, body: Mapping[str, Any], language: str) -> Response:
        """Nothing came. Where we are not told why, the page does not guess."""
        context = {
            "purpose": session.purpose,
            "said": explained(body),
            "reference": body.get("reference"),
            "body": dict(body),
            "messages": session.messages,
        }
        return self._page("refused.html", language, context)

    def ended(self, session: Session, event: Ended, language: str) -> Response:
        """The consent is over, and with it what was received."""
        context = {
            "purpose": session.purpose,
            "receipt_id": event.receipt_id,
            "number": short_number(event.receipt_id),
            "bridge": self._bridge,
            "by_citizen": event.kind == WITHDRAWN,
        }
        return self._page("withdrawn.html", language, context)

    def trouble(self, error: Exception, language: str) -> Response:
        """The journey cannot begin, or its answer must not be believed; the detail is for the operator."""
        away = isinstance(error, httpx.TransportError)
        body = error.body if isinstance(error, Refused) else {}
        context = {
            "away": away,
            "bridge": self._bridge,
            "body": body,
            "what_would_pass": body.get("what_would_pass", ""),
            "explained": explained(body),
            "said": str(error),
        }
        return self._page("trouble.html", language, context, status=503 if away else 502 if body else 400)

    def missing(self, language: str) -> Response:
        """There is no such page: an old link, or a mistyped address."""
        return self._page("missing.html", language, {}, status=404)

    def _page(self, name: str, language: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        def say(text: Text) -> str:
            return text[language]

        template = self._environment.get_template(name)
        body = template.render({"lang": language, "site": self._profile, "say": say, **context})
        return HTMLResponse(body, status_code=status, headers=self._headers)


def _label(claim: str, language: str) -> str:
    return LABELS.get(claim, {}).get(language, claim)


def _assurance(received: Received, language: str) -> str:
    level = str(received.userinfo.get("vnsg_assurance", {}).get("level", ""))
    return ASSURANCE.get(level, {}).get(language, level)


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _policy(bridge_url: str) -> str:
    parts = urlsplit(bridge_url)
    # Browsers hold every redirect after a form to form-action: ours leads to the bridge and on to the
    # identity provider, whose address a partner is not told. Hence any https origin, on loopback any port.
    away = "http://localhost:*" if parts.hostname == "localhost" else f"{parts.scheme}://{parts.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            f"form-action 'self' https: {away}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
