import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from orgless.cli import COMMANDS

Run = Callable[..., Result]


def test_help_lists_every_command_with_what_it_does(run: Run) -> None:
    for words in ([], ["--help"], ["-h"]):
        shown = run(*words).output
        for name, summary in COMMANDS.items():
            assert f"  {name} " in shown
            assert summary.split()[0] in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str, run: Run) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Usage: orgless {name}" in result.output


def test_help_imports_none_of_the_commands() -> None:
    asked = "import sys; from orgless.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    loaded = set(shown.splitlines()[-1].split())
    assert "orgless.cli" in loaded
    assert not loaded & {"orgless.commands", "flask", "pydantic", "rich", "cryptography", "httpx", "sqlalchemy"}


def test_a_command_that_is_none_is_refused(run: Run) -> None:
    result = run("sevre")
    assert result.exit_code == 2
    assert "No such command 'sevre'" in result.stderr


def test_it_tells_its_version(run: Run) -> None:
    assert run("--version").output.startswith("orgless 0.")


def test_it_can_be_called_as_a_module(tmp_path: Path) -> None:
    called = [sys.executable, "-m", "orgless", "--version"]
    shown = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert shown.startswith("orgless 0.")


@pytest.mark.parametrize("words", [["certs"], ["demo"], ["scenarios"], ["callout", "Org1", "/x"]])
def test_ctrl_c_is_exit_code_130_without_a_word(words: list[str], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def press_ctrl_c(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("click.Context.invoke", press_ctrl_c)
    result = run(*words)
    assert (result.exit_code, result.output) == (130, "")
