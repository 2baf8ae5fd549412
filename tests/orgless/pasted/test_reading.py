import json
import re

import pytest

from authserver.token_request import FORM, JWT_BEARER
from orgless.pasted.reading import LARGEST_INPUT, read_pasted
from orgless.told import BadInputError


def test_bare_text_is_the_assertion_of_a_good_request() -> None:
    pasted = read_pasted(b"  eyJ.eyJ.sig \r\n")

    assert pasted.kind == "a JWT"
    assert dict(pasted.request.parameters) == {"grant_type": JWT_BEARER, "assertion": "eyJ.eyJ.sig"}


@pytest.mark.parametrize(
    ("around", "note"),
    [
        (b"eyJ.\neyJ.\r\n  sig", "blanks and line breaks in it"),
        (b"Bearer eyJ.eyJ.sig", "the word “Bearer” before it"),
        (b"Authorization: bearer eyJ.eyJ.sig", "the word “Bearer” before it"),
        (b'"eyJ.eyJ.sig"', "the quotes around it"),
        (b"'Bearer eyJ.eyJ.sig'", "the quotes around it, the word “Bearer” before it"),
        ("“eyJ.eyJ.sig”".encode(), "the quotes around it"),
    ],
)
def test_what_stands_around_or_within_a_bare_jwt_is_taken_off_and_noted(around: bytes, note: str) -> None:
    pasted = read_pasted(around)

    assert pasted.request.parameter("assertion") == "eyJ.eyJ.sig"
    assert f"left out before it was judged: {note};" in pasted.notes[0]


def test_in_a_whole_request_they_stay_for_org1_to_complain_of() -> None:
    pasted = read_pasted(b"grant_type=x&assertion=%22eyJ.eyJ.sig%22")

    assert pasted.request.parameter("assertion") == '"eyJ.eyJ.sig"'
    assert pasted.notes == ()


def test_blanks_in_what_is_no_jwt_stay() -> None:
    assert read_pasted(b"-----BEGIN PRIVATE KEY-----\nMII").request.parameter("assertion").count("\n") == 1


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        (bytes(range(256)) * 12, "that is not text"),
        (b"\x89PNG\r\n", "that is not text"),
        ("eyJ.eyJ.sig".encode("utf-16"), "UTF-16 text, as PowerShell's > writes it: save it as UTF-8"),
        ("eyJ.eyJ.sig".encode("utf-16-le"), "UTF-16 text"),
        (b"https://login.salesforce.com/services/oauth2/token", "that is an address, no JWT"),
        (b"https://x/token?grant_type=a&assertion=b", "that is an address, no JWT"),
        (b'{"alg":"RS256"}\n{"iss":"a","sub":"b"}', "these are decoded claims"),
        (b'{"alg":"RS256","typ":"JWT"}.{"iss":"a"}', "these are decoded claims"),
        (b'{\n "sub": "a",\n "aud": "b"\n}', "these are decoded claims"),
    ],
)
def test_what_holds_no_request_is_told_with_what_to_paste_instead(pasted: bytes, told: str) -> None:
    with pytest.raises(BadInputError, match=re.escape(told)):
        read_pasted(pasted)


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        (b"curl https://a/b -d x=y", "https://a/b"),
        (b"curl a/b -d x=y", "http://a/b"),
        (b"POST /b HTTP/1.1\nHost: a\n\n", "//a/b"),
        (b"POST https://a/b HTTP/1.1\nHost: a\n\n", "https://a/b"),
        (b"grant_type=x&assertion=y", ""),
        (b"eyJ.eyJ.sig", ""),
    ],
)
def test_where_it_was_sent_is_read_as_far_as_it_is_told(pasted: bytes, url: str) -> None:
    assert read_pasted(pasted).url == url


@pytest.mark.parametrize("body", [b"grant_type=x&assertion=y", b"assertion=y&grant_type=x\n", b"scope=api&assertion=y"])
def test_a_form_body_is_posted(body: bytes) -> None:
    pasted = read_pasted(body)

    assert pasted.kind == "a form body"
    assert (pasted.request.method, pasted.request.media_type) == ("POST", FORM)
    assert pasted.request.parameter("assertion") == "y"


def test_a_json_body_is_posted_as_json() -> None:
    pasted = read_pasted(json.dumps({"grant_type": "x"}).encode())

    assert pasted.kind == "a JSON body"
    assert pasted.request.media_type == "application/json"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_http_request_is_read_with_its_headers(line_end: str) -> None:
    lines = (
        "POST /services/oauth2/token?a=1 HTTP/1.1",
        "host: org1",
        f"content-type: {FORM}; charset=utf-8",
        "",
        "b=2",
    )

    pasted = read_pasted(line_end.join(lines).encode())

    assert pasted.kind == "an HTTP request"
    assert pasted.request.host == "org1"
    assert (dict(pasted.request.query), dict(pasted.request.parameters)) == ({"a": "1"}, {"b": "2"})


def test_an_http_request_without_a_body_is_read() -> None:
    request = read_pasted(b"GET /services/oauth2/token HTTP/1.1").request

    assert (request.method, dict(request.parameters)) == ("GET", {})


def test_a_curl_command_is_recognised() -> None:
    assert read_pasted(b"curl https://x -d a=b").kind == "a curl command"


def test_a_byte_order_mark_is_no_part_of_the_jwt() -> None:
    assert read_pasted(b"\xef\xbb\xbfeyJ.eyJ.sig").request.parameter("assertion") == "eyJ.eyJ.sig"


def test_nothing_and_too_much_are_told() -> None:
    with pytest.raises(BadInputError, match="nothing to explain"):
        read_pasted(b"\n")
    with pytest.raises(BadInputError, match="no token request is so long"):
        read_pasted(b"x" * (LARGEST_INPUT + 1))


def test_claims_without_a_signature_are_told() -> None:
    with pytest.raises(BadInputError, match="claims of a JWT"):
        read_pasted(b'{"iss":"a","exp":1}')
