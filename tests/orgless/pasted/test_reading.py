import json

import pytest

from authserver.token_request import FORM, JWT_BEARER
from orgless.pasted.reading import LARGEST_INPUT, read_pasted
from orgless.told import BadInputError


def test_bare_text_is_the_assertion_of_a_good_request() -> None:
    pasted = read_pasted(b"  eyJ.eyJ.sig \r\n")

    assert pasted.kind == "a JWT"
    assert dict(pasted.request.parameters) == {"grant_type": JWT_BEARER, "assertion": "eyJ.eyJ.sig"}


def test_line_breaks_inside_a_jwt_stay_for_org1_to_complain_of() -> None:
    assert read_pasted(b"eyJ.\neyJ.sig").request.parameter("assertion") == "eyJ.\neyJ.sig"


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
