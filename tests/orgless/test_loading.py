"""Loading a world: all files, keys and certificates of all orgs, and all that is wrong told at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from several_orgs import with_keys, write_two_orgs

from orgless.loading import load, read
from orgless.world import DEMO_WORLD, World, find_world
from plumbing.strict_toml import BadFileError

Change = Callable[[Path, str, str], None]


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


@pytest.mark.parametrize("beside", ["", 'certificate_file = "Org2_JWT.crt"\nnext_'])
def test_a_certificate_that_only_its_owner_has_is_told_once_and_not_as_one_that_can_be_made(
    starter: Path, change: Change, beside: str
) -> None:
    file_line = f'{beside}certificate_file = "Integration.crt"'
    change(starter / "org1.toml", 'certificate_file = "Org2_JWT.crt"', file_line)
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
