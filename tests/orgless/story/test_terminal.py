import io
import sys

import pytest
from rich.text import Text

from orgless.story.terminal import WIDEST, Barred, literal_console, open_terminal


def told(lines: list[str], columns: int) -> list[str]:
    console = literal_console(width=columns, color_system=None)
    with console.capture() as captured:
        console.print(Barred([Text(line) for line in lines]))
    return captured.get().splitlines()


def test_a_wrapped_line_stays_behind_the_bar() -> None:
    assert told(["one two three four five six seven"], 20) == ["  │ one two three", "  │ four five six", "  │ seven"]


def test_a_line_without_blanks_is_wrapped_where_it_is_full() -> None:
    assert told(["Location: " + "x" * 20], 20) == ["  │ Location: xxxxxx", "  │ xxxxxxxxxxxxxx"]


def test_an_empty_line_has_its_bar() -> None:
    assert told([""], 20) == ["  │"] or told([""], 20) == ["  │ "]


def test_no_blanks_are_left_at_the_ends_of_lines_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", out)

    console = open_terminal()
    console.print("one   ")
    console.print("two")

    out.flush()
    assert out.buffer.getvalue().decode() == "one\ntwo\n"  # type: ignore[attr-defined]  it is the BytesIO above


def test_a_file_gets_neither_colours_nor_lines_that_are_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", "300")

    console = open_terminal()
    console.print("[bold red]" + "word " * 100)

    out.flush()
    lines = out.buffer.getvalue().decode().splitlines()  # type: ignore[attr-defined]  it is the BytesIO above
    assert "\x1b" not in "".join(lines)
    assert max(map(len, lines)) <= WIDEST


def test_what_the_terminal_cannot_encode_becomes_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)

    open_terminal().print("✓ held")

    out.flush()
    assert out.buffer.getvalue() == b"? held\n"  # type: ignore[attr-defined]  it is the BytesIO above
