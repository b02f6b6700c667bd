"""What a page does besides being looked at: whom it asks for something, and what the browser complains of."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

HOME = "localhost"


# Without slots: Playwright leaves a mark on whoever's methods it is given.
@dataclass
class Watch:
    """Everything of one browser context that must not happen, in the order in which it did."""

    faults: list[str] = field(default_factory=list)
    # A page that answers 4xx on purpose is reported on the console as a resource that failed to load.
    _documents: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> "Watch":
        """Begins to listen."""
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", self._broke)
        return self

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.hostname != HOME:
            self.faults.append(f"a request left this machine: {request.url}")
        if request.resource_type == "document":
            self._documents.add(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        is_status = message.text.startswith("Failed to load resource: the server responded")
        if is_status and message.location["url"] in self._documents:
            return
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.faults.append(f"script error: {error.error.message}")
