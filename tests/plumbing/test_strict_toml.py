"""TOML into dataclasses, strictly; the lines that people read are tested with the files that they write."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from building import private_pem
from pydantic import TypeAdapter

from plumbing import strict_toml
from plumbing.strict_toml import BadFileError, Problem


@dataclass(frozen=True, kw_only=True)
class Row:
    __pydantic_config__ = strict_toml.STRICT
    name: str
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Shape:
    __pydantic_config__ = strict_toml.STRICT
    rows: tuple[Row, ...] = ()


SHAPE = TypeAdapter(Shape)


def built(folder: Path, text: str, *others: Problem) -> Shape:
    file = folder / "x.toml"
    file.write_text(text)
    return strict_toml.build(file, strict_toml.parse(file), SHAPE, {}, others)


def lines(folder: Path, text: str, *others: Problem) -> list[str]:
    with pytest.raises(BadFileError) as error:
        built(folder, text, *others)
    return [line.removeprefix(f"{folder / 'x.toml'}: ") for line in str(error.value).splitlines()]


def test_a_good_file_is_built(tmp_path: Path) -> None:
    assert built(tmp_path, '[[rows]]\nname = "a"\ncount = 2') == Shape(rows=(Row(name="a", count=2),))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[rows]]\nname = "a"\ncont = 1', "rows[1] (a).cont: unknown key (did you mean “count”?)"),
        ("[[rows]]\ncount = 1", "rows[1].name: is missing; it must be given"),
        ('[[rows]]\nname = "a"\ncount = "1"', "rows[1] (a).count: must be a whole number, without quotes, not text"),
        (
            '[[rows]]\nname = "a"\ncount = 1.0',
            "rows[1] (a).count: must be a whole number, without quotes, not a number",
        ),
        (
            '[[rows]]\nname = "a"\ncount = true',
            "rows[1] (a).count: must be a whole number, without quotes, not true/false",
        ),
        ("[[rows]]\nname = [1]", "rows[1].name: must be text in quotes, not a list"),
        ("[[rows]]\nname = {a=1}", "rows[1].name: must be text in quotes, not a table"),
        ("[[rows]]\nname = 10:00:00", "rows[1].name: must be text in quotes, not a date or time"),
        ("[[rows]]\nname = 2026-01-01T10:00:00Z", "rows[1].name: must be text in quotes, not a date or time"),
        ("rows = 5", "rows: must be a list in [ ], not a whole number"),
    ],
)
def test_each_problem_names_place_and_repair(tmp_path: Path, text: str, line: str) -> None:
    assert lines(tmp_path, text) == [line]


def test_a_problem_is_one_printable_line_without_secrets_whatever_the_file_holds(tmp_path: Path) -> None:
    text = '[[rows]]\nname = "a\\nb"\ncount = "x"\n[[rows]]\nname = "\\u001b[31m"\n"\\u001bx" = 1\n'
    assert lines(tmp_path, text) == [
        "rows[1] (a\\nb).count: must be a whole number, without quotes, not text",
        "rows[2] (\\x1b[31m).\\x1bx: unknown key",
    ]
    assert private_pem()[60:90] not in str(Problem(tmp_path, "k", f"“{private_pem()}” is no such thing"))


def test_the_callers_problems_are_told_with_the_files_or_alone(tmp_path: Path) -> None:
    other = Problem(tmp_path / "x.toml", "k", "bad")
    assert lines(tmp_path, "rows = 5", other) == ["k: bad", "rows: must be a list in [ ], not a whole number"]
    assert lines(tmp_path, "", other) == ["k: bad"]


def test_duplicates_are_found_however_broken_the_rest_is(tmp_path: Path) -> None:
    tables = {"rows": [{"name": "a"}, 1, {"name": 2}, {"name": "A"}, {"name": "a"}]}
    file = tmp_path / "x"
    assert [one.key for one in strict_toml.duplicates(file, tables, "rows", "name")] == ["rows[5] (a).name"]
    folded = strict_toml.duplicates(file, tables, "rows", "name", fold=True)
    assert [one.message for one in folded] == ["“A” is taken already, by number 1", "“a” is taken already, by number 1"]
    for broken in ({}, {"rows": 5}, {"rows": {"name": "a"}}):
        assert strict_toml.duplicates(file, broken, "rows", "name") == []


def test_a_near_word_is_meant() -> None:
    assert strict_toml.did_you_mean("usrname", ["username", "email"]) == " (did you mean “username”?)"
    assert strict_toml.did_you_mean("zzz", ["username"]) == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a = ", "is not valid TOML: "),
        (b"\xff", "is not UTF-8 text (byte 0); save it as UTF-8"),
        (b"x = " + b"[" * 5000, "is not valid TOML: it is nested too deeply"),
        (b"x = " + b"[" * 260 + b"]" * 260, "is not valid TOML: it is nested too deeply"),
        (b".".join([b"a"] * 2000) + b" = 1", "is not valid TOML: it is nested too deeply"),
        (b"x = " + b"9" * 5000, "is not valid TOML: a number has too many digits"),
        (b"x = [[0x" + b"f" * 5000 + b"]]", "is not valid TOML: a number has too many digits"),
        (b"x = 9223372036854775808", "is not valid TOML: a number has too many digits"),
    ],
)
def test_a_file_that_is_no_toml_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(BadFileError) as error:
        strict_toml.parse(tmp_path / "x.toml")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[org]\nactive = True\n", "“active = True”; TOML writes true and false in small letters"),
        ("[org\n", "“[org”"),
        ("a = 1\nb = x\n", "“b = x”"),
        ("a = '''\n", "is not valid TOML"),
    ],
)
def test_a_line_that_is_no_toml_is_shown(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFileError, match="is not valid TOML") as caught:
        strict_toml.parse(file)
    assert told in str(caught.value)
