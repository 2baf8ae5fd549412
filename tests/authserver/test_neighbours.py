from pathlib import Path

import pytest
from building import CONSUMER_KEY, write_world

from authserver.neighbours import beside, further_org_files, load_org_of_world
from plumbing.strict_toml import BadFileError

SANDBOX = (
    ('id = "00Dxx0000001gPLEAY"', 'id = "00Dzz0000003iSPEAY"\nsigning_key_file = "uat_signing.key"'),
    ('name = "Org1"', 'name = "UAT"'),
    ('my_domain = "org1"', 'my_domain = "org1--uat.sandbox"'),
    ('kind = "production"', 'kind = "sandbox"'),
    (CONSUMER_KEY, "3MVG9.OnlyInTheSandbox_000000000000000000001"),
)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A world whose sandbox has an app that its main org lacks."""
    folder = write_world(tmp_path / "world")
    sandbox = write_world(tmp_path / "other", *SANDBOX) / "org1.toml"
    place = folder / "orgs" / "uat"
    place.mkdir(parents=True)
    sandbox.rename(place / "org.toml")
    return folder


def _loaded(world: Path, file: str = "org1.toml") -> object:
    return load_org_of_world(world / file, world, world / "certs")


def test_an_org_without_neighbours_knows_of_no_apps_elsewhere(tmp_path: Path) -> None:
    folder = write_world(tmp_path / "alone")
    assert load_org_of_world(folder / "org1.toml", folder, folder / "certs").apps_elsewhere == ()


def test_an_org_knows_the_apps_of_its_neighbours_and_where_they_are(world: Path) -> None:
    org = load_org_of_world(world / "org1.toml", world, world / "certs")
    found = org.app_elsewhere("3MVG9.OnlyInTheSandbox_000000000000000000001")
    assert found is not None
    assert (found.app.label, found.org_name) == ("Org2 Integration", "UAT")
    assert found.my_domain_url == "https://org1--uat.sandbox.my.salesforce.com"
    assert org.app_elsewhere(CONSUMER_KEY) is None


def test_a_further_org_has_the_main_one_as_its_neighbour(world: Path) -> None:
    org = load_org_of_world(world / "orgs" / "uat" / "org.toml", world, world / "certs")
    found = org.app_elsewhere(CONSUMER_KEY)
    assert found is not None
    assert found.org_name == "Org1"
    assert len(org.apps_elsewhere) == 3


def test_an_app_that_both_have_is_not_elsewhere(world: Path) -> None:
    org = load_org_of_world(world / "org1.toml", world, world / "certs")
    again = beside(org, [org])
    assert again.app_elsewhere(CONSUMER_KEY) is None


def test_a_broken_neighbour_is_told_beside_what_is_wrong_with_the_org_itself(world: Path) -> None:
    (world / "orgs" / "uat" / "org.toml").write_text("[org", encoding="utf-8")
    with pytest.raises(BadFileError) as error:
        _loaded(world)
    assert [one.file.name for one in error.value.problems] == ["org.toml"]
    (world / "org1.toml").unlink()
    with pytest.raises(BadFileError) as error:
        _loaded(world)
    assert [one.file.name for one in error.value.problems] == ["org1.toml", "org.toml"]


def test_a_folder_without_its_file_is_told(world: Path) -> None:
    (world / "orgs" / "uat" / "org.toml").rename(world / "orgs" / "uat" / "org1.toml")
    with pytest.raises(BadFileError, match=r"uat/org\.toml: no such file; write it in the form of"):
        _loaded(world)


@pytest.mark.parametrize("name", ["my_org", "a b", "-a", "a--b", "ü", "a.b", "org1", "Org1"])
def test_a_folder_whose_name_is_none_is_told(world: Path, name: str) -> None:
    (world / "orgs" / name).mkdir()
    with pytest.raises(BadFileError, match="rename the folder"):
        _loaded(world)


def test_two_folders_whose_names_differ_in_capitals_only_are_told(world: Path) -> None:
    (world / "orgs" / "UAT").mkdir()
    (world / "orgs" / "UAT" / "org.toml").touch()
    with pytest.raises(BadFileError, match=r"orgs/uat: “uat” is “UAT” but for its capitals; rename") as error:
        further_org_files(world)
    assert len(error.value.problems) == 1


def test_a_file_that_should_be_a_folder_is_told_and_other_files_may_lie_there(world: Path) -> None:
    (world / "orgs" / "README.md").touch()
    (world / "orgs" / ".cache").mkdir()
    assert list(further_org_files(world)) == ["uat"]
    (world / "orgs" / "uat2.toml").touch()
    with pytest.raises(BadFileError, match=r"uat2\.toml: is a file; a further org is a folder with the file org\.toml"):
        _loaded(world)


def test_orgs_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "orgs").touch()
    with pytest.raises(BadFileError, match="cannot be read: Not a directory"):
        further_org_files(tmp_path)
