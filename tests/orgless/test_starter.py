from pathlib import Path

import pytest

from authserver.org_file import read_org
from client_demo.org2_file import read_org2
from orgless.starter import KEY_LENGTH, Outcome, new_consumer_key, starter_texts, write_starter
from orgless.told import BadInputError
from orgless.world import DEMO_WORLD
from resource_api.schema.objects_tables import read_objects


def test_a_consumer_key_looks_like_the_vendors_own() -> None:
    key = new_consumer_key()
    assert key.startswith("3MVG9")
    assert len(key) == KEY_LENGTH == 85
    assert new_consumer_key() != key


def test_both_files_are_good_and_agree_on_fresh_consumer_keys(starter: Path) -> None:
    org1, org2 = read_org(starter / "org1.toml"), read_org2(starter / "org2.toml")
    keys = [app.consumer_key for app in org1.connected_apps]
    assert org2.named_credentials[0].issuer == keys[0]
    assert len(set(keys)) == len(keys)
    assert not any("orgless" in key for key in keys)


def test_the_objects_of_the_starter_are_those_of_the_demo_world(starter: Path) -> None:
    assert read_objects(starter / "objects.toml") == read_objects(DEMO_WORLD / "objects.toml")


def test_no_two_starters_have_a_consumer_key_in_common() -> None:
    assert starter_texts()["org1.toml"] != starter_texts()["org1.toml"]


def test_the_starter_keeps_keys_and_state_out_of_version_control(starter: Path) -> None:
    ignored = (starter / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/certs/*", "!/certs/README.md", "/.state/"} <= set(ignored)


def test_the_folder_of_the_keys_is_private_and_says_who_may_read_what(starter: Path) -> None:
    assert (starter / "certs").stat().st_mode & 0o777 == 0o700
    assert "who may read it" in (starter / "certs" / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"is not empty: it holds “notes.txt”.*--force"):
        write_starter(tmp_path, force=False)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_force_writes_beside_what_is_there_and_tells_what_it_replaced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "org1.toml").write_text("old", encoding="utf-8")
    outcomes = {file.path.name: file.outcome for file in write_starter(tmp_path, force=True)}
    assert outcomes["org1.toml"] is Outcome.REPLACED
    assert outcomes["org2.toml"] is Outcome.WRITTEN
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for place in (file, file / "below"):
        with pytest.raises(BadInputError, match="is a file or lies below one"):
            write_starter(place, force=False)


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot be written: "):
        write_starter(tmp_path / ("x" * 300), force=False)
