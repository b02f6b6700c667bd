"""Tables in plain text."""

import io

from rich.console import Console, RenderableType

WIDTH = 110


def plain(*parts: RenderableType) -> str:
    """`parts` below each other, without colour and at a fixed width: what is piped into a file or a ticket
    must not depend on somebody's terminal.
    """
    out = io.StringIO()
    console = Console(file=out, width=WIDTH, force_terminal=False, color_system=None)
    for part in parts:
        console.print(part)
    return out.getvalue().rstrip("\n")
