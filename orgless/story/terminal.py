"""The terminal that a story is told in, and the few forms that it consists of; piped, the same as plain text."""

import io
import sys
from collections.abc import Iterable
from typing import IO, Any, TextIO, cast

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from plumbing.redaction import printable

#: Wider lines are hard to follow, whatever the terminal has.
WIDEST = 120
#: In fewer columns words and what belongs to them stand one below the other.
NARROW = 56


def literal_console(**settings: Any) -> Console:
    """A console that shows text as it stands: JWTs and worlds come from others, so nothing in them is markup.

    Args:
        settings: What ``rich.console.Console`` takes beside.
    """
    return Console(markup=False, emoji=False, highlight=False, **settings)


def open_terminal() -> Console:
    """Standard output, at most ``WIDEST`` columns wide; what it cannot encode becomes a question mark."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")
    console = literal_console()
    if not console.is_terminal:
        console = literal_console(file=cast("IO[str]", _Trimmed(out)))
    console.width = min(console.width, WIDEST)
    return console


def plain(text: str, style: str = "") -> Text:
    """The text as it stands; what would steer the terminal is written out."""
    return Text(printable(text), style=style)


def heading(text: str, style: str = "bold cyan") -> RenderableType:
    """A line across the terminal with a title at its left."""
    return Group(Text(""), Rule(Text(text, style=style), align="left", style="dim"))


def facts(rows: Iterable[tuple[str, str | Text]], indent: int = 2) -> RenderableType:
    """Words with what belongs to each; long values wrap beside the words, or below where there is little room."""
    return Padding(_Facts(rows), (0, 0, 0, indent))


def marked(mark: Text, *lines: RenderableType, indent: int = 2) -> RenderableType:
    """A mark, and beside it lines that wrap among themselves."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, width=1)
    grid.add_column(overflow="fold")
    grid.add_row(mark, Group(*lines))
    return Padding(grid, (0, 0, 0, indent))


class _Facts:
    def __init__(self, rows: Iterable[tuple[str, str | Text]]) -> None:
        self._rows = [(name, plain(value) if isinstance(value, str) else value) for name, value in rows]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[RenderableType]:
        if options.max_width < NARROW:
            for name, value in self._rows:
                yield from (plain(name, "dim"),) if name else ()
                yield Padding(folded(value), (0, 0, 0, 2))
            return
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, value in self._rows:
            grid.add_row(plain(name), value)
        yield grid


def folded(text: Text) -> Text:
    """The text, which goes on in the next line also where it has no blanks."""
    text.overflow = "fold"
    return text


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
        if not self._out.closed:  # what is collected last of all is flushed once more
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
            for part in line.split("\n", allow_blank=True):
                for piece in _wrapped(part, width, console):
                    piece.rstrip()
                    yield bar + piece


def _wrapped(line: Text, width: int, console: Console) -> Iterable[Text]:
    """At blanks where that looks well, else wherever the line is full: addresses and tokens have no blanks."""
    longest = max((len(word) for word in line.plain.split()), default=0)
    if longest > width // 2 and len(line) == line.cell_len > width:
        return line.divide(range(width, len(line), width))
    return line.wrap(console, width, overflow="fold") or [Text("")]
