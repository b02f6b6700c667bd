"""A visitor without a mouse: Tab, Space and Enter, and a look at where the focus is after each key."""

from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Page

_MOST_STOPS = 60

# The look of what carries the focus: of the control, or of the label around it that shows it instead.
_LOOK: Final = """element => [element, element.closest('label')].filter(Boolean).map(one => {
  const style = getComputedStyle(one)
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  const outline = outlined ? `${style.outlineWidth} ${style.outlineColor}` : ''
  return [outline, style.boxShadow].join('|')
}).join('||')"""
_IN_SIGHT: Final = """element => {
  const box = element.getBoundingClientRect()
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
}"""
_NAME: Final = """element => [
  element.localName, element.name ?? '', element.value ?? element.textContent.trim()].join(' ')"""
_SEEN: Final = "() => document.activeElement === document.body ? '' : document.activeElement.outerHTML"


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Presses keys on a page. `unseen` collects the stops at which the focus could not be seen."""

    page: Page
    unseen: list[str] = field(default_factory=list)

    async def go_to(self, selector: str) -> None:
        """Tab by Tab until that element has the focus. Raises `LookupError` when Tab never leads there."""
        for _ in range(_MOST_STOPS):
            if await self._is_at(selector):
                return
            await self.page.keyboard.press("Tab")
            await self._look()
        raise LookupError(f"Tab does not lead to {selector} on {self.page.url}")

    async def choose(self, selector: str) -> None:
        """A radio button: Tab leads into its group, the arrow keys to the one that is wanted."""
        await self.go_to(f"{selector.partition('[value')[0]}")
        for _ in range(_MOST_STOPS):
            if await self._is_at(selector):
                await self.page.keyboard.press("Space")
                return
            await self.page.keyboard.press("ArrowDown")
            await self._look()
        raise LookupError(f"the arrow keys do not lead to {selector} on {self.page.url}")

    async def tick(self, selector: str) -> None:
        """A checkbox, by Space."""
        await self.go_to(selector)
        await self.page.keyboard.press("Space")

    async def press(self, selector: str) -> None:
        """A button or link, by Enter; returns at the next page."""
        await self.go_to(selector)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def _is_at(self, selector: str) -> bool:
        return bool(await self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector))

    async def _look(self) -> None:
        """Focused and not focused must look different, and the place must be on the screen."""
        if not await self.page.evaluate(_SEEN):
            return  # past the last element, on the way round to the first
        focused = (await self.page.evaluate_handle("document.activeElement")).as_element()
        assert focused is not None
        with_focus = await focused.evaluate(_LOOK)
        in_sight = await focused.evaluate(_IN_SIGHT)
        await focused.evaluate("element => element.blur()")
        without = await focused.evaluate(_LOOK)
        await focused.evaluate("element => element.focus({ preventScroll: true, focusVisible: true })")
        if with_focus == without or not in_sight:
            self.unseen.append(await focused.evaluate(_NAME))
