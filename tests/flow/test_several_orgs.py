"""Two orgs in one world, under gunicorn: what is of one is worth nothing in the other."""

import json

import httpx
import pytest
from client_of_orgs import EXTERNAL_APP, LOGIN, TEST, Client, bearer, org_of
from several_orgs import SANDBOX_ID

from orgless.loading import LoadedOrg


def _told(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["error"], answer.json()["error_description"]


def test_a_sandbox_takes_assertions_for_test_and_refuses_those_for_login(client: Client) -> None:
    assert client.request_token(client.sandbox, audience=TEST).status_code == 200
    refused = client.request_token(client.sandbox, audience=LOGIN)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")


def test_a_production_org_takes_assertions_for_login_and_refuses_those_for_test(client: Client) -> None:
    assert client.request_token(client.production, audience=LOGIN).status_code == 200
    refused = client.request_token(client.production, audience=TEST)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")


def test_an_org_refuses_assertions_that_are_made_out_to_another_orgs_address(client: Client) -> None:
    other = client.addresses.login_url_of(client.sandbox.place)
    refused = client.request_token(client.production, audience=other)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")
    refused = client.request_token(client.sandbox, audience=client.addresses.login_url)
    assert _told(refused) == (400, "invalid_grant", "audience is invalid")


def test_an_external_client_app_is_found_in_the_org_that_installed_it_and_in_no_other(client: Client) -> None:
    host = "org1--uat.sandbox.my.salesforce.com"
    installed = client.request_token(client.sandbox, url=client.addresses.instance_url, host=host, issuer=EXTERNAL_APP)
    assert org_of(installed) == SANDBOX_ID
    refused = client.request_token(client.production, url=client.addresses.instance_url, issuer=EXTERNAL_APP)
    assert _told(refused) == (400, "app_not_found", "External client app is not installed in this org")
    entry = httpx.get(refused.headers["Orgless-Login"], headers={"Accept": "application/json"}).json()
    assert entry["refused_by"] == "external_client_app_is_installed_here"
    assert "of Org1 UAT" in json.dumps(entry["checks"], ensure_ascii=False)


@pytest.fixture(params=["production", "sandbox"])
def pair(client: Client, request: pytest.FixtureRequest) -> tuple[LoadedOrg, LoadedOrg]:
    """Either org with the other one."""
    orgs = (client.production, client.sandbox)
    return orgs if request.param == "production" else orgs[::-1]


Pair = tuple[LoadedOrg, LoadedOrg]


def test_a_token_is_active_in_its_own_org_only(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    assert client.introspect(own, token)["active"] is True
    assert client.introspect(other, token).get("active") is not True


def test_userinfo_of_another_org_refuses_a_token(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    for one, expected in ((own, 200), (other, 403)):
        for url in (client.login_url(one), client.instance_url(one)):
            answer = httpx.get(f"{url}/services/oauth2/userinfo", headers=bearer(token))
            assert answer.status_code == expected
    assert answer.text == "Bad_OAuth_Token"


def test_the_identity_of_another_orgs_user_is_refused(client: Client, pair: Pair) -> None:
    own, other = pair
    identity = client.request_token(other).json()["id"]
    answer = httpx.get(identity, headers=bearer(client.a_token(own)))
    assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")


def test_the_rest_api_of_another_org_refuses_a_token(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    assert httpx.get(f"{client.instance_url(own)}/services/data/v67.0/limits", headers=bearer(token)).is_success
    for url, host in (
        (client.instance_url(other), ""),
        (client.addresses.instance_url, f"{other.org.my_domain}.my.salesforce.com"),
    ):
        refused = httpx.get(f"{url}/services/data/v67.0/limits", headers=bearer(token, host))
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (401, "INVALID_SESSION_ID")


def test_a_jwt_access_token_is_worth_nothing_in_another_org(client: Client) -> None:
    at_my_domain = {"url": client.addresses.instance_url, "host": "org1--uat.sandbox.my.salesforce.com"}
    token = client.request_token(client.sandbox, issuer=EXTERNAL_APP, **at_my_domain).json()["access_token"]
    assert token.count(".") == 2
    assert client.introspect(client.sandbox, token)["active"] is True
    assert client.introspect(client.production, token).get("active") is not True
    for one, of_identity, of_api in ((client.sandbox, 200, 200), (client.production, 403, 401)):
        identity = httpx.get(f"{client.login_url(one)}/services/oauth2/userinfo", headers=bearer(token))
        api = httpx.get(f"{client.instance_url(one)}/services/data/v67.0/limits", headers=bearer(token))
        assert (identity.status_code, api.status_code) == (of_identity, of_api)


def test_another_org_revokes_nothing(client: Client, pair: Pair) -> None:
    own, other = pair
    token = client.a_token(own)
    httpx.post(f"{client.login_url(other)}/services/oauth2/revoke", data={"token": token})
    assert client.introspect(own, token)["active"] is True


def test_each_org_has_records_of_its_own(client: Client) -> None:
    accounts = "/services/data/v67.0/sobjects/Account"
    made = httpx.post(
        f"{client.instance_url(client.sandbox)}{accounts}",
        json={"Name": "Only in the sandbox"},
        headers=bearer(client.a_token(client.sandbox)),
    )
    assert made.status_code == 201, made.text
    path = f"{accounts}/{made.json()['id']}"
    for one, expected in ((client.sandbox, 200), (client.production, 404)):
        found = httpx.get(f"{client.instance_url(one)}{path}", headers=bearer(client.a_token(one)))
        assert found.status_code == expected


def test_each_org_has_keys_of_its_own(client: Client) -> None:
    published = [httpx.get(f"{client.login_url(one)}/id/keys").json() for one in (client.production, client.sandbox)]
    assert published[0] != published[1]
    assert httpx.get(f"{client.instance_url(client.sandbox)}/id/keys").json() == published[1]
