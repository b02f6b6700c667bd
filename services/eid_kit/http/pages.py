"""Pages: plain HTML that works without JavaScript, with one look and one set of headers.

Every page of every service is rendered here, so that none can forget its SIMULATOR banner, its
Content-Security-Policy or its `no-store`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from eid_kit.http.request_log import request_id

_HERE = Path(__file__).parent


class Pages:
    """Renders one service's templates over the shared base layout.

    `directory` holds the service's own templates; `service` is the name in the banner; `sandbox` adds
    the notice that anyone may register here; `accent` is the colour scheme of `style.css`, by its name there;
    `citizen_pages` is where a citizen's own pages are, if the service has any.
    """

    def __init__(
        self,
        directory: Path,
        *,
        service: str,
        accent: str = "bridge",
        sandbox: bool = False,
        citizen_pages: str | None = None,
    ) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(directory), FileSystemLoader(_HERE / "templates")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            service=service, accent=accent, sandbox=sandbox, citizen_pages=citizen_pages
        )

    def response(
        self,
        name: str,
        context: Mapping[str, object],
        *,
        status: int = 200,
        form_action: Sequence[str] = (),
    ) -> HTMLResponse:
        """The page `name` as a response; `context` must hold `lang` (`vi` or `en`).

        With `opens_aside` in it, the links of the header leave a form that waits for an answer where it is.

        `form_action` lists the origins, beside our own, to which a form of this page may lead, also by
        redirect: Chromium silently drops the redirect after a POST whose target is not listed.
        """
        shared = {"switch_url": None, "request_id": request_id(), "opens_aside": False}
        body = self._environment.get_template(name).render({**shared, **context})
        return HTMLResponse(body, status_code=status, headers=page_headers(form_action))

    @staticmethod
    def mount(app: FastAPI) -> None:
        """Serves the shared stylesheet at `/static/`."""
        app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")


def page_headers(form_action: Sequence[str] = ()) -> dict[str, str]:
    """The headers of a page that shows something about one person to that person."""
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self' data:",
            " ".join(("form-action 'self'", *form_action)),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        # same-origin, not no-referrer: the latter makes Chromium send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
