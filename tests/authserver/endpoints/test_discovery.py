"""Discovery and key set: each of the server's names describes itself, truthfully, and public keys are public."""

import base64
from collections.abc import Callable

import pytest
from building import Server, a_form, private_key
from building.servers import HOST

OPENID, OAUTH = "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
NAMES = {
    "127.0.0.1:8001": "http://127.0.0.1:8001",
    "127.0.0.1:8002": "http://127.0.0.1:8002",
    "login.salesforce.com": "https://login.salesforce.com",
    "test.salesforce.com": "https://test.salesforce.com",
    "org1.my.salesforce.com": "https://org1.my.salesforce.com",
    "ORG1.my.Salesforce.com": "https://org1.my.salesforce.com",
    "localhost:8001": "http://127.0.0.1:8001",
    "[::1]:8001": "http://127.0.0.1:8001",
    "localhost": "http://127.0.0.1:8001",
}


@pytest.mark.parametrize("path", [OPENID, OAUTH])
@pytest.mark.parametrize(("host", "issuer"), NAMES.items())
def test_the_issuer_is_the_configured_name_under_which_it_is_asked(
    either_shared: Server, path: str, host: str, issuer: str
) -> None:
    forwarded = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Proto": "https"}
    answer = either_shared.get(path, headers={"Host": host} | forwarded)
    assert (answer.status_code, answer.json["issuer"]) == (200, issuer)
    assert "evil" not in answer.text


def test_the_document_names_what_rfc_8414_asks_for(shared: Server) -> None:
    document = shared.get(OAUTH).json
    assert document["token_endpoint"] == "http://127.0.0.1:8001/services/oauth2/token"
    assert document["introspection_endpoint"] == "http://127.0.0.1:8001/services/oauth2/introspect"
    assert document["revocation_endpoint"] == "http://127.0.0.1:8001/services/oauth2/revoke"
    assert document["jwks_uri"] == "http://127.0.0.1:8001/id/keys"
    assert document["grant_types_supported"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    assert document["response_types_supported"] == []
    assert "api" in document["scopes_supported"]
    openid = shared.get(OPENID).json
    assert openid["userinfo_endpoint"] == "http://127.0.0.1:8001/services/oauth2/userinfo"
    assert openid["subject_types_supported"] == ["public"]


def test_no_algorithm_list_holds_none_and_nothing_is_listed_that_is_not_served(shared: Server) -> None:
    document = shared.get(OPENID).json
    for name, value in document.items():
        if name.endswith(("_endpoint", "_uri")):
            path = value.removeprefix("http://127.0.0.1:8001")
            assert shared.get(path).status_code not in {404, 500}, name
        if "alg_values" in name:
            assert value == ["RS256"]
    assert "authorization_endpoint" not in document
    assert "registration_endpoint" not in document


def test_the_claims_that_are_listed_are_those_that_userinfo_answers(shared: Server) -> None:
    answer = shared.get("/services/oauth2/userinfo", headers={"Authorization": f"Bearer {shared.a_token()}"})
    assert sorted(shared.get(OPENID).json["claims_supported"]) == sorted(answer.json)


def test_a_strict_server_does_not_say_that_anybody_may_revoke(shared: Server, strict_shared: Server) -> None:
    methods = "revocation_endpoint_auth_methods_supported"
    assert shared.get(OAUTH).json[methods] == ["none", "client_secret_post", "client_secret_basic"]
    assert strict_shared.get(OAUTH).json[methods] == ["client_secret_post", "client_secret_basic"]


@pytest.mark.parametrize("path", [OPENID, OAUTH, "/id/keys"])
def test_documents_are_read_only(shared: Server, path: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = shared.ask(method, path)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert answer.json == {"error": "invalid_request", "error_description": "method not allowed"}


def test_the_key_set_holds_the_public_members_of_orgs_own_key_and_no_other(shared: Server) -> None:
    keys = shared.get("/id/keys").json["keys"]
    assert len(keys) == 1
    assert set(keys[0]) == {"kty", "use", "alg", "kid", "n", "e"}
    assert (keys[0]["kty"], keys[0]["use"], keys[0]["alg"]) == ("RSA", "sig", "RS256")
    modulus = int.from_bytes(base64.urlsafe_b64decode(keys[0]["n"] + "=="))
    assert modulus == private_key("Org1_signing").public_key().public_numbers().n
    assert modulus != private_key("Org2_JWT").public_key().public_numbers().n


STRANGERS = [
    "evil.example",
    "evil.example:8001",
    "127.0.0.1.evil.example",
    "127.0.0.1:8001.evil.example",
    "evil.example#127.0.0.1:8001",
    "user@127.0.0.1:8001",
    "user:127.0.0.1:8001",
    "127.0.0.1:8001@evil.example",
    "localhost.evil.example",
    "evillocalhost",
    "login.salesforce.com.evil.example",
    "login.salesforce.com:8001",
    "xlogin.salesforce.com",
    "org2.my.salesforce.com",
    "127.0.0.1:",
    "127.0.0.1:x",
    "127.0.0.1:80:80",
    "127.0.0.1:\xb2",
    "127.0.0.2",
    "[::2]",
    "0.0.0.0:8001",
    "",
    " ",
    "127.0.0.1:8001, evil.example",
    "\xe9",
]


@pytest.mark.parametrize("host", STRANGERS)
@pytest.mark.parametrize("path", ["/services/oauth2/token", OPENID, "/login-history", "/healthz", "/nowhere"])
def test_other_host_names_are_not_answered_for(either_shared: Server, host: str, path: str) -> None:
    answer = either_shared.post(path, a_form(), headers={"Host": host})
    assert answer.status_code == 421
    assert "this server does not answer for that host name" in answer.text
    assert "access_token" not in answer.text


def test_a_configured_port_belongs_to_the_name(new_server: Callable[..., Server]) -> None:
    server = new_server(login_url="https://login.example.com:8443")
    for host, status in (("login.example.com:8443", 200), ("login.example.com", 421), ("login.example.com:443", 421)):
        assert server.get("/healthz", headers={"Host": host}).status_code == status


def test_a_server_behind_a_front_is_found_where_it_listens_too(new_server: Callable[..., Server]) -> None:
    server = new_server(login_url="https://login.example.com", also_known_as=("http://10.0.0.7:8001/orgs/uat",))
    for host, issuer in (
        ("10.0.0.7:8001", "http://10.0.0.7:8001/orgs/uat"),
        ("login.example.com", "https://login.example.com"),
    ):
        answer = server.get(OPENID, headers={"Host": host})
        assert (answer.status_code, answer.json["issuer"]) == (200, issuer)
    assert server.get(OPENID, headers={"Host": "10.0.0.7"}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "test.salesforce.com", "org1.my.salesforce.com", "localhost:1"])
def test_behind_a_prefix_only_an_address_with_that_prefix_is_named(
    new_server: Callable[..., Server], host: str
) -> None:
    also = ("http://127.0.0.1:8001/orgs/uat",)
    server = new_server(login_url="https://login.example.com/orgs/uat", also_known_as=also)
    answer = server.get(OAUTH, headers={"Host": host}, environ_overrides={"SCRIPT_NAME": "/orgs/uat"})
    expected = also[0] if host == "127.0.0.1:8001" else "https://login.example.com/orgs/uat"
    assert answer.json["issuer"] == expected


def test_healthz_says_ok(shared: Server) -> None:
    answer = shared.get("/healthz", headers={"Host": HOST})
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "path",
    [
        "/services",
        "/nowhere",
        "/services/oauth2",
        "/services/oauth2/",
        "/services/oauth2/token/",
        "//services/oauth2/token",
        "/services//oauth2/token",
        "/services/oauth2/token/../introspect",
        "/services/oauth2/%74oken%00",
        "/.git/config",
        "/certs/Org1_signing.key",
        "/id/keys/x/y",
        "/%ff%fe",
        "/\u202e",
        "/<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_served_is_404_as_json(shared: Server, method: str, path: str) -> None:
    answer = shared.ask(method, path)
    assert (answer.status_code, answer.json) == (404, {"error": "invalid_request", "error_description": "not found"})


@pytest.mark.parametrize(
    "file", ["../org1.toml", "%2e%2e/templates/page.html", "..%2f..%2fpyproject.toml", "", ".", "x"]
)
def test_static_files_come_from_one_folder(shared: Server, file: str) -> None:
    page = shared.get("/login-history", headers={"Accept": "text/html"}).text
    stylesheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with shared.get(stylesheet) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert shared.get(stylesheet.removesuffix("org1.css") + file).status_code == 404
