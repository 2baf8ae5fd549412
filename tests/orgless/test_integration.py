import re
from collections.abc import Callable
from pathlib import Path

import pytest
from several_orgs import with_keys, write_two_orgs

from orgless.integration import first_integration, integration_of
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
    assert (found.connected_app, found.problem) == ("Org2 Integration", "")
    assert not found.asks_at_my_domain


def test_the_apps_that_named_credentials_use_go_before_others(folder: Path, change: Change) -> None:
    change(folder / "org2.toml", "\nissuer = ", "\nissuer = 'no app of Org1'\n# ")
    assert first_integration(_load(folder)).connected_app == "Org2 Integration"
    old = re.findall('consumer_key = "(.+)"', (folder / "org1.toml").read_text(encoding="utf-8"))[1]
    change(folder / "org2.toml", "no app of Org1", old)
    found = first_integration(_load(folder))
    assert (found.connected_app, found.private_key_file) == (
        "Old Integration",
        folder / "certs" / "Old_Integration.key",
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            'profiles = ["System Administrator"]',
            'profiles = ["Marketing"]',
            "no active user has one of its profiles or permission sets (Marketing)",
        ),
        (
            'profile = "System Administrator"\n\n[[users]]\nusername = "erika',
            'profile = "Other"\n\n[[users]]\nusername = "erika',
            (
                "no active user has one of its profiles or permission sets (System Administrator); "
                "former@org1.example has, but is inactive"
            ),
        ),
        ('label = "Org2 Integration"\n', 'label = "Org2 Integration"\nblocked = true\n', "it is blocked"),
        (
            'scopes = ["api", "web", "refresh_token", "offline_access"]',
            'scopes = ["api"]',
            "it has neither of the scopes refresh_token and offline_access, which this flow demands",
        ),
        (
            '"admin approved users are pre-authorized"\nprofiles',
            '"all users may self-authorize"\nprofiles',
            "no active user has authorized it in a flow that gave out a refresh token ([[approvals]])",
        ),
        (
            'last_name = "Mustermann"\n',
            'last_name = "Mustermann"\nfrozen = true\n',
            (
                "no active user has one of its profiles or permission sets (System Administrator); "
                "max@org1.example has, but is frozen; former@org1.example has, but is inactive"
            ),
        ),
        ("[org]\n", "[org]\nactive = false\n", "Org1 is locked, closed or suspended (active = false)"),
        (
            'label = "Org2 Integration"\n',
            'label = "Org2 Integration"\nkind = "external client app"\njwt_bearer_flow = false\n',
            "Enable JWT Bearer Flow is off (jwt_bearer_flow = false)",
        ),
        (
            'permitted_users = "admin approved users are pre-authorized"\nprofiles = ["System Administrator"]\n',
            'kind = "external client app"\n',
            "it has no policies: permitted_users is missing",
        ),
    ],
)
def test_an_app_that_nobody_may_use_is_told_and_no_other_is_handed_out(
    folder: Path, change: Change, old: str, new: str, why: str
) -> None:
    change(folder / "org1.toml", old, new)
    found = first_integration(_load(folder))
    assert (found.connected_app, found.username) == ("Org2 Integration", "max@org1.example")
    assert found.private_key_file == folder / "certs" / "Org2_JWT.key"
    assert found.problem == (f"Org2 Integration cannot be used: {why}; `orgless demo --world {folder}` explains")


@pytest.mark.parametrize(
    ("subject", "profiles", "username"),
    [
        ("erika@org1.example", '["System Administrator"]', "erika@org1.example"),
        ("nobody", '["Standard User"]', "erika@org1.example"),
        ("nobody", "[]", "max@org1.example"),
    ],
)
def test_the_user_is_then_whom_org2_names_else_whose_profile_it_is_else_the_first(
    folder: Path, change: Change, subject: str, profiles: str, username: str
) -> None:
    change(folder / "org1.toml", 'profiles = ["System Administrator"]', f"profiles = {profiles}\nblocked = true")
    change(folder / "org2.toml", '"max@org1.example"\'', f'"{subject}"\'')
    assert first_integration(_load(folder)).username == username


def test_a_further_org_has_its_own_app_and_user(tmp_path: Path, change: Change) -> None:
    world = with_keys(write_two_orgs(tmp_path / "two"))
    change(world / "orgs" / "uat" / "org.toml", "permitted_users", "blocked = true\npermitted_users")
    loaded = _load(world)
    found = integration_of(loaded, loaded.orgs[1])
    assert (found.username, found.audience) == ("max@org1.example.uat", "https://test.salesforce.com")
    assert found.problem == "Org2 Integration cannot be used: it is blocked"
    assert found.consumer_secret is None


def test_an_app_whose_key_is_not_here_is_told_and_no_other_is_handed_out(folder: Path, change: Change) -> None:
    other = (folder / "certs" / "Org2_JWT.crt").read_bytes()
    change(folder / "org1.toml", 'certificate_file = "Org2_JWT.crt"', 'certificate_file = "Theirs.crt"')
    make_keys(find_world(folder, {}), force=True, announce=lambda _line: None)
    (folder / "certs" / "Theirs.crt").write_bytes(other)
    found = first_integration(_load(folder))
    assert (found.connected_app, found.username) == ("Org2 Integration", "max@org1.example")
    assert found.private_key_file is None
    assert found.certificate_file == folder / "certs" / "Theirs.crt"
    assert "the private key of its certificate Theirs.crt is none of org2.toml's" in found.problem


def test_a_client_of_an_external_client_app_asks_at_the_my_domain(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'label = "Org2 Integration"\n', 'label = "X"\nkind = "external client app"\n')
    found = first_integration(_load(folder))
    assert (found.audience, found.asks_at_my_domain, found.problem) == ("https://org1.my.salesforce.com", True, "")


def test_an_app_may_have_no_secret(folder: Path, change: Change) -> None:
    change(folder / "org1.toml", 'consumer_secret_file = "Org2_Integration.secret"\n', "")
    assert first_integration(_load(folder)).consumer_secret is None


def test_where_no_app_has_a_certificate_only_the_audience_is_known(folder: Path, change: Change) -> None:
    for name in ("Org2_JWT.crt", "Old_Integration.crt"):
        change(folder / "org1.toml", f'certificate_file = "{name}"\n', "")
    found = first_integration(_load(folder))
    assert (found.consumer_key, found.username, found.audience) == (None, None, "https://login.salesforce.com")
    assert found.problem == "no connected app of Org1 has a certificate"
