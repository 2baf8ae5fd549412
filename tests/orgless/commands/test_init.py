from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_it_tells_what_it_wrote_and_what_comes_next(run: Run, tmp_path: Path) -> None:
    result = run("init", tmp_path / "my world")
    assert result.exit_code == 0
    assert f"written  {tmp_path / 'my world' / 'org1.toml'}\n" in result.stdout
    assert f"orgless certs --world '{tmp_path / 'my world'}'\n" in result.stdout
    assert f"orgless serve --world '{tmp_path / 'my world'}'\n" in result.stdout


def test_a_folder_in_use_is_one_line_on_stderr_and_exit_code_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    result = run("init", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"orgless: {tmp_path} is not empty: it holds “mine”; name another folder, or write into it with --force\n"
    )


def test_force_tells_what_it_replaces(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "w")
    result = run("init", tmp_path / "w", "--force")
    assert result.exit_code == 0
    assert result.stdout.count("replaced ") == 5
