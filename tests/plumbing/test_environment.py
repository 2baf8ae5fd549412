"""Settings from the environment: all problems at once."""

from pathlib import Path

import pytest

from plumbing.environment import Environment
from plumbing.strict_toml import BadFileError

GOOD_URLS = ["http://127.0.0.1:8001", "https://login.salesforce.com", "http://[::1]:80", "http://localhost"]
BAD_URLS = [
    "127.0.0.1:8001",
    "http://",
    "http://127.0.0.1:8001/",
    "http://127.0.0.1/x",
    "http://127.0.0.1?x",
    "http://127.0.0.1#x",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:x",
    "http://user@127.0.0.1",
    "http://[::1",
    "HTTP://127.0.0.1",
    "ftp://127.0.0.1",
    "file:///etc/passwd",
    " http://127.0.0.1",
]


def problems(environment: Environment) -> list[str]:
    with pytest.raises(BadFileError) as error:
        environment.finish()
    return [problem.key for problem in error.value.problems]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_an_address_is_scheme_and_authority(url: str) -> None:
    environment = Environment({"A": url})
    assert environment.url("A", "http://x") == url
    environment.finish()


@pytest.mark.parametrize("url", BAD_URLS)
def test_anything_more_or_less_is_refused(url: str) -> None:
    environment = Environment({"A": url})
    environment.url("A", "http://x")
    assert problems(environment) == ["A"]


@pytest.mark.parametrize("url", [*GOOD_URLS, "http://127.0.0.1:8001/orgs/sandbox", "https://x.example/a.b/c-d_e~f"])
def test_an_address_may_have_a_path_where_that_is_said(url: str) -> None:
    environment = Environment({"A": url})
    assert environment.address("A", "http://x") == url
    environment.finish()


BAD_PATHS = ["http://x/orgs/", "http://x//orgs", "http://x/../y", "http://x/a b", "http://x/%2e", "http://x/a?b"]


@pytest.mark.parametrize("url", [*(url for url in BAD_URLS if url != "http://127.0.0.1/x"), *BAD_PATHS])
def test_a_path_is_plain_and_ends_without_a_slash(url: str) -> None:
    environment = Environment({"A": url})
    environment.address("A", "http://x")
    assert problems(environment) == ["A"]


def test_addresses_are_separated_by_blanks_and_each_is_looked_at() -> None:
    environment = Environment({"A": " http://a  http://b/c ", "B": "http://a b"})
    assert environment.addresses("A") == ("http://a", "http://b/c")
    assert environment.addresses("NONE") == ()
    environment.addresses("B")
    assert problems(environment) == ["B"]


def test_an_empty_variable_is_as_good_as_none() -> None:
    environment = Environment({"A": "", "B": "b"})
    assert (environment.text("A", "default"), environment.text("B", "x"), environment.text("C", "c")) == (
        "default",
        "b",
        "c",
    )
    environment.finish()


def test_what_must_be_set_says_what_for() -> None:
    environment = Environment({})
    environment.text("A", why="it is needed")
    with pytest.raises(BadFileError, match=r"^environment: A: is not set: it is needed$"):
        environment.finish()


def test_folders_are_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/max")
    environment = Environment({"A": "x", "B": "~/y"})
    assert environment.folder("A") == tmp_path / "x"
    assert environment.folder("B") == Path("/home/max/y")
    assert environment.folder("C", Path("/z")) == Path("/z")


@pytest.mark.parametrize(("text", "number"), [("0", 0.0), ("1.5", 1.5), ("60", 60.0)])
def test_numbers_are_zero_or_more(text: str, number: float) -> None:
    environment = Environment({"A": text})
    assert environment.number("A", 7) == number
    environment.finish()


@pytest.mark.parametrize("text", ["-1", "x", "nan", "inf", "1,5", "1e400"])
def test_other_numbers_are_refused(text: str) -> None:
    environment = Environment({"A": text})
    environment.number("A", 7)
    assert problems(environment) == ["A"]


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("false", False), ("", False)])
def test_flags_are_true_or_false(text: str, *, flag: bool) -> None:
    assert Environment({"A": text}).flag("A") is flag


@pytest.mark.parametrize("text", ["True", "1", "yes", "on"])
def test_other_words_are_no_flags(text: str) -> None:
    environment = Environment({"A": text})
    environment.flag("A")
    assert problems(environment) == ["A"]


def test_all_problems_are_told_in_the_order_of_the_questions() -> None:
    environment = Environment({"B": "x", "C": "x"})
    environment.text("A", why="")
    environment.flag("B")
    environment.choice("C", "one", ("one", "two"))
    assert problems(environment) == ["A", "B", "C"]


def test_addresses_may_have_names() -> None:
    environment = Environment({"A": "one=http://127.0.0.1:1  two=http://127.0.0.1:1/orgs/two"})
    assert environment.named_addresses("A") == {"one": "http://127.0.0.1:1", "two": "http://127.0.0.1:1/orgs/two"}
    assert environment.named_addresses("B") == {}
    environment.finish()


@pytest.mark.parametrize("text", ["http://127.0.0.1:1", "=http://127.0.0.1:1", "one=", "one=ftp://x", "one=http://x/"])
def test_what_is_no_name_with_an_address_is_refused(text: str) -> None:
    environment = Environment({"A": text})
    environment.named_addresses("A")
    assert problems(environment) == ["A"]
