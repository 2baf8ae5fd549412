import json
from urllib.parse import quote

import httpx
import pytest

from client_demo.transcript import request_text, response_text, shortened, without_secrets

FOREIGN_TOKEN = "ya29.A0/foreign-token+that=is~long"
OPAQUE = "00Dxx0000001gPL!AQEAQabcdefghijklmnop"


def test_a_request_is_written_as_it_crosses_the_wire() -> None:
    request = httpx.Request("POST", "https://a.example/x?y=%20z", headers=[("X-One", "1")], content="hällo")
    assert request_text(request) == ("POST /x?y=%20z HTTP/1.1\nHost: a.example\nX-One: 1\nContent-Length: 6\n\nhällo")


def test_an_answer_is_written_with_its_status_line() -> None:
    response = httpx.Response(403, headers=[("Content-Type", "text/plain")], extensions={"http_version": b"HTTP/1.0"})
    assert response_text(response, "no") == "HTTP/1.0 403 Forbidden\nContent-Type: text/plain\n\nno"


@pytest.mark.parametrize(
    "spelling",
    [
        FOREIGN_TOKEN,
        json.dumps(FOREIGN_TOKEN),
        json.dumps(FOREIGN_TOKEN).replace("/", "\\/"),
        quote(FOREIGN_TOKEN),
        quote(FOREIGN_TOKEN, safe=""),
        f"<b>{FOREIGN_TOKEN}</b>",
    ],
)
def test_a_known_secret_is_shortened_however_it_is_spelled(spelling: str) -> None:
    shown = without_secrets(f"before {spelling} after", [FOREIGN_TOKEN])
    assert "foreign-token" not in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert "ya29.A…" in shown


@pytest.mark.parametrize("member", ["access_token", "refresh_token", "id_token"])
def test_a_token_member_is_shortened_even_when_nobody_knows_the_token(member: str) -> None:
    assert without_secrets(f'{{"{member}" : "abc\\"def-ghijklmnopqrstuvwxyz", "x": 1}}') == (
        f'{{"{member}" : "abc\\"d…", "x": 1}}'
    )


def test_an_opaque_token_keeps_its_org() -> None:
    assert without_secrets(OPAQUE) == "00Dxx0000001gPL!AQEA…"
    assert without_secrets(OPAQUE, [OPAQUE]) == "00Dxx0000001gPL!AQEA…"


def test_a_word_is_not_taken_for_a_secret() -> None:
    assert without_secrets("a banana", ["a", ""]) == "a banana"


def test_shortening_twice_changes_nothing_more() -> None:
    once = without_secrets(f'{{"access_token":"{FOREIGN_TOKEN}"}}', [FOREIGN_TOKEN])
    assert without_secrets(once, [FOREIGN_TOKEN]) == once
    assert shortened("short") == "…"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", f"Bearer {FOREIGN_TOKEN}", "Bearer ya29.A…"),
        ("authorization", f"Bearer {OPAQUE}", "Bearer 00Dxx0000001gPL!AQEA…"),
        ("Authorization", "Basic dXNlcjpwYXNzd29yZA==", "Basic …"),
        ("Authorization", "gibberish-without-scheme", "gibber…"),
        ("Cookie", "sid=0123456789abcdefghijklmnop", "sid=012345…"),
        ("X-Harmless", "Bearer of news", "Bearer of news"),
    ],
)
def test_headers_that_carry_secrets_are_shortened(name: str, value: str, shown: str) -> None:
    request = httpx.Request("GET", "https://a.example/", headers=[(name, value)])
    assert f"{name}: {shown}\n" in request_text(request)


def test_control_characters_are_shown_as_text() -> None:
    response = httpx.Response(200)
    assert "\x1b" not in response_text(response, "\x1b[31mred\r\n")
    assert "\\x1b[31mred\\r\n" in response_text(response, "\x1b[31mred\r\n")


def test_a_long_body_is_cut_with_a_remark() -> None:
    assert response_text(httpx.Response(200), "x" * 20_005).endswith("xxx\n… (5 more characters)")
