"""The terminal that a story is told in, and the few forms that it consists of; piped, the same as plain text."""

import io
import sys
from collections.abc import Iterable
from typing import IO, TextIO, cast

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

#: Wider lines are hard to follow, whatever the terminal has.
WIDEST = 120


def open_terminal() -> Console:
    """Standard output, at most ``WIDEST`` columns wide; what it cannot encode becomes a question mark."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, file=cast("IO[str]", _Trimmed(out)))
    console.width = min(console.width, WIDEST)
    return console


def heading(text: str, style: str = "bold cyan") -> RenderableType:
    """A line across the terminal with a title at its left."""
    return Group(Text(""), Rule(Text(text, style=style), align="left", style="dim"))


def facts(rows: Iterable[tuple[str | Text, str | Text]], indent: int = 2) -> RenderableType:
    """Words with what belongs to each; long values wrap beside the words."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, value)
    return Padding(grid, (0, 0, 0, indent))


def marked(mark: Text, *lines: RenderableType, indent: int = 2) -> RenderableType:
    """A mark, and beside it lines that wrap among themselves."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, width=1)
    grid.add_column(overflow="fold")
    grid.add_row(mark, Group(*lines))
    return Padding(grid, (0, 0, 0, indent))


class _Trimmed(io.TextIOBase):
    """Passes lines on without the blanks at their ends, which nobody sees in a terminal and which clutter a file."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        self._out.write("".join(f"{line.rstrip()}\n" for line in lines))
        return len(text)

    def flush(self) -> None:
        self._out.flush()


class Barred:
    """Lines as they cross the wire, behind a bar that goes on where a line is wrapped.

    Args:
        lines: What stands behind the bar.
        indent: Columns before it.
    """

    def __init__(self, lines: Iterable[Text], indent: int = 2) -> None:
        self._lines = list(lines)
        self._indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Text]:
        """What rich asks for."""
        bar = Text.assemble((" " * self._indent + "│ ", "dim"))
        width = options.max_width - len(bar)
        for line in self._lines:
            for piece in _wrapped(line, width, console):
                piece.rstrip()
                yield bar + piece


def _wrapped(line: Text, width: int, console: Console) -> Iterable[Text]:
    """At blanks where that looks well, else wherever the line is full: addresses and tokens have no blanks."""
    longest = max((len(word) for word in line.plain.split()), default=0)
    if longest > width // 2 and line.cell_len > width:
        return line.divide(range(width, len(line), width))
    return line.wrap(console, width, overflow="fold") or [Text("")]
