"""The checks themselves: a page with one thing wrong is reported, and a sound one is not."""

from pathlib import Path

import pytest
from playwright.async_api import Route

from browser import chromium
from browser.sound import require_sound
from browser.visitor import Arrives

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOUND = """<!doctype html><html lang="en"><head><title>A page of this simulator · SIMULATOR</title>
<meta name="viewport" content="width=device-width"><style>
body { background: #fff; color: #000; margin: 0; overflow-wrap: anywhere; font-size: 1rem }
button { min-height: 48px; min-width: 48px }
@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }
</style></head><body><header><strong>SIMULATOR</strong></header>
<main><h1>The heading</h1><p>Some words of this page, and you see that it is in English.</p>
<button>To the end</button></main></body></html>"""


async def judged(arrives: Arrives, page: str) -> str:
    """What is wrong with a page that this machine serves."""
    visitor = await arrives("en")

    async def serve(route: Route) -> None:
        await route.fulfill(body=page, content_type="text/html; charset=utf-8")

    await visitor.page.route(f"{visitor.places.link.bridge}/planted", serve)
    await visitor.page.goto(f"{visitor.places.link.bridge}/planted")
    try:
        await require_sound(visitor.page, visitor.watch, language="en")
    except AssertionError as error:
        return str(error)
    return ""


@pytest.mark.thorough
async def test_a_sound_page_passes(arrives: Arrives) -> None:
    assert await judged(arrives, SOUND) == ""


# What is planted in place of what, and what must then be said. One page carries them all: looking costs most.
PLANTED = (
    ('lang="en"', 'lang="vi"', "lang says vi"),
    ("A page of this simulator · SIMULATOR", "A page", "the title is"),
    (
        "Some words of this page, and you see that it is in English.",
        "Trang này không được viết bằng tiếng Anh, và bạn thấy điều đó.",
        "the words are not en",
    ),
    ("<strong>SIMULATOR", "<strong hidden>SIMULATOR", "SIMULATOR is not in sight"),
    ("color: #000;", "color: #ccc;", "axe color-contrast"),
    ("background: #000; color: #fff", "background: #000; color: #333", "in the dark: axe color-contrast"),
    ("<button>", '<button style="margin-left: 400px">', "at 390 pixels: wider than the window"),
    ("<p>", '<p style="white-space: nowrap; overflow: hidden">', "text leaves its box"),
    ("min-width: 48px", "min-width: 20px", "too small to touch"),
    ("<h1>The heading</h1>", "<b>The heading</b>", "axe page-has-heading-one"),
    ("</main>", '<img alt="" src="https://elsewhere.example/x.png"></main>', "a request left this machine"),
    ("</main>", "<script>console.error('oh')</script></main>", "console error: oh"),
    ("</main>", "<script>throw Error('no')</script></main>", "script error: no"),
)
# These two hide others of the above.
PLANTED_APART = (
    ("background: #000; color: #fff", "background: #fff", "the page stays bright in the dark"),
    (
        "<style>",
        '<meta http-equiv="Content-Security-Policy" content="style-src \'self\'"><style>',
        "Content Security Policy",
    ),
)


@pytest.mark.thorough
@pytest.mark.parametrize("planted", [PLANTED, PLANTED_APART], ids=["most of them", "the others"])
async def test_everything_that_is_wrong_is_reported(
    arrives: Arrives, planted: tuple[tuple[str, str, str], ...]
) -> None:
    page = SOUND
    for good, bad, _ in planted:
        assert good in page
        page = page.replace(good, bad, 1)
    said = await judged(arrives, page)
    assert [complaint for _, _, complaint in planted if complaint not in said] == []


@pytest.mark.parametrize(
    ("required", "outcome"),
    [
        pytest.param("1", pytest.fail.Exception, id="a failure where everything is required"),
        pytest.param("", pytest.skip.Exception, id="left out loudly elsewhere"),
    ],
)
async def test_a_machine_without_chromium_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", required)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TEST_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "ON_A_MAC", tmp_path / "none")
    with pytest.raises(outcome, match="Chromium is needed"):
        chromium.executable()
