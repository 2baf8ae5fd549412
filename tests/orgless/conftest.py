"""Worlds to test with, made once per run: their keys are what takes the time."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scenes import demo_world, play_scene
from serving import start

from orgless.cli import main
from orgless.loading import LoadedWorld, load, make_keys
from orgless.starter import write_starter
from orgless.world import World, find_world

Run = Callable[..., Result]

__all__ = ["demo_world", "play_scene", "start"]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("ORGLESS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "user-state"))
    monkeypatch.setattr("orgless.world._HOME", tmp_path)  # nothing is made in the checkout that the tests run from


@pytest.fixture
def run() -> Run:
    """Runs a command of orgless in this process."""

    def _run(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], prog_name="orgless")

    return _run


@pytest.fixture(scope="session")
def _world_with_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "w"
    write_starter(folder, force=False)
    make_keys(find_world(folder, {}), announce=lambda _line: None)
    return folder


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """A starter world without keys."""
    folder = tmp_path / "starter"
    write_starter(folder, force=False)
    return folder


@pytest.fixture
def folder(_world_with_keys: Path, tmp_path: Path) -> Path:
    """A starter world with keys, which the test may change."""
    return Path(shutil.copytree(_world_with_keys, tmp_path / "world"))


@pytest.fixture
def world(folder: Path) -> World:
    """The same, found."""
    return find_world(folder, {})


@pytest.fixture
def loaded(world: World) -> LoadedWorld:
    """The same, loaded."""
    return load(world, lambda _line: None)


def changed(file: Path, old: str, new: str) -> None:
    """Puts ``new`` in the place of ``old``, which must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def change() -> Callable[[Path, str, str], None]:
    """Puts one text in the place of another in a file."""
    return changed
