"""``orgless serve`` says in a line what it cannot begin with, and what is dangerous."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


ANY_PORTS = ("--auth-port", "0", "--api-port", "0", "--client-port", "0")


def test_a_taken_port_is_one_line(folder: Path, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--world", folder, *ANY_PORTS, "--api-port", port)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"orgless: port {port} is taken: something listens there; choose another with --api-port (0 = any free one)\n"
    )


def test_one_port_for_two_servers_is_told_by_the_names_of_both_options(folder: Path, run: Run) -> None:
    result = run("serve", "--world", folder, "--auth-port", "9101", "--api-port", "9101", "--client-port", "0")
    assert (result.exit_code, result.stdout) == (2, "")
    told = "--auth-port and --api-port name the same port, 9101; give each its own (0 = any free one)"
    assert result.stderr == f"orgless: {told}\n"


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_state_that_is_a_file_is_told(folder: Path, run: Run, tmp_path: Path, below: str) -> None:
    (tmp_path / "state").touch()
    result = run("serve", "--world", folder, *ANY_PORTS, "--state", tmp_path / "state" / below)
    assert result.exit_code == 2
    assert "is a file or lies below one; name a folder" in result.stderr


def test_keys_that_are_missing_are_told_with_the_command(starter: Path, run: Run) -> None:
    result = run("serve", "--world", starter, *ANY_PORTS)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 8
    assert f"`orgless certs --world {starter}` makes what is missing" in result.stderr


def test_a_host_beyond_this_machine_is_warned_of(folder: Path, run: Run) -> None:
    result = run("serve", "--world", folder, *ANY_PORTS, "--host", "203.0.113.7")
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert "--host 203.0.113.7 lets other machines in, over plain HTTP" in first
    assert "this machine has no such address" in second


@pytest.mark.parametrize(
    "words",
    [
        ["--auth-port", "65536"],
        ["--auth-port", "x"],
        ["--workers", "0"],
        ["--profile", "lax"],
        ["--host", "a b"],
        ["--login-url", "login.salesforce.com"],
        ["--instance-url", "https://org1.my.salesforce.com/"],
    ],
)
def test_bad_options_are_refused(words: list[str], folder: Path, run: Run) -> None:
    result = run("serve", "--world", folder, *ANY_PORTS, *words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
