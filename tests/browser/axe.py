"""axe-core on a page: what it finds, in words that lead to the element."""

from typing import Any, Final

from playwright.async_api import Page

from browser import chromium

# WCAG 2.0 to 2.2, A and AA, and the practices that axe adds: landmarks, one h1, headings in order.
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Markup of the API pages that others wrote and we only carry; the page around it is ours.
NOT_OURS: Final = "#swagger-ui"
# It brings a main of its own, which a rule about the whole page sees although it looks elsewhere.
_SPOILT: Final = ["landmark-no-duplicate-main"]
_RUN: Final = """([only, notOurs, spoilt]) => {
  const others = document.querySelector(notOurs) !== null
  const rules = Object.fromEntries(spoilt.map(rule => [rule, { enabled: !others }]))
  const context = others ? { exclude: [[notOurs]] } : document
  return axe.run(context, { runOnly: only, rules, resultTypes: ['violations'] })
}"""


async def violations(page: Page) -> list[str]:
    """Everything that the rules object to."""
    return await _run(page, {"type": "tag", "values": _RULES}, spoilt=_SPOILT)


async def low_contrast(page: Page) -> list[str]:
    """Text that stands out too little from what is behind it, in the colours that the page has now."""
    return await _run(page, {"type": "rule", "values": ["color-contrast"]})


async def _run(page: Page, only: dict[str, Any], *, spoilt: list[str] | None = None) -> list[str]:
    # By the debugging protocol, which the page's Content-Security-Policy does not bind.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(chromium.axe_source())
    found = await page.evaluate(_RUN, [only, NOT_OURS, spoilt or []])
    return [_in_words(rule, node) for rule in found["violations"] for node in rule["nodes"]]


def _in_words(rule: dict[str, Any], node: dict[str, Any]) -> str:
    complaint = " ".join(str(node["failureSummary"]).split())
    return f"axe {rule['id']}: {node['target'][0]}: {complaint}"
