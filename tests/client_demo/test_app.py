import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from client_demo import create_app
from client_demo.address_book import TransportPerOrigin
from client_demo.settings import Settings

TOKEN = "00Dxx0000001gPL!AQEAQ" + "Zb4.xK_9" * 11 + "abcd"
BOOK = {
    "https://login.salesforce.com": "http://127.0.0.1:8001",
    "https://org1.my.salesforce.com": "http://127.0.0.1:8002",
}
EVIL = "<script>alert(1)</script>"


def an_authorization_server() -> Flask:
    app = Flask("authorization_server")

    @app.post("/services/oauth2/token")
    def token() -> Response:
        answer = Response(
            json.dumps({"access_token": TOKEN, "token_type": "Bearer", "scope": "api web"}), mimetype="application/json"
        )
        answer.headers["Orgless-Login"] = "http://127.0.0.1:8001/login-history/1"
        return answer

    return app


def an_api() -> Flask:
    app = Flask("api")

    @app.route("/services/data/<path:_>", methods=["GET", "POST"])
    def query(_: str) -> dict[str, Any]:
        assert request.host == "org1.my.salesforce.com"
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        return {"totalSize": 1, "records": [{"attributes": {}, "Id": "001", "Name": EVIL}]}

    return app


@pytest.fixture
def settings(world: Path) -> Settings:
    return Settings(
        world=world,
        certs=world / "certs",
        database_url=f"sqlite:///{world / '.state' / 'client_demo.sqlite3'}",
        address_book=BOOK,
    )


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    origins = {
        "http://127.0.0.1:8001": httpx.WSGITransport(an_authorization_server()),
        "http://127.0.0.1:8002": httpx.WSGITransport(an_api()),
    }
    app = create_app(settings, clock=lambda: 1_800_000_000.0, transport=TransportPerOrigin(origins))
    return app.test_client()


def run(client: FlaskClient, **fields: str) -> Any:
    form = {"named_credential": "Org1", "path": "/services/data/v67.0/query?q=SELECT+Id", "method": "GET", **fields}
    return client.post("/run", data=form)


def test_it_says_that_it_is_well(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_callout_through_the_api_answers_with_the_whole_story(client: FlaskClient) -> None:
    answer = client.post("/callouts", json={"named_credential": "Org1", "path": "/services/data/v67.0/limits"})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["response"]["status"] == 200
    assert [one["step"] for one in answer.json["exchanges"]] == [2, 3]
    assert answer.json["login_url_of_entry"] == "http://127.0.0.1:8001/login-history/1"
    assert TOKEN not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_by_org1_is_an_answer_too(settings: Settings) -> None:
    refusal = httpx.Response(400, json={"error": "invalid_grant", "error_description": "audience is invalid"})
    app = create_app(settings, transport=httpx.MockTransport(lambda _: refusal))
    answer = app.test_client().post("/callouts", json={"named_credential": "Org1"})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["apex_error"].endswith("Error: invalid_grant. Error description: audience is invalid.")


def test_the_named_credentials_are_listed(client: FlaskClient) -> None:
    listed = client.get("/named-credentials").json
    assert listed is not None
    assert [one["name"] for one in listed] == ["Org1"]
    assert listed[0]["per_user_subject"] == '"max@org1.example"'
    assert listed[0]["audiences"] == ["https://login.salesforce.com"]


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"named_credential": "Org 1"}, "unknown_named_credential", "did you mean “Org1”"),
        ({"named_credential": "Org1", "username": "ana@org2.example"}, "unknown_user", "did you mean"),
        ({"named_credential": "Org1", "path": "x"}, "bad_callout", "must begin with /"),
        ({"named_credential": "Org1", "path": "/\ud800"}, "bad_callout", "half a character"),
        ({"named_credential": "Org\x00"}, "unknown_named_credential", "did you mean “Org1”"),
        ({"name": "Org1"}, "bad_callout", "unknown key"),
        ([], "bad_callout", "is no JSON object"),
    ],
)
def test_a_bad_request_is_told(asked: object, error: str, message: str, client: FlaskClient) -> None:
    answer = client.post("/callouts", data=json.dumps(asked), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"] == error
    assert message in answer.json["message"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
def test_callouts_take_json_only(content_type: str, client: FlaskClient) -> None:
    answer = client.post("/callouts", data="{}", content_type=content_type)
    assert answer.status_code == 415
    assert answer.json is not None
    assert answer.json["error"] == "unsupported_media_type"


@pytest.mark.parametrize("path", ["/callouts", "/run"])
@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "http://127.0.0.1:8003"}, True),
        ({"Origin": "http://127.0.0.1:8003", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://127.0.0.1:8003", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1:8003.evil.example"}, False),
        ({"Origin": "http://127.0.0.1:8001"}, False),
        ({"Origin": "http://[::1"}, False),
        ({"Origin": "file://127.0.0.1:8003"}, False),
    ],
)
def test_other_sites_pages_cannot_make_callouts(
    path: str, headers: dict[str, str], client: FlaskClient, *, allowed: bool
) -> None:
    answer = client.post(
        path, data="{}", content_type="application/json", headers={"Host": "127.0.0.1:8003", **headers}
    )
    assert (answer.status_code != 403) is allowed
    if not allowed:
        assert answer.json is not None
        assert answer.json["error"] == "cross_site"


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:8003"])
def test_the_run_button_works_with_the_headers_that_browsers_send(origin: str, client: FlaskClient) -> None:
    browsers = {
        "Host": "127.0.0.1:8003",
        "Origin": origin,
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-User": "?1",
        "Sec-Fetch-Dest": "document",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    }
    form = {"named_credential": "Org1", "path": "/services/data/v67.0/query?q=SELECT+Id", "method": "GET"}
    answer = client.post("/run", data=form, headers=browsers)
    assert answer.status_code == 200
    assert "The API answered 200." in answer.text


def test_browsers_may_say_where_our_own_forms_come_from(client: FlaskClient) -> None:
    assert client.get("/").headers["Referrer-Policy"] == "same-origin"


def test_a_refused_page_is_told_on_a_page(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}
    answer = client.post("/run", data={}, headers=headers)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "requests from other sites&#39; pages are refused" in answer.text
    assert client.get("/nowhere", headers={"Accept": "text/html"}).mimetype == "text/html"


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1:8003", 200), ("localhost", 200), ("evil.example", 421)])
def test_only_known_host_names_are_answered(host: str, status: int, client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("path", ["/", "/named-credentials", "/nowhere", "/static/org2.css", "/healthz"])
def test_every_answer_forbids_scripts_frames_and_guessed_types(path: str, client: FlaskClient) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/callouts", 405, "method_not_allowed"),
        ("PUT", "/", 405, "method_not_allowed"),
    ],
)
def test_errors_are_json(method: str, path: str, status: int, error: str, client: FlaskClient) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"] == error
    assert "message" in answer.json


@pytest.mark.parametrize("path", ["/callouts", "/run"])
def test_an_oversized_body_is_refused(path: str, client: FlaskClient) -> None:
    answer = client.post(path, data=b"x" * 1_000_001, content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/callouts", "/run"])
def test_a_compressed_body_is_not_inflated(path: str, client: FlaskClient) -> None:
    answer = client.post(path, data=b"{}", content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415
    plain = client.post(path, data=b"{}", content_type="application/json", headers={"Content-Encoding": "identity"})
    assert plain.status_code == 400


def test_the_page_notes_a_subject_that_is_the_same_for_every_user(world: Path, settings: Settings) -> None:
    note = "every user of Org2 is mapped to one user"
    assert note in create_app(settings).test_client().get("/").text
    file = world / "org2.toml"
    text = file.read_text(encoding="utf-8").replace("'\"max@org1.example\"'", "'$User.FederationIdentifier'")
    file.write_text(text, encoding="utf-8")
    assert note not in create_app(settings).test_client().get("/").text


def test_a_token_database_that_cannot_be_made_ends_the_process_with_one_line(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        create_app(replace(settings, database_url="sqlite:////proc/nowhere/x.sqlite3"))
    assert ended.value.code == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "/proc/nowhere/x.sqlite3 cannot be opened: No such file or directory; ORGLESS_STATE, or" in line


def test_the_page_shows_the_credentials_under_the_forms_labels(client: FlaskClient) -> None:
    page = client.get("/").text
    for label in ("Label", "Identity Type", "Token Endpoint URL", "Per User Subject", "JWT Signing Certificate"):
        assert f"<dt>{label}</dt>" in page
    assert "&#34;max@org1.example&#34;" in page
    assert "<script" not in page
    assert "style=" not in page
    assert "ORGLESS_CALL_REAL_SALESFORCE" not in page


def test_the_page_warns_while_salesforce_itself_may_be_called(world: Path) -> None:
    settings = Settings(
        world=world,
        certs=world / "certs",
        database_url=f"sqlite:///{world / '.state' / 'client_demo.sqlite3'}",
        address_book={},
        call_real_salesforce=True,
    )
    assert "ORGLESS_CALL_REAL_SALESFORCE" in create_app(settings).test_client().get("/").text


def test_a_run_shows_the_three_steps_and_the_records(client: FlaskClient) -> None:
    page = run(client).text
    assert "Sign the assertion" in page
    assert ">Per User Subject</td>" in page
    assert ">&#34;max@org1.example&#34;</td>" in page
    assert "grant_type=urn%3Aietf" in page
    assert "The API answered 200." in page
    assert '<th scope="col">Name</th>' in page
    assert 'href="http://127.0.0.1:8001/login-history/1"' in page


def test_a_second_run_takes_all_steps_only_if_that_is_ticked(client: FlaskClient) -> None:
    assert 'name="new_token" value="on" checked' in client.get("/").text
    run(client)
    assert "an access token was stored from an earlier exchange" in run(client).text
    assert "an access token was stored from an earlier exchange" not in run(client, new_token="on").text


def test_nothing_from_outside_becomes_markup(client: FlaskClient) -> None:
    page = run(client, path=f"/services/data/{EVIL}").text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_run_shows_no_secret(client: FlaskClient) -> None:
    pages = run(client).text + run(client).text
    assert TOKEN not in pages
    assert TOKEN[:20] in pages
    assert "BEGIN" not in pages


def test_a_refused_run_shows_what_apex_sees_and_where_it_is_told_why(settings: Settings) -> None:
    refusal = httpx.Response(
        400,
        json={"error": "invalid_grant", "error_description": EVIL},
        headers={"Orgless-Login": "http://127.0.0.1:8001/login-history/9"},
    )
    app = create_app(settings, transport=httpx.MockTransport(lambda _: refusal))
    page = run(app.test_client()).text
    assert "What the Apex developer sees" in page
    assert "Error: invalid_grant. Error description: &lt;script&gt;alert(1)&lt;/script&gt;." in page
    assert 'href="http://127.0.0.1:8001/login-history/9"' in page
    assert "The API was not reached." in page


def test_a_refused_run_says_what_org1_says_of_it(settings: Settings) -> None:
    check = {"outcome": "refused", "name": "audience_is_us", "expected": "us", "got": EVIL, "setting": "Audiences"}

    def org1(asked: httpx.Request) -> httpx.Response:
        if asked.method == "GET":
            assert str(asked.url) == "http://127.0.0.1:8001/login-history/9"
            return httpx.Response(200, json={"checks": [check, check | {"name": "has_not_expired"}]})
        entry = {"Orgless-Login": "http://127.0.0.1:8001/login-history/9"}
        return httpx.Response(400, json={"error": "invalid_grant"}, headers=entry)

    page = run(create_app(settings, transport=httpx.MockTransport(org1)).test_client()).text
    assert "Why Org1 refused" in page
    assert "<dt>Refused by</dt><dd><code>audience_is_us</code></dd>" in page
    assert "<dt>Got</dt><dd>&lt;script&gt;alert(1)&lt;/script&gt;</dd>" in page
    assert "<dt>Change</dt><dd><strong>Audiences</strong></dd>" in page
    assert "And after that" in page
    assert "All checks: the entry in Org1" in page


def test_the_page_leads_to_org1s_login_history_where_it_is_known(settings: Settings) -> None:
    assert "/login-history" not in create_app(settings).test_client().get("/").text
    known = create_app(replace(settings, login_url="http://127.0.0.1:8001")).test_client().get("/").text
    assert '<a href="http://127.0.0.1:8001/login-history" rel="noreferrer">' in known


def test_steps_that_were_refused_and_not_reached_look_and_read_differently(settings: Settings) -> None:
    refusal = httpx.Response(400, json={"error": "invalid_grant"})
    page = run(create_app(settings, transport=httpx.MockTransport(lambda _: refusal)).test_client()).text
    for named in ('<li class="done">', '<li class="failed">', '<li class="not-reached">', "<small>not reached</small>"):
        assert page.count(named) == 1


def test_an_unreachable_org1_is_told_with_our_diagnosis(settings: Settings) -> None:
    app = create_app(settings, transport=TransportPerOrigin({}))
    page = run(app.test_client()).text
    assert "Unable to complete the JWT token exchange.</pre>" in page
    assert "nothing answers at http://127.0.0.1:8001" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"named_credential": EVIL}, "Org2 has no named credential"),
        ({"path": "services"}, "must begin with /"),
        ({"method": "get"}, "is no method"),
        ({"username": "nobody@org2.example"}, "Org2 has no user"),
    ],
)
def test_a_run_that_cannot_be_made_is_told_on_the_page(fields: dict[str, str], told: str, client: FlaskClient) -> None:
    answer = run(client, **fields)
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert told in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("content", [b"path=%ff", b"path=\xff", b"&".join([b"a=1"] * 50)])
def test_a_malformed_form_is_refused(content: bytes, client: FlaskClient) -> None:
    answer = client.post("/run", data=content, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_a_bad_world_ends_the_process_with_one_line_per_problem(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.certs / "Org2_JWT.key").unlink()
    (settings.certs / "Old_Integration.crt").write_text("hello")
    with pytest.raises(SystemExit):
        create_app(settings)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "`orgless certs` makes it" in lines[0]
    assert "holds no PEM where a certificate belongs" in lines[1]


def test_the_environment_configures_it(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ORGLESS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ORGLESS_WORLD", str(world))
    client = create_app().test_client()
    answer = client.post("/callouts", json={"named_credential": "Org1"})
    assert answer.json is not None
    assert "orgless stays offline" in answer.json["diagnosis"]
    assert (world / ".state" / "client_demo.sqlite3").exists()


def test_a_client_is_made_per_process(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real: Any = httpx.Client

    def counted(**options: Any) -> Any:
        made.append(os.getpid())
        return real(**options)

    monkeypatch.setattr(httpx, "Client", counted)
    client = create_app(settings, transport=TransportPerOrigin({})).test_client()
    assert made == []
    client.post("/callouts", json={"named_credential": "Org1"})
    client.post("/callouts", json={"named_credential": "Org1"})
    assert made == [os.getpid()]


def a_run_at(settings: Settings, api: Flask | None) -> str:
    origins = {"http://127.0.0.1:8001": httpx.WSGITransport(an_authorization_server())}
    if api:
        origins["http://127.0.0.1:8002"] = httpx.WSGITransport(api)
    app = create_app(settings, clock=lambda: 1_800_000_000.0, transport=TransportPerOrigin(origins))
    page: str = run(app.test_client()).text
    return page


def test_the_page_shows_which_check_of_the_api_refused_and_why(settings: Settings) -> None:
    api = Flask("api")

    @api.route("/services/data/<path:_>")
    def refuse(_: str) -> Response:
        return Response("[]", 401, {"Orgless-Access": "token_is_live", "Orgless-Access-Reason": f"got {EVIL}"})

    page = a_run_at(settings, api)
    assert "<code>token_is_live</code>" in page
    assert "got &lt;script&gt;" in page
    assert "What orgless thinks" not in page


def test_a_login_that_succeeded_is_not_shown_as_the_reason_of_a_call_that_failed(settings: Settings) -> None:
    page = a_run_at(settings, None)
    assert "<pre>System.CalloutException</pre>\n    <p>and a text that depends on the failure" in page
    assert "Why: the entry" not in page
    assert ">The entry in Org1&#39;s Login History</a>" in page.replace("Org1's", "Org1&#39;s")


def test_the_page_leads_to_the_login_histories_of_all_orgs(settings: Settings) -> None:
    urls = {"org1": "http://127.0.0.1:8001", "uat": "http://127.0.0.1:8001/orgs/uat"}
    page = create_app(replace(settings, login_urls=urls)).test_client().get("/").text
    for name, url in urls.items():
        assert f'<a href="{url}/login-history" rel="noreferrer">{name}</a>' in page
