"""Security contract L4 and N: no library is older than the fixes of its published faults, and each has one task."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("authserver", "client_demo", "orgless", "plumbing", "resource_api")
#: The least versions, because of published faults and of what was observed of them.
FLOORS = {
    "pyjwt": "2.15.1",
    "authlib": "1.9.9",
    "joserfc": "1.8.0",
    "cryptography": "50",
    "flask": "3.1",
    "werkzeug": "3.1",
    "gunicorn": "27.0",
}
#: What no module may use, and why.
UNUSED = {
    r"\bauthlib\.jose\b": "it is given up in favour of joserfc",
    r"\bjose\.jwt\b|\bfrom jose\b|\bpython_jwt\b": "CVE-2024-33663, CVE-2022-39227",
    r"\bPyJWKClient\b": "it fetches addresses",
    r"verify_signature": "it would turn verification off",
    r"\bapp\.run\(|\bdebug=True|\brun_simple\b": "the development server and its debugger",
    r"\bpickle\.|\byaml\.load\b|\beval\(|\bexec\(": "data is not code",
    r"\|safe\b|\bMarkup\(|\bautoescape\b": "what came from a request is escaped",
    r"innerHTML": "what came from a request is text",
    r"\bProxyFix\b": "no forwarded header is believed",
    r"verify=False": "certificates are verified",
    r"shell=True": "no text becomes a command",
    r"\brandom\.(random|choice|randint|getrandbits)\b": "tokens and ids come from secrets",
}


def parts(text: str) -> tuple[int, ...]:
    """A version as it compares."""
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])


def pinned() -> dict[str, str]:
    """The versions that the tests run with."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    return {name.lower(): said for name, said in pairs}


@pytest.mark.parametrize("name", FLOORS, ids=[f"N {name}" for name in FLOORS])
def test_no_library_is_older_than_its_fixes(name: str) -> None:
    assert parts(pinned()[name]) >= parts(FLOORS[name])
    assert parts(version(name)) >= parts(FLOORS[name])


@pytest.mark.parametrize("name", [name for name in FLOORS if name != "joserfc"], ids=lambda name: f"L4 {name}")
def test_the_package_itself_asks_for_the_fixes(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (asked,) = [line for line in project["dependencies"] if re.split(r"[<>=\[ ]", line)[0] == name]
    assert parts(asked.partition(">=")[2].partition(",")[0]) >= parts(FLOORS[name])


def test_l4_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    names = {re.split(r"[<>=\[ ]", line)[0].lower() for line in asked}
    assert names <= set(pinned())


@pytest.mark.parametrize("pattern", UNUSED, ids=[f"N {why}" for why in UNUSED.values()])
def test_no_module_does_what_is_not_to_be_done(pattern: str) -> None:
    files = [file for name in PACKAGES for file in (ROOT / name).rglob("*") if file.suffix in {".py", ".html", ".js"}]
    assert len(files) > 100
    found = [file for file in files if re.search(pattern, file.read_text(encoding="utf-8"))]
    assert found == [], UNUSED[pattern]
