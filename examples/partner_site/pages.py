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
from examples.partner_site.fapi_client import Received
from examples.partner_site.profile import LABELS, Profile
from examples.partner_site.proofs import Refused

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
        """The front page."""
        asked = [_label(claim, language) for claim in self._profile.attributes]
        return self._page("start.html", language, {"asked": asked})

    def received(self, received: Received, language: str) -> Response:
        """Value by value, what was asked for and did not come, and the protocol's own words for it."""
        claims = received.userinfo["verified_claims"]["claims"]
        rows = [
            (_label(claim, language), lines_of(claim, value, language)) for claim, value in claims.items()
        ]
        missing = [_label(claim, language) for claim in self._profile.attributes if claim not in claims]
        technical = [
            ("sub", received.userinfo["sub"]),
            ("purpose", received.userinfo.get("purpose", "")),
            ("vnsg_assurance", received.userinfo.get("vnsg_assurance", {})),
            ("granted authorization_details", list(received.granted)),
            ("id_token", dict(received.id_token)),
            ("verification", received.userinfo["verified_claims"]["verification"]),
            ("claims", claims),
        ]
        context = {"rows": rows, "missing": missing, "technical": technical}
        return self._page("received.html", language, context)

    def refused(self, body: Mapping[str, Any], language: str) -> Response:
        """Nothing came. We are not told why, and the page does not guess."""
        context = {"reference": body.get("reference"), "error": body.get("error"), "body": dict(body)}
        return self._page("refused.html", language, context)

    def trouble(self, error: Exception, language: str) -> Response:
        """For whoever runs the site, more than for its visitor."""
        away = isinstance(error, httpx.TransportError)
        body = error.body if isinstance(error, Refused) else {}
        context = {
            "away": away,
            "bridge": self._bridge,
            "body": body,
            "said": "" if away or body else str(error),
        }
        return self._page("trouble.html", language, context, status=503 if away else 502 if body else 400)

    def _page(self, name: str, language: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        def say(key: str) -> str:
            return self._profile.words[key][language]

        template = self._environment.get_template(name)
        body = template.render({"lang": language, "site": self._profile, "say": say, **context})
        return HTMLResponse(body, status_code=status, headers=self._headers)


def _label(claim: str, language: str) -> str:
    return LABELS.get(claim, {}).get(language, claim)


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
