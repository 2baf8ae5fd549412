"""What single values of ``org1.toml`` may be: My Domain names and scopes."""

from pathlib import Path

import pytest
from building import write_world

from authserver.org_file import load_org
from authserver.org_values import KNOWN_SCOPES
from plumbing.strict_toml import BadFileError


@pytest.mark.parametrize(
    "my_domain",
    ["acme", "acme-2", "acme--uat", "acme--uat.sandbox", "acme-dev-ed.develop", "a1-dev-ed.scratch", "b.trailblaze"],
)
def test_every_kind_of_org_can_name_its_my_domain(tmp_path: Path, my_domain: str) -> None:
    kind = "sandbox" if my_domain.endswith(".sandbox") else "production"
    changes = ('my_domain = "org1"', f'my_domain = "{my_domain}"'), ('kind = "production"', f'kind = "{kind}"')
    world = write_world(tmp_path, *changes)
    org = load_org(world / "org1.toml", world / "certs")
    assert org.my_domain_url == f"https://{my_domain}.my.salesforce.com"


@pytest.mark.parametrize(
    "my_domain",
    [
        "",
        "-acme",
        "acme-",
        "acme---uat",
        "acme--",
        "acme--uat--x",
        "Acme",
        "acme.sandbox.x",
        "acme.uat",
        "a" * 60 + "_",
    ],
)
def test_what_no_my_domain_can_be_is_refused(tmp_path: Path, my_domain: str) -> None:
    world = write_world(tmp_path, ('my_domain = "org1"', f'my_domain = "{my_domain}"'))
    with pytest.raises(BadFileError, match="is no My Domain name"):
        load_org(world / "org1.toml", world / "certs")


def test_the_scopes_are_those_that_salesforce_publishes() -> None:
    published = (
        "cdp_ingest_api custom_permissions cdp_segment_api content cdp_api chatbot_api cdp_identityresolution_api "
        "interaction_api wave_api web cdp_calculated_insight_api einstein_gpt_api offline_access id api eclair_api "
        "email pardot_api lightning visualforce cdp_query_api sfap_api address openid profile scrt_api cdp_profile_api "
        "refresh_token phone user_registration_api pwdless_login_api chatter_api mcp_api full forgot_password"
    )
    assert set(KNOWN_SCOPES) == set(published.split())
