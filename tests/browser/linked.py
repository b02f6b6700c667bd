"""The pages that other pages lead to, so that a new one is looked at without being listed."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from browser.visitor import Visitor

_LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"


async def linked_pages(visitor: Visitor, fronts: Iterable[str]) -> list[str]:
    """Addresses of HTML pages on this machine, one link away from the given front pages, without these."""
    found: dict[str, None] = {}
    known = set(fronts)
    for front in sorted(known):
        await visitor.open(front)
        for link in await visitor.page.evaluate(_LINKS):
            address = urlsplit(urljoin(front, link))
            page = f"{address.scheme}://{address.netloc}{address.path}"
            if address.hostname == "localhost" and page.rstrip("/") not in known:
                found.setdefault(page)
    return [page for page in found if await _is_html(visitor, page)]


async def _is_html(visitor: Visitor, page: str) -> bool:
    answer = await visitor.page.request.get(page)
    return answer.headers.get("content-type", "").startswith("text/html")
