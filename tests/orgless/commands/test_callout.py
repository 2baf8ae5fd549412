import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orgless.cli import main

Run = Callable[..., Result]

GOOD = {
    "named_credential": "Org1",
    "method": "GET",
    "path": "/services/data",
    "username": "anna@org2.example",
    "assertion": {
        "text": "eyJ.eyJ.…",
        "header": {"alg": "RS256"},
        "claims": {"iss": "3MVG9", "sub": "max@org1.example"},
        "origins": {"iss": "Issuer", "sub": "Per User Subject"},
    },
    "exchanges": [
        {
            "step": 2,
            "request_text": "POST /services/oauth2/token HTTP/1.1\nHost: login.salesforce.com\n\ngrant_type=x",
            "response_text": "HTTP/1.1 200 OK\n\n{}",
            "status": 200,
            "duration_ms": 12.3,
            "meaning": "The assertion became a token.",
        },
        {
            "step": 3,
            "request_text": "GET /services/data HTTP/1.1",
            "response_text": 'HTTP/1.1 200 OK\n\n[{"label":"x"}]',
            "status": 200,
            "duration_ms": 3.0,
            "meaning": "The API answered.",
        },
    ],
    "response": {"status": 200, "headers": [], "body": '[{"label":"x"}]'},
    "apex_error": None,
    "diagnosis": None,
    "login_url_of_entry": None,
    "used_cached_token": False,
    "renewed": False,
}
REFUSED = GOOD | {
    "exchanges": GOOD["exchanges"][:1],  # type: ignore[index]
    "response": None,
    "apex_error": "Unable to complete the JWT token exchange. Failure response: \x1b[31m",
    "diagnosis": "sub stands in quotes",
    "login_url_of_entry": "http://127.0.0.1:8001/login-history/7",
}


class Org2:
    """Answers ``POST /callouts`` as it is told and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.entry: tuple[int, str] = (404, "no such entry")
        self.answer: tuple[int, str] = (200, json.dumps(GOOD))
        org2 = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                org2.asked.append((self.path, self.headers["Content-Type"], json.loads(body)))
                status, text = org2.answer
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode("utf-8", "surrogatepass"))

            def do_GET(self) -> None:
                org2.asked.append((self.path, self.headers["Accept"]))
                self.send_response(org2.entry[0])
                self.end_headers()
                self.wfile.write(org2.entry[1].encode())

            def log_message(self, *_words: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Stops answering."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def org2(monkeypatch: pytest.MonkeyPatch) -> Iterator[Org2]:
    served = Org2()
    monkeypatch.setenv("ORGLESS_ORG2_URL", served.url)
    yield served
    served.close()


def test_the_body_of_the_answer_is_printed_as_it_came(org2: Org2, run: Run) -> None:
    result = run("callout", "Org1", "/services/data")
    assert (result.exit_code, result.stdout, result.stderr) == (0, '[{"label":"x"}]\n', "")
    assert org2.asked == [
        (
            "/callouts",
            "application/json",
            {
                "named_credential": "Org1",
                "path": "/services/data",
                "method": "GET",
                "headers": {"Accept": "application/json"},
                "body": None,
                "username": None,
                "new_token": False,
            },
        )
    ]


def test_a_body_that_ends_its_line_gets_no_second_line_feed(org2: Org2, run: Run) -> None:
    for body in ("a,b\n", ""):
        org2.answer = (200, json.dumps(GOOD | {"response": {"status": 200, "headers": [], "body": body}}))
        assert run("callout", "Org1", "/x").stdout == body


def test_where_only_the_class_of_apexs_exception_is_known_that_is_said(org2: Org2, run: Run) -> None:
    org2.answer = (200, json.dumps(REFUSED | {"apex_error": "System.CalloutException", "login_url_of_entry": None}))
    told = run("callout", "Org1", "/x").stderr.splitlines()[0]
    assert told == (
        "orgless: Apex: System.CalloutException, with a text that depends on the failure; which one is not known here"
    )


def test_a_body_makes_it_a_post_of_json(org2: Org2, run: Run) -> None:
    run("callout", "Org1", "/x", "-d", '{"Name":"ä"}', "--user", "anna@org2.example")
    asked = org2.asked[0][2]
    assert (asked["method"], asked["body"], asked["username"]) == ("POST", '{"Name":"ä"}', "anna@org2.example")
    assert asked["headers"] == {"Accept": "application/json", "Content-Type": "application/json"}


def test_method_and_headers_are_the_callers(org2: Org2, run: Run) -> None:
    run("callout", "Org1", "/x", "-X", "PATCH", "-d", "a,b", "-H", "content-type: text/csv", "-H", "X-Y:z: 1")
    asked = org2.asked[0][2]
    assert asked["method"] == "PATCH"
    assert asked["headers"] == {"Accept": "application/json", "content-type": "text/csv", "X-Y": "z: 1"}


def test_a_body_is_read_from_a_file_and_from_standard_input(org2: Org2, run: Run, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text('{"a":\n1}', encoding="utf-8")
    run("callout", "Org1", "/x", "-d", f"@{tmp_path / 'body.json'}")
    for word in ("-", "@-"):
        CliRunner().invoke(main, ["callout", "Org1", "/x", "-d", word], input="from\nstdin")
    assert [asked[2]["body"] for asked in org2.asked] == ['{"a":\n1}', "from\nstdin", "from\nstdin"]


def test_verbose_tells_all_that_crossed_the_wire(org2: Org2, run: Run) -> None:
    result = run("callout", "Org1", "/x", "-v")
    assert org2.asked
    assert result.stdout == '[{"label":"x"}]\n'
    assert result.stderr.splitlines() == [
        "Step 1: Org2 signs a JWT",
        '  header  alg: "RS256"',
        '  claims  iss: "3MVG9"   ← Issuer',
        '  claims  sub: "max@org1.example"   ← Per User Subject',
        "",
        "Step 2: Org1's authorization server exchanges it (12 ms): The assertion became a token.",
        "> POST /services/oauth2/token HTTP/1.1",
        "> Host: login.salesforce.com",
        ">",
        "> grant_type=x",
        "< HTTP/1.1 200 OK",
        "<",
        "< {}",
        "",
        "Step 3: Org1's API takes the access token (3 ms): The API answered.",
        "> GET /services/data HTTP/1.1",
        "< HTTP/1.1 200 OK",
        "",
    ]
    assert (result.stdout + result.stderr).count('[{"label":"x"}]') == 1


def test_a_new_token_is_taken_when_that_is_asked_for(org2: Org2, run: Run) -> None:
    run("callout", "Org1", "/x", "--new-token")
    assert org2.asked[0][2]["new_token"] is True


@pytest.mark.parametrize(
    ("used_cached_token", "told"),
    [(True, "Step 1: skipped, a stored token is used"), (False, "Step 1: skipped, no token is sent")],
)
def test_verbose_tells_why_nothing_was_signed(used_cached_token: bool, told: str, org2: Org2, run: Run) -> None:  # noqa: FBT001
    org2.answer = (200, json.dumps(GOOD | {"assertion": None, "used_cached_token": used_cached_token}))
    assert run("callout", "Org1", "/x", "-v").stderr.splitlines()[0] == told


def test_a_refused_exchange_tells_what_apex_sees_and_why(org2: Org2, run: Run) -> None:
    org2.answer = (200, json.dumps(REFUSED))
    result = run("callout", "Org1", "/x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "orgless: Apex: Unable to complete the JWT token exchange. Failure response: \\x1b[31m",
        "orgless: Diagnosis: sub stands in quotes",
        "orgless: Login History of Org1: http://127.0.0.1:8001/login-history/7",
    ]


def _refused_at(org2: Org2) -> str:
    return json.dumps(REFUSED | {"diagnosis": None, "login_url_of_entry": f"{org2.url}/login-history/7"})


def test_the_cause_is_told_as_the_login_history_knows_it(org2: Org2, run: Run) -> None:
    refusal = {
        "name": "subject_is_a_user",
        "outcome": "refused",
        "expected": "an active user",
        "got": "“'max'” \x1b[31m",
        "likely_cause": "the quotes are part of it",
        "setting": "Org2: Named Credential",
    }
    second = refusal | {"name": "has_not_expired", "likely_cause": ""}
    checks = [{"name": "is_signed", "outcome": "held"}, refusal, second, "no check"]
    org2.answer = (200, _refused_at(org2))
    org2.entry = (200, json.dumps({"checks": checks}))
    result = run("callout", "Org1", "/x")
    assert result.exit_code == 1
    assert org2.asked[1] == ("/login-history/7", "application/json")
    assert result.stderr.splitlines()[2:] == [
        "  refused by    subject_is_a_user",
        "  expected      an active user",
        "  got           “'max'” \\x1b[31m",
        "  likely cause  the quotes are part of it",
        "  change        Org2: Named Credential",
        "  refused by    has_not_expired",
        "  expected      an active user",
        "  got           “'max'” \\x1b[31m",
        "  change        Org2: Named Credential",
    ]


@pytest.mark.parametrize("entry", [(404, "{}"), (200, "no json"), (200, "[]"), (200, '{"checks": 1}')])
def test_an_entry_that_is_gone_or_strange_is_passed_over(entry: tuple[int, str], org2: Org2, run: Run) -> None:
    org2.answer, org2.entry = (200, _refused_at(org2)), entry
    result = run("callout", "Org1", "/x")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize("url", ["http://203.0.113.7/login-history/7", "http://[", "ftp://127.0.0.1/x"])
def test_an_entry_elsewhere_is_not_asked_for(url: str, org2: Org2, run: Run) -> None:
    org2.answer = (200, json.dumps(REFUSED | {"login_url_of_entry": url}))
    assert run("callout", "Org1", "/x").exit_code == 1
    assert len(org2.asked) == 1


def test_a_refusal_by_the_api_is_told_with_its_check(org2: Org2, run: Run) -> None:
    headers = [["Orgless-Access", "token_is_active"], ["Orgless-Access-Reason", "expected a live session"]]
    org2.answer = (200, json.dumps(GOOD | {"response": {"status": 401, "headers": headers, "body": ""}}))
    assert run("callout", "Org1", "/x").stderr.splitlines() == [
        "orgless: the API answered 401 Unauthorized",
        "  refused by    token_is_active",
        "  reason        expected a live session",
    ]


@pytest.mark.parametrize(("status", "told"), [(404, "404 Not Found"), (420, "420")])
def test_an_answer_that_is_no_success_fails_and_is_printed(status: int, told: str, org2: Org2, run: Run) -> None:
    org2.answer = (200, json.dumps(GOOD | {"response": {"status": status, "headers": [], "body": "[]"}}))
    result = run("callout", "Org1", "/x")
    assert (result.exit_code, result.stdout) == (1, "[]\n")
    assert result.stderr == f"orgless: the API answered {told}\n"


def test_a_callout_that_cannot_be_made_is_told_in_org2s_words(org2: Org2, run: Run) -> None:
    org2.answer = (400, json.dumps({"error": "unknown_named_credential", "message": "Org2 has none “Org9”"}))
    result = run("callout", "Org9", "/x")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "orgless: Org2 has none “Org9”\n")


@pytest.mark.parametrize(
    "answer",
    [
        (404, "<html>\x1b[31m not here"),
        (200, "[]"),
        (200, ""),
        (200, '{"status":"ok"}'),
        (404, '{"error":"not_found","message":"Not Found"}'),
        (400, '{"error":"unsupported_grant_type"}'),
    ],
)
def test_another_server_at_that_address_is_not_taken_for_org2(answer: tuple[int, str], org2: Org2, run: Run) -> None:
    org2.answer = answer
    result = run("callout", "Org1", "/x")
    assert result.exit_code == 1
    assert f"what answers at {org2.url} is not Org2 (orgless's calling org): it says {answer[0]}" in result.stderr
    assert "\x1b" not in result.stderr


def test_where_nothing_answers_the_way_to_start_it_is_told(org2: Org2, run: Run) -> None:
    org2.close()
    result = run("callout", "Org1", "/x")
    assert result.exit_code == 1
    assert result.stderr == (
        f"orgless: nothing answers at {org2.url}: start it with `orgless serve`, "
        "or name Org2's address with --org2-url\n"
    )


def test_https_to_a_server_that_speaks_http_is_told(org2: Org2, run: Run) -> None:
    result = run("callout", "Org1", "/x", "--org2-url", org2.url.replace("http://", "https://"))
    assert result.exit_code == 1
    assert result.stderr.endswith(f"does not speak https as this machine trusts it: Org2 is at {org2.url}\n")


@pytest.mark.parametrize("url", ["localhost:8003", "ftp://x", "http://", "http://[", "http://a\x00b"])
def test_an_address_that_is_none_is_told(url: str, run: Run) -> None:
    result = run("callout", "Org1", "/x", "--org2-url", url)
    assert result.exit_code == 2
    assert "is no address" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-H", "no colon"], "-H “no colon” is no header; it looks like -H 'Accept: text/csv'"),
        (["-H", ": empty"], "-H “: empty” is no header"),
        (["-d", "@/no/such/file"], "-d @/no/such/file: cannot be read: No such file or directory"),
    ],
)
def test_bad_options_are_told_before_anything_is_sent(words: list[str], told: str, org2: Org2, run: Run) -> None:
    result = run("callout", "Org1", "/x", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert org2.asked == []


def test_a_body_that_is_no_text_is_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff")
    assert "is not UTF-8 text" in run("callout", "Org1", "/x", "-d", f"@{tmp_path / 'bytes'}").stderr
