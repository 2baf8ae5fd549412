"""The Login History: every exchange with its reasons, as a page and as JSON, on the machine itself only."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from building import LEFT_OUT, NOW, TOKEN, Server, a_form, a_server, an_assertion, base64url, compact

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
XSS = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{888888889*7}}"""


def test_it_is_empty_before_the_first_exchange(server: Server) -> None:
    assert server.get("/login-history", headers=JSON).json == {"entries": [], "older": None}
    assert "No exchange yet" in server.get("/login-history", headers=HTML).text


def test_the_page_leads_to_the_histories_of_the_other_orgs_and_not_to_itself(tmp_path: Path) -> None:
    urls = {"org1": "http://127.0.0.1:8001", "uat": "http://127.0.0.1:8001/orgs/uat"}
    server = a_server(tmp_path, login_urls=urls)
    page = server.get("/login-history", headers=HTML).text
    assert '<p>Other orgs: <a href="http://127.0.0.1:8001/orgs/uat/login-history">uat</a></p>' in page
    server.close()


def test_an_entry_tells_every_check_and_the_setting_that_repairs_it(server: Server) -> None:
    answer = server.request_token(an_assertion(aud="https://test.salesforce.com", sub='"max@org1.example"', exp=1))
    entry = server.login_of(answer)
    assert entry["url"] == answer.headers["Orgless-Login"]
    assert entry["outcome"] == "refused"
    assert (entry["error"], entry["error_description"]) == ("invalid_grant", "audience is invalid")
    assert entry["refused_by"] == "audience_is_this_server"
    assert entry["setting"] == "Org2: Named Credential > Audiences"
    assert entry["at"] == "2026-09-21T14:13:20.250+00:00"
    refused = {check["name"]: check for check in entry["checks"] if check["outcome"] == "refused"}
    assert list(refused) == ["audience_is_this_server", "has_not_expired", "subject_is_a_user"]
    assert refused["audience_is_this_server"]["likely_cause"] == "Org1 is a production org"
    assert "quotes are part of it" in refused["subject_is_a_user"]["likely_cause"]
    assert entry["claims"]["sub"] == '"max@org1.example"'
    assert entry["header"] == {"alg": "RS256", "typ": "JWT"}


def test_an_accepted_entry_names_app_user_and_claims(server: Server) -> None:
    entry = server.login_of(server.request_token(an_assertion(jti="one", custom={"a": [1, 2]})))
    assert (entry["connected_app"], entry["username"]) == ("Org2 Integration", "max@org1.example")
    assert (entry["outcome"], entry["error"], entry["claims_are_proven"]) == ("accepted", None, True)
    assert entry["claims"]["jti"] == "one"
    assert {check["outcome"] for check in entry["checks"]} == {"held"}
    assert entry["request"]["parameters"] == ["grant_type", "assertion"]


def test_the_newest_exchange_comes_first_and_pages_follow(server: Server) -> None:
    for number in range(5):
        server.request_token(an_assertion(aud=f"https://{number}.example"))
    seen, path, pages = [], "/login-history?limit=2", 0
    while path:
        page = server.get(path, headers=JSON).json
        seen += [entry["claims"]["aud"] for entry in page["entries"]]
        path, pages = page["older"], pages + 1
    assert seen == [f"https://{number}.example" for number in (4, 3, 2, 1, 0)]
    assert pages == 3


def test_the_page_links_to_the_entries_and_to_older_ones(server: Server) -> None:
    for _ in range(3):
        answer = server.request_token()
    page = server.get("/login-history?limit=2", headers=HTML).text
    links = re.findall(r'<a href="([^"]*)"', page)
    assert answer.headers["Orgless-Login"].removeprefix(server.settings.login_url) in links
    assert all(server.get(link.replace("&amp;", "&"), headers=HTML).status_code == 200 for link in links)
    assert len(links) == 3


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=999999999999999999999",
        "limit=\u0661",
        "before=x",
        "before=-1",
        "before=0",
        "before=99999999999",
        "limit=1&limit=2",
        "limit=%00",
        "before=1;drop",
        "limit=1.5",
    ],
)
def test_odd_paging_does_no_harm(shared: Server, query: str) -> None:
    shared.request_token()
    for headers in (JSON, HTML):
        assert shared.get(f"/login-history?{query}", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "accept", ["application/json", "application/json, text/html;q=0.9", "text/plain, application/json;q=0.1"]
)
def test_programs_get_json(shared: Server, accept: str) -> None:
    assert shared.get("/login-history", headers={"Accept": accept}).content_type == "application/json;charset=UTF-8"


@pytest.mark.parametrize(
    "name", ["nobody", "0Ya", "0Ya000000001", "%00", "\u202e", "0Ya" + "9" * 40, "..", "0Ya00000000१" + "0" * 16]
)
def test_an_unknown_entry_is_not_found(shared: Server, name: str) -> None:
    assert shared.get(f"/login-history/{name}").status_code == 404


def test_the_name_of_an_entry_cannot_be_guessed_from_that_of_another(server: Server) -> None:
    first, second = (server.request_token().headers["Orgless-Login"] for _ in range(2))
    assert first != second
    guessed = first[:-1] + ("0" if first[-1] != "0" else "1")
    assert server.get(guessed.removeprefix(server.settings.login_url)).status_code == 404


def _pages(server: Server, answer: object) -> list[str]:
    path = answer.headers["Orgless-Login"].removeprefix(server.settings.login_url)
    answers = [server.get(one, headers=HTML) for one in (path, "/login-history")]
    assert [one.status_code for one in answers] == [200, 200]
    assert all(one.content_type == "text/html; charset=utf-8" for one in answers)
    return [one.text for one in answers]


HOSTILE = {
    "iss": lambda: a_form(assertion=an_assertion(iss=XSS)),
    "sub": lambda: a_form(assertion=an_assertion(sub=XSS)),
    "aud": lambda: a_form(assertion=an_assertion(aud=XSS)),
    "jti": lambda: a_form(assertion=an_assertion(jti=[XSS])),
    "exp": lambda: a_form(assertion=an_assertion(exp=XSS)),
    "a claim's name": lambda: a_form(assertion=an_assertion(**{XSS: XSS})),
    "a nested claim": lambda: a_form(assertion=an_assertion(x={XSS: [XSS]})),
    "kid": lambda: a_form(assertion=an_assertion(header={"kid": XSS})),
    "alg": lambda: a_form(assertion=an_assertion(header={"alg": XSS})),
    "typ": lambda: a_form(assertion=an_assertion(header={"typ": {XSS: XSS}})),
    "grant_type": lambda: a_form(grant_type=XSS),
    "a parameter's name": lambda: a_form(**{XSS: XSS}),
    "client_id": lambda: a_form(client_id=XSS),
    "closes the pre": lambda: a_form(assertion=an_assertion(x="</pre><script>alert(1)</script>")),
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_a_request_says_is_escaped_on_the_pages(server: Server, form: Callable[[], dict[str, str]]) -> None:
    answer = server.post(TOKEN, form(), headers={"User-Agent": XSS})
    for page in _pages(server, answer):
        assert "<script" not in page
        assert "<img" not in page
        assert "6222222223" not in page
        assert "onerror=alert(1)>" not in page


def test_what_a_request_says_is_escaped_also_in_json(server: Server) -> None:
    entry = server.login_of(server.request_token(an_assertion(sub=XSS)))
    assert entry["claims"]["sub"] == XSS


def test_control_and_direction_characters_are_shown_as_text(server: Server) -> None:
    answer = server.request_token(an_assertion(sub="max\x1b[31m\u202e@org1.example\r\n"))
    text = "".join(_pages(server, answer)) + json.dumps(server.login_of(answer), ensure_ascii=False)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


@pytest.mark.parametrize(
    "claims",
    [
        '{"iss": 1e400, "exp": -1e400, "x": [1e400]}',
        '{"exp": 1' + "0" * 4000 + "}",
        '{"x": ' + '{"a":' * 30 + "1" + "}" * 30 + "}",
        '{"x": "\\u0000\\u2028", "": null, "y": true}',
        json.dumps({f"claim{number}": "x" * 200 for number in range(50)}),
        "{}",
    ],
    ids=["infinite", "a long number", "nested", "odd characters", "long", "nothing"],
)
def test_odd_claims_are_shown_as_well_formed_json_and_as_a_page(server: Server, claims: str) -> None:
    answer = server.request_token(compact('{"alg":"RS256"}', claims))
    assert answer.status_code == 400
    _pages(server, answer)
    path = answer.headers["Orgless-Login"].removeprefix(server.settings.login_url)
    json.loads(server.get(path, headers=JSON).text, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    "form",
    [
        dict,
        lambda: a_form(assertion=LEFT_OUT),
        lambda: a_form(assertion="garbage"),
        lambda: a_form(assertion=f"{base64url('[]')}.{base64url('1')}.{base64url('x')}"),
        lambda: a_form(assertion=an_assertion()),
    ],
)
def test_every_exchange_has_a_page(server: Server, form: Callable[[], dict[str, str]]) -> None:
    for page in _pages(server, server.post(TOKEN, form())):
        assert "Login" in page


def test_pages_forbid_scripts_and_frames(shared: Server) -> None:
    headers = shared.get("/login-history", headers=HTML).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


ELSEWHERE = [
    "192.0.2.1",
    "10.0.0.1",
    "::2",
    "2001:db8::1",
    "::1:2:3",
    "::ffff:192.0.2.1",
    "128.0.0.1",
    "",
    "fe80::1%eth0",
    "1270.0.0.1",
]
HERE = ["127.0.0.1", "127.5.5.5", "::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("path", ["/login-history", "entry", "/login-history/nobody"])
def test_other_machines_do_not_see_it(shared: Server, address: str, path: str) -> None:
    if path == "entry":
        path = shared.request_token().headers["Orgless-Login"].removeprefix(shared.settings.login_url)
    answer = shared.get(path, environ_overrides={"REMOTE_ADDR": address}, headers={"X-Forwarded-For": "127.0.0.1"})
    assert answer.status_code == 403
    assert "ORGLESS_SHOW_LOGIN_HISTORY_TO_EVERYONE" in answer.text


@pytest.mark.parametrize("address", HERE)
def test_this_machine_sees_it(shared: Server, address: str) -> None:
    assert shared.get("/login-history", environ_overrides={"REMOTE_ADDR": address}).status_code == 200


def test_a_setting_with_an_alarming_name_shows_it_to_everyone(new_server: Callable[..., Server]) -> None:
    server = new_server(show_login_history_to_everyone=True)
    assert server.get("/login-history", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


def test_times_are_the_clocks(server: Server) -> None:
    server.clock.now = NOW + 3600
    assert server.login_of(server.request_token())["at"].startswith("2026-09-21T15:13:20")


def test_the_servers_address_leads_a_browser_to_the_history(server: Server) -> None:
    answer = server.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login-history")
