"""How the demo speaks: headings, steps, checks and the table, in colour on a terminal and plain in a pipe."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH_IN_A_PIPE = 110
_MARGIN = 14


class Story:
    """Tells, and remembers whether everything that was promised also happened."""

    def __init__(self, *, plain: bool) -> None:
        self._console = Console(highlight=False, no_color=plain or None, soft_wrap=False)
        if not self._console.is_terminal:
            self._console = Console(
                highlight=False, no_color=True, width=_WIDTH_IN_A_PIPE, force_terminal=False
            )
        self.failures = 0
        self.checks = 0

    def say(self, text: str = "") -> None:
        """A plain paragraph."""
        self._console.print(Text(text))

    def heading(self, text: str) -> None:
        """A new part."""
        self._console.print()
        self._console.print(Text(text, style="bold cyan"))

    def step(self, who: str, what: str) -> None:
        """Somebody does something."""
        self._row(Text(who, style="bold"), Text(what))

    def detail(self, text: str) -> None:
        """What came of it, indented below a step."""
        self._row(Text(""), Text(text, style="dim"))

    def _row(self, left: Text, right: Text) -> None:
        """Two columns, so that a long line continues below itself and not at the margin."""
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_column(width=2)
        row.add_column(width=_MARGIN)
        row.add_column(overflow="fold")
        row.add_row("", left, right)
        self._console.print(row)

    def check(self, promise: str, *, kept: bool) -> None:
        """A promise, and whether it was kept just now."""
        self.checks += 1
        self.failures += not kept
        mark = Text("  ✓ ", style="bold green") if kept else Text("  ✗ ", style="bold red")
        self._console.print(mark + Text(promise))

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table, with a title above it."""
        table = Table(title=title, title_justify="left", title_style="bold", show_lines=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self._console.print()
        self._console.print(table)

    def end(self, text: str) -> None:
        """The last line."""
        style = "bold green" if not self.failures else "bold red"
        self._console.print()
        self._console.print(Text(text, style=style))
