"""Security contract K1 to K4: a server answers under its own names, to its own pages, and to nobody else's."""

import re

import pytest
from building import Server
from served_world import TOKEN as TOKEN_PATH
from served_world import Served, head

HTML = {"Accept": "text/html"}
STRANGERS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "user@127.0.0.1",
    "user:password@127.0.0.1",
    "evil.example#127.0.0.1",
    "evil.example/127.0.0.1",
    "evil.example\\@127.0.0.1",
    "localhost.evil.example",
    "evillocalhost",
    "login.salesforce.com.evil.example",
    "login.salesforce.com:8001",
    "127.0.0.1:",
    "127.0.0.1:99:99",
    "127.0.0.1:0x50",
    "127.1",
    "2130706433",
    "0",
    "0.0.0.0",  # noqa: S104  as a name, not as an address to listen on
    "[::]",
    "[::ffff:7f00:1]",
    "127.0.0.2",
    "localhost.",
    "LOCALHOST.EVIL.EXAMPLE",
    "127.0.0.1 evil.example",
    "\xe9vil.example",
    "xn--lgin-4ua.salesforce.com",
]


@pytest.mark.parametrize("host", STRANGERS, ids=[f"K1 {host!a}" for host in STRANGERS])
def test_no_server_answers_under_a_strangers_name(served: Served, host: str) -> None:
    servers = served.servers
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        for path in ("/healthz", "/", TOKEN_PATH, "/login-history", "/services/data", "/named-credentials", "/nowhere"):
            answer = served.say(
                url, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("latin-1")
            )
            assert answer.status in {400, 421}, f"{url}{path}"


OWN = ["127.0.0.1", "localhost", "LocalHost", "127.0.0.1:1", "[::1]:80"]


@pytest.mark.parametrize("host", OWN, ids=[f"K1 {host}" for host in OWN])
def test_every_server_answers_under_loopbacks_names(served: Served, host: str) -> None:
    servers = served.servers
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        assert (
            served.say(url, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()).status
            == 200
        )


FORWARDED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Port": "4711",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Server": "evil.example",
    "X-Real-IP": "192.0.2.7",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "X-Script-Name": "/evil",
    "SCRIPT_NAME": "/evil",
    "Forwarded": "for=192.0.2.7;host=evil.example;proto=https",
    "X-Host": "evil.example",
    "Client-IP": "192.0.2.7",
}


def test_k2_forwarded_headers_change_nothing(served: Served) -> None:
    """The addresses in answers, whom the history is shown to, and whose address it notes."""
    headers = [f"{name}: {value}" for name, value in FORWARDED.items()]
    for url in (served.servers.login_url, served.servers.instance_url):
        for path in ("/.well-known/openid-configuration", "/login-history", "/services/data", "/nowhere"):
            plain, forwarded = (served.say(url, head("GET", url, path, *more)) for more in ((), headers))
            assert plain.status == forwarded.status
            assert "evil" not in forwarded.raw.decode("latin-1")
        answer = served.post(url, TOKEN_PATH, served.form(), *headers)
        assert answer.json["instance_url"] == served.servers.instance_url
        assert answer.json["id"].startswith(served.servers.login_url)
        assert "evil" not in answer.raw.decode("latin-1")
    entries = served.say(served.servers.login_url, head("GET", served.servers.login_url, "/login-history?limit=1"))
    assert "192.0.2.7" not in entries.text


def test_k2_the_history_is_not_shown_to_another_machine_that_says_it_is_this_one(shared: Server) -> None:
    claimed = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "Client-IP", "Forwarded"), "127.0.0.1")
    there = {"REMOTE_ADDR": "192.0.2.7"}
    assert shared.get("/login-history", headers=claimed, environ_overrides=there).status_code == 403


ORIGINS = ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:9", "file://", "*", "http://[", ""]


@pytest.mark.parametrize("origin", ORIGINS, ids=[f"K3 {origin}" for origin in ORIGINS])
def test_no_answer_invites_another_origin(served: Served, origin: str) -> None:
    asks = [f"Origin: {origin}", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization"]
    servers = served.servers
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        for method in ("GET", "POST", "OPTIONS"):
            for path in ("/", TOKEN_PATH, "/id/keys", "/login-history", "/services/data", "/callouts", "/healthz"):
                answer = served.say(url, head(method, url, path, *asks))
                assert 200 <= answer.status < 500
                assert "access-control-" not in answer.head.lower()


@pytest.mark.parametrize("origin", ORIGINS, ids=[f"K3 K4 {origin}" for origin in ORIGINS])
def test_the_history_and_org2_refuse_other_origins(served: Served, origin: str) -> None:
    login, org2 = served.servers.login_url, served.servers.org2_url
    entry = served.post(login, TOKEN_PATH, served.form(iss="x"))
    address = re.search(rf"{re.escape(login)}(/login-history/\w+)", entry.head)
    assert address is not None
    for path in ("/login-history", address[1]):
        assert served.say(login, head("GET", login, path)).status == 200
        assert served.say(login, head("GET", login, path, f"Origin: {login}")).status == 200
        assert served.say(login, head("GET", login, path, f"Origin: {origin}")).status == 403
    callout = b'{"named_credential": "Org1", "path": "/services/data"}'
    kind = "Content-Type: application/json"
    assert served.post(org2, "/callouts", callout, kind, f"Origin: {org2}").status == 200
    assert served.post(org2, "/callouts", callout, kind, f"Origin: {origin}").status == 403
    assert served.post(org2, "/run", b"named_credential=Org1&path=/", f"Origin: {origin}").status == 403


SITES = ["cross-site", "same-site", "CROSS-SITE", "x", ""]


@pytest.mark.parametrize("site", SITES, ids=[f"K4 {site}" for site in SITES])
def test_org2_refuses_what_a_browser_sends_for_another_site(served: Served, site: str) -> None:
    org2 = served.servers.org2_url
    callout = b'{"named_credential": "Org1", "path": "/services/data"}'
    answer = served.post(org2, "/callouts", callout, "Content-Type: application/json", f"Sec-Fetch-Site: {site}")
    assert answer.status == 403


KINDS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", ""]


@pytest.mark.parametrize("kind", KINDS, ids=[f"K4 {kind}" for kind in KINDS])
def test_org2_takes_callouts_as_json_only_and_changes_nothing_by_get(served: Served, kind: str) -> None:
    org2 = served.servers.org2_url
    callout = b'{"named_credential": "Org1", "path": "/services/data"}'
    assert served.post(org2, "/callouts", callout, f"Content-Type: {kind}").status == 415
    for path in ("/callouts", "/run", "/run?named_credential=Org1&path=/"):
        assert served.say(org2, head("GET", org2, path)).status == 405
