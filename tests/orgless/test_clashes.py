from collections.abc import Callable
from pathlib import Path

import pytest
from several_orgs import write_two_orgs

from orgless.clashes import clashes
from orgless.world import find_world

Change = Callable[[Path, str, str], None]


@pytest.fixture
def two_orgs(tmp_path: Path) -> Path:
    return write_two_orgs(tmp_path / "two")


def _told(folder: Path) -> list[str]:
    return [f"{one.key}: {one.message}" for one in clashes(find_world(folder, {}).places())]


def test_orgs_that_differ_do_not_clash(two_orgs: Path) -> None:
    assert _told(two_orgs) == []


SAME = {
    "org.id": ('id = "00Dzz0000003iSPEAY"', 'id = "00Dxx0000001gPL"', "give each org an id of its own"),
    "org.my_domain": ('"org1--uat.sandbox"', '"ORG1"', "give each org a My Domain of its own"),
    "org.signing_key_file": ("signing_key_file =", "# key", 'signs for itself: signing_key_file = "uat_signing.key"'),
}


@pytest.mark.parametrize("key", SAME)
def test_what_an_org_must_have_for_itself_is_told_with_the_repair(two_orgs: Path, change: Change, key: str) -> None:
    old, new, repair = SAME[key]
    change(two_orgs / "orgs" / "uat" / "org.toml", old, new)
    [told] = _told(two_orgs)
    assert told.startswith(f"{key}: “")
    assert f"is org1's already, by {two_orgs / 'org1.toml'}: " in told
    assert told.endswith(repair)


def test_a_username_is_unique_over_all_orgs_of_a_kind(two_orgs: Path, change: Change) -> None:
    file = two_orgs / "orgs" / "uat" / "org.toml"
    change(file, '"max@org1.example.uat"', '"MAX@org1.example"')
    assert _told(two_orgs) == []
    change(file, 'kind = "sandbox"', 'kind = "production"')
    [told] = _told(two_orgs)
    assert told.startswith("users[1] (MAX@org1.example).username: “MAX@org1.example” is org1's already")
    assert "no two orgs of the kind production may have the same username" in told


def test_a_file_that_is_broken_elsewhere_is_looked_at_all_the_same(two_orgs: Path, change: Change) -> None:
    file = two_orgs / "orgs" / "uat" / "org.toml"
    change(file, '"org1--uat.sandbox"', '"org1"')
    change(file, 'kind = "sandbox"', 'kinds = "sandbox"')
    assert [one.partition(":")[0] for one in _told(two_orgs)] == ["org.my_domain"]
    file.write_text("[[", encoding="utf-8")
    assert _told(two_orgs) == []
    file.write_text('org = 1\nusers = "x"', encoding="utf-8")
    assert [one.partition(":")[0] for one in _told(two_orgs)] == ["org.signing_key_file"]
