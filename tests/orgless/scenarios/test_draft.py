from datetime import timedelta
from pathlib import Path

import pytest

from orgless.loading import LoadedWorld, load
from orgless.scenarios.draft import Draft
from orgless.told import ToldError
from orgless.world import find_world


@pytest.fixture
def draft(demo_world: LoadedWorld, tmp_path: Path) -> Draft:
    return Draft(demo_world, tmp_path / "draft")


OTHER_ORG = """\
users = []
connected_apps = []

[org]
id = "00Dxx0000002gPLEAY"
name = "Other"
my_domain = "other"
signing_key_file = "prod.key"
"""


def quietly(_line: str) -> None:
    """Nobody listens."""


def test_a_draft_that_nobody_changed_loads_as_the_same_world(draft: Draft, demo_world: LoadedWorld) -> None:
    loaded = draft.load(quietly)

    assert draft.changes() == []
    assert loaded.org1_file == demo_world.org1_file
    assert loaded.org2_file == demo_world.org2_file


def test_the_world_that_it_was_copied_from_stays_as_it_is(draft: Draft, demo_world: LoadedWorld) -> None:
    before = {file: file.read_bytes() for file in demo_world.world.certs.iterdir()}

    draft.renew_signing_certificate()
    draft.let_certificate_expire()
    draft.user["active"] = False
    draft.load(quietly)

    assert {file: file.read_bytes() for file in demo_world.world.certs.iterdir()} == before
    assert load(demo_world.world, quietly).org1_file == demo_world.org1_file


def test_private_keys_stay_private_in_the_copy(draft: Draft) -> None:
    draft.renew_signing_certificate()

    files = [*draft.certs.glob("*.key"), *draft.certs.glob("*.secret")]
    assert len(files) > 4
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_it_finds_the_app_and_the_user_that_the_named_credential_means(draft: Draft) -> None:
    assert draft.connected_app["label"] == "Org2 Integration"
    assert draft.user["username"] == "max@org1.example"


def test_a_secret_is_told_by_its_name(draft: Draft) -> None:
    draft.named_credential["issuer"] = draft.consumer_secret

    (change,) = draft.changes()

    assert change.after == "the consumer secret of Org2 Integration"


def test_a_wrong_clock_is_told(draft: Draft) -> None:
    draft.set_org2_clock(timedelta(hours=-1), "an hour behind")

    assert [str(one) for one in draft.changes()] == ["Org2's clock: right -> an hour behind"]


def test_an_expired_certificate_keeps_its_key(draft: Draft, demo_world: LoadedWorld) -> None:
    draft.let_certificate_expire()

    certificate = draft.load(quietly).org1.connected_apps[0].certificate

    before = demo_world.org1.connected_apps[0].certificate
    assert certificate is not None
    assert before is not None
    assert certificate.public_key == before.public_key
    assert certificate.not_after_at.timestamp() < draft.clock()


def test_a_world_whose_keys_lie_in_folders_can_be_copied(folder: Path, tmp_path: Path) -> None:
    certs = folder / "certs"
    (certs / "old").mkdir()
    for name in ("Old_Integration.key", "Old_Integration.crt"):
        (certs / "old" / name).write_bytes((certs / name).read_bytes())
        (certs / "old" / name).chmod(0o600)
    file = folder / "org2.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Old_Integration.', '"old/Old_Integration.'))

    Draft(load(find_world(folder, {}), quietly), tmp_path / "draft").load(quietly)


def test_a_world_without_token_exchange_cannot_be_played(folder: Path, tmp_path: Path) -> None:
    file = folder / "org2.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"JWT Token Exchange"', '"JWT"'))

    with pytest.raises(ToldError, match="no named credential with the protocol JWT Token Exchange"):
        Draft(load(find_world(folder, {}), quietly), tmp_path / "draft")


def test_a_world_without_a_second_certificate_says_so(draft: Draft) -> None:
    draft.org2["certificates"] = draft.org2["certificates"][:1]

    with pytest.raises(ToldError, match="needs a second certificate"):
        draft.other_signing_certificate()


def test_an_app_without_a_secret_says_so(draft: Draft) -> None:
    del draft.connected_app["consumer_secret_file"]

    with pytest.raises(ToldError, match="has no consumer_secret_file"):
        _ = draft.consumer_secret


def test_an_app_that_moved_is_another_orgs_and_told_in_two_lines(draft: Draft) -> None:
    draft.move_app_to_another_org()

    loaded = draft.load(quietly)
    told = [str(one) for one in draft.changes()]

    assert [one.place.name for one in loaded.orgs] == ["org1", "uat"]
    elsewhere = loaded.org1.app_elsewhere(draft.connected_app["consumer_key"])
    assert elsewhere is not None
    assert (elsewhere.org_name, elsewhere.my_domain_url) == ("Org1 UAT", "https://org1--uat.sandbox.my.salesforce.com")
    assert loaded.org1.app(draft.connected_app["consumer_key"]) is None
    assert loaded.orgs[1].org.is_sandbox
    assert told[0].startswith("org1.toml: connected_apps (Org2 Integration): label = ")
    assert told[1] == (
        "orgs/uat/org.toml: the sandbox org “Org1 UAT” with the apps “Org1 REST API” and “Org2 Integration”"
    )


def test_an_app_moves_to_an_org_that_is_there_already_with_all_that_lies_beside_it(
    folder: Path, tmp_path: Path
) -> None:
    other = folder / "orgs" / "prod"
    other.mkdir(parents=True)
    (other / "org.toml").write_text(OTHER_ORG, encoding="utf-8")
    (other / "records.json").write_text("{}", encoding="utf-8")
    (folder / "certs" / "prod.key").write_bytes((folder / "certs" / "Org1_signing.key").read_bytes())
    (folder / "certs" / "prod.key").chmod(0o600)
    draft = Draft(load(find_world(folder, {}), quietly), tmp_path / "draft")

    draft.move_app_to_another_org()
    loaded = draft.load(quietly)

    assert [(one.place.name, one.org.name) for one in loaded.orgs] == [("org1", "Org1"), ("prod", "Other")]
    assert [app.label for app in loaded.orgs[1].org.connected_apps] == ["Org2 Integration"]
    assert (tmp_path / "draft" / "orgs" / "prod" / "records.json").read_text(encoding="utf-8") == "{}"
    assert [one.where for one in draft.changes()] == ["org1.toml", "orgs/prod/org.toml"]


def test_an_org_that_is_added_beside_a_sandbox_is_production(draft: Draft) -> None:
    draft.make_org1_a_sandbox()
    draft.move_app_to_another_org()

    added = draft.load(quietly).orgs[1].org

    assert (added.is_sandbox, added.my_domain) == (False, "org1-uat")


def test_an_external_client_app_is_asked_for_at_the_my_domain(draft: Draft) -> None:
    draft.make_app_external()

    assert draft.load(quietly).org1.connected_apps[0].is_external
    assert draft.named_credential["token_endpoint_url"] == "https://org1.my.salesforce.com/services/oauth2/token"
    assert draft.named_credential["audiences"] == ["https://org1.my.salesforce.com"]
