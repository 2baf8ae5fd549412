from collections.abc import Callable
from pathlib import Path

from orgless.integration import first_integration
from orgless.loading import LoadedWorld, load, make_keys
from orgless.world import find_world

Change = Callable[[Path, str, str], None]


def _load(folder: Path) -> LoadedWorld:
    return load(find_world(folder, {}), lambda _line: None)


def test_it_is_the_first_app_with_a_certificate_and_a_user_who_may_use_it(loaded: LoadedWorld) -> None:
    found, certs = first_integration(loaded), loaded.world.certs
    assert found.consumer_key == loaded.org1.connected_apps[0].consumer_key
    assert found.consumer_secret == (certs / "Org2_Integration.secret").read_text(encoding="ascii").strip()
    assert found.private_key_file == certs / "Org2_JWT.key"
    assert found.certificate_file == certs / "Org2_JWT.crt"
    assert found.username == "max@org1.example"
    assert found.audience == "https://login.salesforce.com"


def test_an_app_that_nobody_may_use_is_passed_over(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'profiles = ["System Administrator"]', "profiles = []")
    found = first_integration(_load(folder))
    assert found.private_key_file == folder / "certs" / "Old_Integration.key"


def test_an_app_whose_key_is_not_here_comes_last(folder: Path, change: Change) -> None:
    other = (folder / "certs" / "Org2_JWT.crt").read_bytes()
    change(folder / "org1.toml", 'certificate_file = "Org2_JWT.crt"', 'certificate_file = "Theirs.crt"')
    make_keys(find_world(folder, {}), force=True, announce=lambda _line: None)
    (folder / "certs" / "Theirs.crt").write_bytes(other)
    assert first_integration(_load(folder)).private_key_file == folder / "certs" / "Old_Integration.key"
    change(folder / "org1.toml", 'label = "Old Integration"\n', 'label = "Old Integration"\nblocked = true\n')
    found = first_integration(_load(folder))
    assert found.private_key_file is None
    assert found.certificate_file == folder / "certs" / "Theirs.crt"


def test_an_app_may_have_no_secret(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'consumer_secret_file = "Org2_Integration.secret"\n', "")
    assert first_integration(_load(folder)).consumer_secret is None


def test_where_there_is_none_only_the_audience_is_known(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'profiles = ["System Administrator"]', "profiles = []")
    change(folder / "org1.toml", 'label = "Old Integration"\n', 'label = "Old Integration"\nblocked = true\n')
    found = first_integration(_load(folder))
    assert (found.consumer_key, found.username, found.audience) == (None, None, "https://login.salesforce.com")
