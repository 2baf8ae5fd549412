import os
from pathlib import Path

import pytest

from orgless.world import DEMO_WORLD, find_world
from plumbing.strict_toml import BadFileError


def test_without_a_word_it_is_the_world_that_ships(tmp_path: Path) -> None:
    world = find_world(None, {"XDG_STATE_HOME": str(tmp_path)})
    assert world.is_demo
    assert world.folder == DEMO_WORLD
    assert world.certs == tmp_path / "orgless" / "demo" / "certs"
    assert world.state is None
    assert world.option == ""


def _checkout(folder: Path, name: str = "orgless") -> Path:
    (folder / "certs").mkdir()
    (folder / "certs" / "README.md").touch()
    (folder / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n', encoding="utf-8")
    return folder


def test_run_from_its_source_the_demo_worlds_keys_lie_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orgless.world._HOME", _checkout(tmp_path))
    assert find_world(None, {}).certs == tmp_path / "certs"
    assert find_world(None, {"ORGLESS_CERTS": "/elsewhere"}).certs == Path("/elsewhere")


def test_beside_another_project_the_demo_worlds_keys_are_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orgless.world._HOME", _checkout(tmp_path, "another"))
    assert find_world(None, {"XDG_STATE_HOME": "/state"}).certs == Path("/state/orgless/demo/certs")


def test_a_world_whose_name_has_blanks_is_quoted_in_commands(tmp_path: Path) -> None:
    (tmp_path / "my orgs").mkdir()
    assert find_world(tmp_path / "my orgs", {}).option == f" --world '{tmp_path / 'my orgs'}'"


def test_the_tests_make_nothing_in_the_checkout() -> None:
    assert not find_world(None, os.environ).certs.is_relative_to(DEMO_WORLD.parent.parent)


def test_a_state_folder_that_is_not_absolute_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_world(None, {"XDG_STATE_HOME": "somewhere"}).certs.is_relative_to(tmp_path / ".local" / "state")


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", no_home)
    with pytest.raises(BadFileError, match="set ORGLESS_CERTS"):
        find_world(None, {})


def test_the_option_goes_before_the_environment(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    assert find_world(one, {"ORGLESS_WORLD": str(two)}).folder == one
    assert find_world(None, {"ORGLESS_WORLD": str(two)}).folder == two


def test_certificates_and_state_lie_where_the_environment_says(tmp_path: Path) -> None:
    world = find_world(tmp_path, {"ORGLESS_CERTS": "/elsewhere/certs", "ORGLESS_STATE": "/elsewhere/state"})
    assert world.certs == Path("/elsewhere/certs")
    assert world.state == Path("/elsewhere/state")
    assert find_world(tmp_path, {}).certs == tmp_path / "certs"


def test_relative_folders_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w").mkdir()
    assert find_world(Path("w"), {}).folder == tmp_path / "w"


def test_a_folder_named_after_nobodys_home_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~nobody-of-that-name").mkdir()
    assert find_world(Path("~nobody-of-that-name"), {}).folder == tmp_path / "~nobody-of-that-name"


def test_a_folder_that_is_not_there_is_told_with_the_way_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match=r"gone: no such folder; `orgless init .*gone` writes a starter"):
        find_world(tmp_path / "gone", {})


def test_a_file_is_no_world(tmp_path: Path) -> None:
    (tmp_path / "org1.toml").touch()
    with pytest.raises(BadFileError, match="is a file; a world is a folder"):
        find_world(tmp_path / "org1.toml", {})


def test_a_folder_that_cannot_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BadFileError, match="cannot be read: Permission denied"):
        find_world(tmp_path, {})
