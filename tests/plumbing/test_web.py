"""What every app's HTTP surface has: health, known hosts, errors in the app's own form."""

import json
import logging
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy.exc
from flask import Flask, Response, abort
from werkzeug.test import TestResponse

from plumbing.strict_toml import BadFileError, Problem
from plumbing.web import (
    answer_errors,
    authority,
    has_foreign_origin,
    is_cut_off,
    quiet,
    serve_health,
    serve_known_hosts,
    told_plainly,
)


def _body(status: int, text: str) -> Response:
    return Response(json.dumps([status, text]), status, mimetype="application/json")


@pytest.fixture
def app() -> Flask:
    made = Flask("tiny")

    def fail() -> str:
        raise KeyError("client_secret=abc123\n\x1b[31m")

    made.add_url_rule("/a/b", view_func=lambda: "ab", endpoint="ab")
    made.add_url_rule("/fail", view_func=fail)
    made.add_url_rule("/teapot", view_func=lambda: abort(Response("short and stout", 418)), endpoint="teapot")
    serve_health(made)
    answer_errors(made, _body)
    serve_known_hosts(made, ["https://Known.Example", "http://127.0.0.1:8001", "http://other.example:8080"], _body)
    return made


def ask(app: Flask, path: str, method: str = "GET", host: str = "known.example") -> TestResponse:
    return app.test_client().open(path, method=method, headers={"Host": host})


@pytest.mark.parametrize(
    "host",
    [
        "known.example",
        "KNOWN.example",
        "other.example:8080",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost:99",
        "[::1]",
        "[::1]:5",
    ],
)
def test_known_hosts_and_loopback_are_served(app: Flask, host: str) -> None:
    assert ask(app, "/healthz", host=host).json == {"status": "ok"}


@pytest.mark.parametrize(
    "host",
    [
        "",
        "unknown.example",
        "known.example:443",
        "other.example",
        "known.example.evil",
        "xknown.example",
        "localhost:",
        "127.0.0.1:1:2",
        "::1",
        "[::1]x",
        "127.0.0.1:\xb2",
        "127.1",
        "2130706433",
    ],
)
def test_other_hosts_are_not(app: Flask, host: str) -> None:
    answer = ask(app, "/healthz", host=host)
    assert (answer.status_code, answer.json) == (421, [421, "this server does not answer for that host name"])


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://known.example/healthz", 200),
        ("http://127.0.0.1:5/healthz", 200),
        ("/healthz", 200),
        ("//evil/healthz", 200),
        ("http://evil/healthz", 421),
        ("http://known.example@evil/healthz", 421),
        ("http://max@known.example/healthz", 421),
        ("known.example:80", 421),
        ("http://[::1/healthz", 421),
    ],
)
def test_a_target_that_names_a_host_must_name_a_known_one(app: Flask, target: str, status: int) -> None:
    environment = {"RAW_URI": target}
    answer = app.test_client().get("/healthz", headers={"Host": "known.example"}, environ_overrides=environment)
    assert answer.status_code == status


@pytest.mark.parametrize("coding", ["gzip, chunked", "identity, chunked", "gzip,chunked", "deflate", "x"])
def test_transfer_codings_that_nobody_takes_off_are_refused(app: Flask, coding: str) -> None:
    headers = {"Host": "known.example", "Transfer-Encoding": coding}
    answer = app.test_client().post("/a/b", headers=headers)
    assert (answer.status_code, answer.headers["Connection"]) == (501, "close")
    assert answer.json == [501, "transfer codings other than chunked are not implemented"]


@pytest.mark.parametrize("coding", ["chunked", "Chunked", " chunked "])
def test_chunks_are_served(app: Flask, coding: str) -> None:
    headers = {"Host": "known.example", "Transfer-Encoding": coding}
    assert app.test_client().get("/a/b", headers=headers).text == "ab"


def test_errors_have_the_apps_own_form(app: Flask) -> None:
    assert ask(app, "/nowhere").json == [404, "Not Found"]
    refused = ask(app, "/a/b", "POST")
    assert refused.json == [405, "Method Not Allowed"]
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert ask(app, "/teapot").text == "short and stout"


@pytest.mark.parametrize("path", ["/a//b", "//a/b", "/a/b/"])
def test_nobody_is_redirected_to_a_tidier_path(app: Flask, path: str) -> None:
    answer = ask(app, path)
    assert (answer.status_code, answer.json) == (404, [404, "Not Found"])
    assert "Location" not in answer.headers


def test_what_nobody_foresaw_is_opaque_outside_and_redacted_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert ask(app, "/fail").json == [500, "internal error"]
    assert "unforeseen error at /fail" in caplog.text
    assert "KeyError" in caplog.text
    assert "abc123" not in caplog.text
    assert "\x1b" not in caplog.text


@pytest.mark.parametrize(
    "error",
    [sqlite3.OperationalError("disk full\nx"), sqlalchemy.exc.OperationalError("SELECT", {}, Exception("gone"))],
)
def test_a_database_that_fails_is_503_and_one_line_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def fail() -> str:
        raise error

    app.add_url_rule("/full", view_func=fail, endpoint="full")
    answer = ask(app, "/full")
    assert (answer.status_code, answer.json) == (503, [503, "service unavailable"])
    [record] = caplog.records
    assert record.getMessage().startswith("the database failed at /full: ")
    assert record.exc_info is None
    assert "\n" not in record.getMessage()


def test_a_bad_file_ends_the_process_with_a_line_per_problem(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended, told_plainly():
        raise BadFileError([Problem(Path("a"), "k", "bad"), Problem(Path("b"), "", "worse")])
    assert ended.value.code == 4
    assert capsys.readouterr().err == "a: k: bad\nb: worse\n"


def test_other_errors_are_not_hidden() -> None:
    with pytest.raises(KeyError), told_plainly():
        raise KeyError


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://A.example", "a.example"), ("http://127.0.0.1:8001", "127.0.0.1:8001"), ("http://[::1]:5", "[::1]:5")],
)
def test_the_authority_is_what_a_host_header_names(url: str, expected: str) -> None:
    assert authority(url) == expected


def test_a_library_can_be_made_quiet() -> None:
    quiet("tiny.library")
    assert not logging.getLogger("tiny.library").isEnabledFor(logging.INFO)


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        (None, False),
        ("http://known.example", False),
        ("https://KNOWN.example", False),
        ("https://known.example:443", True),
        ("https://evil.example", True),
        ("https://known.example.evil.example", True),
        ("https://evil.example/known.example", True),
        ("file://known.example", True),
        ("null", True),
        ("", True),
        ("http://[", True),
    ],
)
def test_an_origin_is_foreign_unless_it_is_the_hosts_own(app: Flask, origin: str | None, *, foreign: bool) -> None:
    headers = {"Host": "known.example"} | ({} if origin is None else {"Origin": origin})
    with app.test_request_context(headers=headers):
        assert has_foreign_origin() == foreign


@pytest.mark.parametrize(
    ("length", "body", "cut_off"), [("3", b"ab", True), ("2", b"ab", False), ("", b"ab", False), ("x", b"", False)]
)
def test_a_body_shorter_than_its_length_is_cut_off(app: Flask, length: str, body: bytes, *, cut_off: bool) -> None:
    with app.test_request_context(environ_overrides={"CONTENT_LENGTH": length}):
        assert is_cut_off(body) == cut_off
