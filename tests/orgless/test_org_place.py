from pathlib import Path

import pytest
from several_orgs import write_two_orgs

from orgless.org_place import find_place
from orgless.told import BadInputError
from orgless.world import World, find_world


@pytest.fixture
def two_orgs(tmp_path: Path) -> World:
    return find_world(write_two_orgs(tmp_path / "two"), {})


def test_the_main_org_lies_in_the_world_itself(two_orgs: World) -> None:
    main = two_orgs.places()[0]
    assert main == two_orgs.main
    assert (main.name, main.prefix, main.is_main) == ("org1", "", True)
    assert main.objects_file == two_orgs.folder / "objects.toml"
    assert main.state(Path("/state")) == Path("/state")


def test_a_further_org_lies_in_a_folder_of_its_name(two_orgs: World) -> None:
    further = two_orgs.places()[1]
    assert (further.name, further.prefix, further.is_main) == ("uat", "/orgs/uat", False)
    assert further.file == two_orgs.folder / "orgs" / "uat" / "org.toml"
    assert further.records_file == two_orgs.folder / "orgs" / "uat" / "records.json"
    assert further.state(Path("/state")) == Path("/state/orgs/uat")


def test_an_org_is_found_by_its_name(two_orgs: World) -> None:
    assert [find_place(two_orgs, name).name for name in ("org1", "uat")] == ["org1", "uat"]


def test_a_name_that_is_none_is_told_with_those_that_are(two_orgs: World) -> None:
    with pytest.raises(BadInputError, match=r"--org ua: .* \(did you mean “uat”\?\); it has: org1, uat"):
        find_place(two_orgs, "ua")
