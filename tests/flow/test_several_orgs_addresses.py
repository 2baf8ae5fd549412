"""Two orgs in one world, under gunicorn: the right one answers, by prefix, host, identity URL and metadata address."""

import httpx
import pytest
from client_of_orgs import TEST, TOKEN, Client, bearer, org_of
from several_orgs import SANDBOX_ID


def test_a_prefix_leads_to_its_org_which_names_it_in_its_answers(client: Client) -> None:
    answer = client.request_token(client.sandbox)
    assert org_of(answer) == SANDBOX_ID
    assert answer.json()["instance_url"] == f"{client.addresses.instance_url}/orgs/uat"
    assert answer.json()["id"].startswith(f"{client.addresses.login_url}/orgs/uat/id/{SANDBOX_ID}/005")
    assert answer.headers["Orgless-Login"].startswith(f"{client.addresses.login_url}/orgs/uat/login-history/")


def test_without_a_prefix_the_main_org_answers(client: Client) -> None:
    answer = client.request_token(client.production)
    assert org_of(answer) == client.production.org.org_id
    assert answer.json()["instance_url"] == client.addresses.instance_url


@pytest.mark.parametrize("host", ["test.salesforce.com", "org1--uat.sandbox.my.salesforce.com"])
def test_a_sandboxs_hosts_lead_to_it_on_either_server(client: Client, host: str) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        assert org_of(client.request_token(client.sandbox, url=url, host=host)) == SANDBOX_ID


@pytest.mark.parametrize("host", ["login.salesforce.com", "org1.my.salesforce.com"])
def test_a_production_orgs_hosts_lead_to_it_on_either_server(client: Client, host: str) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        assert org_of(client.request_token(client.production, url=url, host=host)) == client.production.org.org_id


def test_an_identity_url_leads_to_the_org_that_it_names(client: Client) -> None:
    for one in (client.production, client.sandbox):
        token = client.a_token(one)
        user = httpx.get(f"{client.login_url(one)}/services/oauth2/userinfo", headers=bearer(token)).json()["user_id"]
        answer = httpx.get(f"{client.addresses.login_url}/id/{one.org.org_id}/{user}", headers=bearer(token))
        assert (answer.status_code, answer.json()["organization_id"]) == (200, one.org.org_id)


def test_the_identity_url_of_a_token_response_works_as_it_is(client: Client) -> None:
    for one in (client.production, client.sandbox):
        answer = client.request_token(one).json()
        described = httpx.get(answer["id"], headers=bearer(answer["access_token"]))
        assert described.json()["id"] == answer["id"]


@pytest.mark.parametrize("host", ["evil.example", "test.salesforce.com.evil.example", "org2.my.salesforce.com"])
@pytest.mark.parametrize("prefix", ["", "/orgs/uat"])
def test_hosts_that_are_nobodys_are_refused_by_every_org(client: Client, host: str, prefix: str) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        for path in (TOKEN, "/services/data", "/healthz"):
            assert httpx.get(f"{url}{prefix}{path}", headers={"Host": host}).status_code == 421


def test_behind_a_prefix_the_host_of_another_org_is_refused(client: Client) -> None:
    for url in (client.addresses.login_url, client.addresses.instance_url):
        answer = httpx.get(f"{url}/orgs/uat/id/keys", headers={"Host": "org1.my.salesforce.com"})
        assert answer.status_code == 421


def test_an_org_that_is_none_is_not_found(client: Client) -> None:
    assert httpx.get(f"{client.addresses.login_url}/orgs/dev/id/keys").status_code == 404


def test_a_discovery_document_names_what_it_was_asked_under(client: Client) -> None:
    path, issuer = "/.well-known/openid-configuration", client.login_url(client.sandbox)
    document = httpx.get(f"{issuer}{path}").json()
    assert (document["issuer"], document["token_endpoint"]) == (issuer, f"{issuer}{TOKEN}")
    suffixed = f"{client.addresses.login_url}/.well-known/oauth-authorization-server/orgs/uat"  # RFC 8414 3
    assert httpx.get(suffixed).json()["issuer"] == issuer
    by_host = httpx.get(f"{client.addresses.login_url}{path}", headers={"Host": "test.salesforce.com"}).json()
    assert by_host["token_endpoint"] == f"{TEST}{TOKEN}"
