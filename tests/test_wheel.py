"""What people install: a wheel, built from this folder, in an environment that holds nothing else of the project."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What the commands and pages need besides modules.
DATA = (
    "orgless/demo_world/objects.toml",
    "orgless/demo_world/org1.toml",
    "orgless/demo_world/org2.toml",
    "orgless/starter/org1_head.txt",
    "orgless/starter/gitignore.txt",
)
_DATA_ENDINGS = {".css", ".html", ".ico", ".js", ".json", ".lark", ".sql", ".svg", ".toml", ".txt", ".xml", ".yaml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a new environment with the wheel; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            str(wheel),
        ],
        check=True,
        capture_output=True,
    )
    packages = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    borrowed = sysconfig.get_path("purelib")
    (packages / "borrowed.pth").write_text(f"import sys; sys.path.append({borrowed!r})\n", encoding="utf-8")
    return folder / "bin"


def start(installed: Path, where: Path, *words: str) -> "subprocess.Popen[str]":
    """An installed command, called in another folder as another user would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORGLESS_", "PYTHON"))}
    return subprocess.Popen(
        [str(installed / "orgless"), *words],
        cwd=where,
        env={**environment, "XDG_STATE_HOME": str(where / "state")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(installed: Path, where: Path, *words: str) -> str:
    """What the command prints; it must succeed."""
    process = start(installed, where, *words)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


def test_the_wheel_holds_every_file_that_the_packages_read(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    packages = ("authserver", "resource_api", "client_demo", "orgless", "plumbing")
    needed = {
        str(path.relative_to(ROOT))
        for package in packages
        for path in (ROOT / package).rglob("*")
        if path.suffix in _DATA_ENDINGS | {".py"} and path.is_file()
    }
    assert needed <= held
    assert set(DATA) <= held
    assert not [
        name for name in held if name.endswith((".key", ".crt", ".secret", ".sqlite3")) or name.startswith("tests")
    ]


def test_the_installed_package_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    asked = [str(installed / "python"), "-P", "-c", "import orgless; print(orgless.__file__)"]
    where = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(installed.parent))


def test_the_command_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "--version").startswith("orgless 0.")


def test_a_starter_gets_its_keys(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "init", "w")
    assert run(installed, tmp_path, "certs", "--world", "w").count("made") == 8


def test_the_demo_world_is_served_from_any_folder(installed: Path, tmp_path: Path) -> None:
    server = start(installed, tmp_path, "serve", "--json", "--auth-port", "0", "--api-port", "0", "--client-port", "0")
    assert server.stdout is not None
    line = server.stdout.readline()
    try:
        assert line, server.communicate()[1]
        ready = json.loads(line)
        assert Path(ready["private_key_file"]).is_relative_to(tmp_path / "state")
        answer = run(installed, tmp_path, "callout", "Org1", "/services/data", "--org2-url", ready["org2_url"])
        assert json.loads(answer)
    finally:
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=10)
    assert (server.returncode, out) == (0, "")
