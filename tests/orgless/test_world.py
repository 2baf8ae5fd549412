import os
from collections.abc import Callable
from pathlib import Path

import pytest
from several_orgs import with_keys, write_two_orgs

from orgless.loading import load, read
from orgless.world import DEMO_WORLD, World, find_world
from plumbing.strict_toml import BadFileError

Change = Callable[[Path, str, str], None]


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


def test_a_good_world_is_loaded_with_its_certificates(world: World) -> None:
    loaded = load(world, lambda _line: None)
    app = loaded.org1.connected_apps[0]
    assert app.certificate is not None
    assert app.certificate.fingerprint == loaded.org2.key_pairs["Org2_JWT"].fingerprint


def test_the_problems_of_both_files_are_told_at_once(world: World, change: Change) -> None:
    change(world.org1_file, '"production"       #', '"prodction"       #')
    change(world.org2_file, '\nidentity_type = "Per User"', '\nidentity_typ = "Per User"')
    with pytest.raises(BadFileError) as raised:
        load(world, lambda _line: None)
    told = str(raised.value)
    assert "org1.toml" in told
    assert "org2.toml" in told
    assert "did you mean “production”?" in told


def test_missing_files_are_told_for_both(tmp_path: Path) -> None:
    with pytest.raises(BadFileError) as raised:
        read(find_world(tmp_path, {}))
    assert [problem.file.name for problem in raised.value.problems] == ["org1.toml", "org2.toml"]


def test_keys_that_are_missing_are_told_with_the_command_that_makes_them(starter: Path) -> None:
    with pytest.raises(BadFileError) as raised:
        load(find_world(starter, {}), lambda _line: None)
    assert len(raised.value.problems) == 8
    for problem in raised.value.problems:
        assert problem.message == f"no such file; `orgless certs --world {starter}` makes what is missing"


def test_a_certificate_that_only_its_owner_has_is_told_once_and_not_as_one_that_can_be_made(
    starter: Path, change: Change
) -> None:
    change(starter / "org1.toml", 'certificate_file = "Org2_JWT.crt"', 'certificate_file = "Integration.crt"')
    with pytest.raises(BadFileError) as raised:
        load(find_world(starter, {}), lambda _line: None)
    file = starter / "certs" / "Integration.crt"
    told = "no such file; copy the certificate that is registered with “Org2 Integration” there"
    assert [str(one) for one in raised.value.problems if str(file) in str(one)] == [f"{file}: {told}"]


def test_a_certificate_that_is_none_is_told(world: World) -> None:
    (world.certs / "Org2_JWT.crt").write_bytes((world.certs / "Org2_JWT.key").read_bytes())
    with pytest.raises(BadFileError) as raised:
        load(world, lambda _line: None)
    told = str(raised.value)
    assert "holds a private key" in told
    assert "BEGIN" not in told
    assert {problem.file.name for problem in raised.value.problems} == {"org1.toml", "org2.toml"}


def test_a_slip_in_a_file_does_not_hide_what_is_wrong_with_keys(world: World, change: Change) -> None:
    change(world.org1_file, '"production"       #', '"prodction"       #')
    (world.certs / "Org2_JWT.crt").write_bytes((world.certs / "Org2_JWT.key").read_bytes())
    with pytest.raises(BadFileError) as raised:
        load(world, lambda _line: None)
    told = [str(problem) for problem in raised.value.problems]
    assert sum("did you mean “production”?" in line for line in told) == 1
    assert {problem.file.name for problem in raised.value.problems if "private key" in problem.message} == {
        "org1.toml",
        "org2.toml",
    }
    assert len(told) == len(set(told))


def test_keys_that_are_missing_do_not_hide_what_is_wrong_with_others(world: World) -> None:
    (world.certs / "Org2_JWT.crt").write_bytes((world.certs / "Org2_JWT.key").read_bytes())
    (world.certs / "Org1_signing.key").unlink()
    (world.certs / "Old_Integration.key").unlink()
    with pytest.raises(BadFileError) as raised:
        load(world, lambda _line: None)
    told = str(raised.value)
    assert "holds a private key" in told
    assert told.count("Org1_signing.key") == told.count("Old_Integration.key") == 1


def test_the_demo_worlds_keys_are_made_unasked_and_announced(tmp_path: Path) -> None:
    announced: list[str] = []
    world = find_world(None, {"ORGLESS_CERTS": str(tmp_path / "certs")})
    load(world, announced.append)
    assert announced == [f"making the demo world's keys and certificates in {tmp_path / 'certs'}"]
    load(world, announced.append)
    assert len(announced) == 1


def test_the_world_that_ships_is_written_by_nobody(tmp_path: Path) -> None:
    before = sorted(DEMO_WORLD.iterdir())
    load(find_world(None, {"ORGLESS_CERTS": str(tmp_path / "certs")}), lambda _line: None)
    assert sorted(DEMO_WORLD.iterdir()) == before


@pytest.fixture
def two_orgs(tmp_path: Path) -> Path:
    return write_two_orgs(tmp_path / "two")


def test_all_orgs_of_a_world_are_loaded_and_know_each_others_apps(two_orgs: Path) -> None:
    loaded = load(find_world(with_keys(two_orgs), {}), lambda _line: None)
    assert [one.place.name for one in loaded.orgs] == ["org1", "uat"]
    assert (loaded.org1, loaded.org1_file) == (loaded.orgs[0].org, loaded.orgs[0].file)
    of_sandbox = loaded.orgs[1].org.connected_apps[0]
    elsewhere = loaded.org1.app_elsewhere(of_sandbox.consumer_key)
    assert elsewhere is not None
    assert elsewhere.org_name == "Org1 UAT"


def test_the_problems_of_all_orgs_are_told_at_once(two_orgs: Path, change: Change) -> None:
    with_keys(two_orgs)
    change(two_orgs / "org1.toml", '"production"       #', '"prodction"       #')
    change(two_orgs / "orgs" / "uat" / "org.toml", 'profile = "System', 'profil = "System')
    change(two_orgs / "orgs" / "uat" / "org.toml", '"uat_signing.key"', '"Org1_signing.key"')
    change(two_orgs / "org2.toml", '\nidentity_type = "Per User"', '\nidentity_typ = "Per User"')
    with pytest.raises(BadFileError) as raised:
        load(find_world(two_orgs, {}), lambda _line: None)
    told = str(raised.value)
    for text in ("“prodction”", "profil: unknown key", "“Org1_signing.key” is org1's already", "identity_typ"):
        assert text in told
    assert len(raised.value.problems) == len(set(raised.value.problems))


def test_bad_objects_are_told_beside_all_else(two_orgs: Path, change: Change) -> None:
    with_keys(two_orgs)
    change(two_orgs / "org1.toml", '"production"       #', '"prodction"       #')
    change(two_orgs / "objects.toml", '"Text"\n', '"Txt"\n')
    (two_orgs / "orgs" / "uat" / "objects.toml").write_text("[[", encoding="utf-8")
    with pytest.raises(BadFileError) as raised:
        load(find_world(two_orgs, {}), lambda _line: None)
    assert [one.file.parent.name for one in raised.value.problems if one.file.name == "objects.toml"] == ["two", "uat"]


def test_a_folder_of_orgs_that_is_not_in_order_does_not_hide_what_is_wrong_elsewhere(
    two_orgs: Path, change: Change
) -> None:
    with_keys(two_orgs)
    (two_orgs / "orgs" / "u_a_t").mkdir()
    change(two_orgs / "org1.toml", '"production"       #', '"prodction"       #')
    with pytest.raises(BadFileError) as raised:
        load(find_world(two_orgs, {}), lambda _line: None)
    assert [one.file.name for one in raised.value.problems if one.file.name != "org2.toml"] == ["u_a_t", "org1.toml"]


def test_keys_of_all_orgs_that_are_missing_are_told(two_orgs: Path) -> None:
    with pytest.raises(BadFileError) as raised:
        load(find_world(two_orgs, {}), lambda _line: None)
    names = {one.file.name for one in raised.value.problems}
    assert {"Org1_signing.key", "uat_signing.key", "uat_REST_API.secret"} <= names
    assert len(raised.value.problems) == 10
