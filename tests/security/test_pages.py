"""Security contract K5 to K7: pages show what was sent as text, without secrets, and files come from one folder."""

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from building import TOKEN, Server, a_form, an_assertion
from building.assertions import LEFT_OUT
from refusals import granted
from served_world import Served, head
from whole_org1 import V67, Org1

HTML = {"Accept": "text/html"}
MARKUP = "<script>alert(6222222223)</script><img src=x onerror=alert(1)>\"'`{{7*7}}${7*7}"
SENT: dict[str, dict[str, Any]] = {
    **{
        f"K5 {name}": {"assertion": an_assertion(**{name: MARKUP})} for name in ("iss", "sub", "aud", "exp", "jti", "x")
    },
    "K5 a claim's name": {"assertion": an_assertion(**{MARKUP: MARKUP})},
    **{f"K5 {name}": {"assertion": an_assertion(header={name: MARKUP})} for name in ("alg", "kid", "typ", "crit")},
    "K5 the assertion itself": {"assertion": MARKUP},
    "K5 grant_type": {"grant_type": MARKUP},
    "K5 a parameter's name": {MARKUP: MARKUP},
    "K5 client_id": {"client_id": MARKUP},
    "K5 no assertion": {"assertion": LEFT_OUT, MARKUP: "x"},
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
def test_pages_show_what_was_sent_as_text(server: Server, sent: dict[str, Any]) -> None:
    headers = {"User-Agent": MARKUP, "Content-Type": "application/x-www-form-urlencoded"}
    answer = server.post(TOKEN, a_form(**sent), headers=headers)
    for path in ("/login-history", answer.headers["Orgless-Login"].removeprefix(server.settings.login_url)):
        page = server.get(path, headers=HTML)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "<img" not in page.text
        _is_strict(page.headers)


def _is_strict(headers: Any) -> None:
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


ERRORS = [f"/{MARKUP}", f"/login-history/{MARKUP}", f"/id/{MARKUP}/x", f"/login-history?before={MARKUP}"]


@pytest.mark.parametrize("path", ERRORS, ids=["K5 a path", "K5 an entry", "K5 an id", "K5 a query"])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_errors_do_not_repeat_what_was_asked_for(either_org1: Org1, path: str, accept: str) -> None:
    for answer in (
        either_org1.login.get(path, headers={"Accept": accept}),
        either_org1.ask(path, headers={"Accept": accept}),
        either_org1.call(either_org1.login.a_token(), f"{V67}{path}"),
    ):
        assert "<script" not in answer.text
        assert "alert(6222222223)" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


ASKED = [
    f"query?q=SELECT {MARKUP} FROM Account",  # noqa: S608  SOQL
    f"query?q=SELECT Id FROM Account WHERE Name = '{MARKUP}' {MARKUP}",  # noqa: S608  SOQL
    f"sobjects/{MARKUP}",
    f"sobjects/Account/{MARKUP}",
    f"sobjects/Account/001xx0000000001AAA?fields={MARKUP}",
    f"{V67}/../{MARKUP}",
]


@pytest.mark.parametrize(
    "path", ASKED, ids=["K5 a field", "K5 a query", "K5 an object", "K5 an id", "K5 fields", "K5 a path"]
)
@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/xml", "text/html"])
def test_what_the_api_repeats_is_text_in_every_form(either_org1: Org1, path: str, accept: str) -> None:
    headers = {"Authorization": f"Bearer {either_org1.login.a_token()}", "Accept": accept}
    answer = either_org1.ask(quote(path, safe="/?=&"), headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.mimetype in {"application/json", "application/xml"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype == "application/xml":
        assert "<script" not in answer.text
        assert ET.fromstring(answer.text) is not None  # noqa: S314  the API's own answer
    else:
        assert answer.json[0]["errorCode"]


FILES = [
    "../org1.toml",
    "..%2forg1.toml",
    "%2e%2e/org1.toml",
    "..%5corg1.toml",
    "....//org1.toml",
    "..;/org1.toml",
    "../../../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%252e%252e%252forg1.toml",
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "org1.css/../../org1.toml",
    "org1.css%00.toml",
    "../templates/page.html",
    "../__init__.py",
    "..%2f__init__.py",
    "../../certs/Org1_signing.key",
    ".",
    "",
    "~root/.ssh/id_rsa",
    ".git/config",
]


@pytest.mark.parametrize("file", FILES, ids=[f"K6 {file}" for file in FILES])
def test_static_files_come_from_one_folder(served: Served, file: str) -> None:
    servers = served.servers
    for url in (servers.login_url, servers.instance_url, servers.org2_url):
        for folder in ("/login-history/static/", "/static/", "/"):
            answer = served.say(url, head("GET", url, folder + file))
            assert answer.status in {302, 400, 401, 404} or (answer.status == 200 and folder + file == "/"), folder
            for text in ("root:", "[org]", "PRIVATE KEY", "import ", "{%", "[core]"):
                assert text not in answer.text


def test_k7_an_entry_shows_no_signature_and_no_token(server: Server) -> None:
    assertion = an_assertion()
    answer = server.request_token(assertion)
    token = granted(answer)["access_token"]
    path = answer.headers["Orgless-Login"].removeprefix(server.settings.login_url)
    for accept in ("text/html", "application/json"):
        shown = server.get(path, headers={"Accept": accept}).text
        assert token[20:] not in shown
        assert assertion.rpartition(".")[2][:20] not in shown
