import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from serving import Started, until

from orgless.temporary_state import temporary_state, using


def test_the_folder_is_private_and_gone_afterwards() -> None:
    with temporary_state() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "token.key").touch()
    assert not folder.exists()


def test_the_folder_stays_as_long_as_whoever_made_it() -> None:
    with temporary_state() as folder:
        with using(folder):
            pass
        assert folder.is_dir()


def test_the_folder_goes_with_its_last_user(tmp_path: Path) -> None:
    with using(tmp_path):
        with using(tmp_path):
            pass
        assert tmp_path.is_dir()
    assert not tmp_path.exists()


def test_a_fork_of_a_user_removes_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from orgless.temporary_state import using\n"
        "with using(Path(sys.argv[1])):\n"
        "    if os.fork() == 0: sys.exit()\n"
        "    os.wait(); assert Path(sys.argv[1]).is_dir()\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, tmp_path], check=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert not tmp_path.exists()


def test_a_server_that_loses_its_parent_takes_the_state_along(start: Started, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    for _ in range(2):
        start("well", state=state).wait_until_healthy()
    start.cut_lifelines()
    assert until(lambda: not state.exists())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_however_serve_ends_nothing_of_a_temporary_state_is_left(tmp_path: Path, how: signal.Signals) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    ports = [word for name in ("auth", "api", "client") for word in (f"--{name}-port", "0")]
    variables = {**os.environ, "TMPDIR": str(temporary), "ORGLESS_CERTS": str(tmp_path / "certs")}
    with subprocess.Popen(
        [sys.executable, "-m", "orgless", "serve", "--json", "--workers", "1", *ports],
        env=variables,
        stdout=subprocess.PIPE,
    ) as served:
        assert served.stdout is not None
        assert served.stdout.readline().startswith(b"{")
        assert list(temporary.glob("orgless-*/token.key"))
        served.send_signal(how)
        served.wait(10)
        assert until(lambda: not list(temporary.iterdir()), seconds=10)
