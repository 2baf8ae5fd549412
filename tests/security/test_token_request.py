"""Security contract E: a POST of one form in UTF-8 with each parameter once, or there is no token."""

import gzip
import json
from urllib.parse import quote, urlencode

import pytest
from building import CONSUMER_KEY, FORM, SECRET, TOKEN, Server, a_form, an_assertion
from building.assertions import LEFT_OUT
from building.servers import INTROSPECT, REVOKE
from refusals import granted, refused

from authserver.token_request import MOST_FIELDS

GOOD = urlencode(a_form())

BODIES: dict[str, bytes] = {
    "E7 empty": b"",
    "E7 an ampersand": b"&",
    "E3 equals signs": b"=&==&=",
    "E6 NUL": b"\0",
    "E10 all bytes": bytes(range(256)),
    "E10 a bad escape": GOOD.replace("assertion=", "assertion=%zz").encode(),
    "E10 an escape cut off": GOOD.encode() + b"%",
    "E10 half an escape": GOOD.encode() + b"%4",
    "E10 a bad escape in an unknown parameter": GOOD.encode() + b"&x=%",
    "E10 a bad escape in a name": GOOD.encode() + b"&%g0=1",
    "E10 a signed escape": GOOD.encode() + b"&x=%+1",
    "E10 bytes that are not UTF-8": GOOD.encode() + b"&x=\xff",
    "E10 escaped bytes that are not UTF-8": GOOD.encode() + b"&x=%ff%fe",
    "E10 an overlong NUL": GOOD.encode() + b"&x=%c0%80",
    "E10 a surrogate": GOOD.encode() + b"&x=%ed%a0%80",
    "E10 UTF-16": GOOD.encode("utf-16"),
    "E3 grant_type twice": GOOD.encode() + b"&" + GOOD.partition("&")[0].encode(),
    "E3 assertion twice": (GOOD + "&assertion=" + an_assertion()).encode(),
    "E3 assertion twice, escaped": (GOOD + "&%61ssertion=x").encode(),
    "E3 an unknown parameter twice": GOOD.encode() + b"&scope=a&scope=a",
    "E3 an empty one and a full one": GOOD.encode() + b"&assertion=",
    "E6 semicolons": GOOD.replace("&", ";").encode(),
    "E6 line feeds": GOOD.replace("&", "\n").encode(),
    "E7 brackets": GOOD.replace("assertion=", "assertion[]=").encode(),
    "E11 many fields": GOOD.encode() + b"".join(b"&a%d=1" % number for number in range(MOST_FIELDS)),
    "E2 JSON": json.dumps(a_form()).encode(),
    "E2 XML": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "E2 gzip": gzip.compress(GOOD.encode()),
    "E6 format strings": b"grant_type=%25s%25n{0.__class__}&assertion={{7*7}}",
    "C14 SQL": urlencode(a_form(assertion=an_assertion(iss="' OR 1=1;--"))).encode(),
    "A7 a long assertion": urlencode(a_form(assertion="a" * 20000)).encode(),
    "A7 a long claim": urlencode(a_form(assertion=an_assertion(iss="a" * 9000))).encode(),
    "C2 a NUL in the issuer": urlencode(a_form(assertion=an_assertion(iss=CONSUMER_KEY + "\0"))).encode(),
    "C3 a NUL in the subject": urlencode(a_form(assertion=an_assertion(sub="max@org1.example\0"))).encode(),
    "C2 a full-width issuer": urlencode(a_form(assertion=an_assertion(iss="\uff13MVG9"))).encode(),
    "E7 an access token": b"grant_type=" + quote(a_form()["grant_type"]).encode() + b"&assertion=00Dxx0000001gPL%21AQx",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_no_body_gets_a_token_or_a_server_error(either_shared: Server, body: bytes) -> None:
    refused(either_shared.post(TOKEN, body, content_type=FORM), 400)


@pytest.mark.parametrize("path", [INTROSPECT, REVOKE])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_nor_do_the_other_endpoints_fail(either_shared: Server, path: str, body: bytes) -> None:
    refused(either_shared.post(path, body, content_type=FORM, auth=(CONSUMER_KEY, SECRET)), 400)


TWICE, UNREADABLE = "parameter sent more than once", "parameters could not be decoded"
GRANT, ASSERTION = GOOD.split("&")
#: Body, query, and what is said of them.
QUERIES: dict[str, tuple[str, str, str]] = {
    "E3 an assertion twice in the query": ("", f"{GOOD}&assertion=x", TWICE),
    "E3 an assertion twice in the query, the good one last": ("", f"{GRANT}&assertion=x&{ASSERTION}", TWICE),
    "E3 an assertion in both": (GOOD, "assertion=x", TWICE),
    "E3 the same assertion in both": (GOOD, ASSERTION, TWICE),
    "E3 a grant type in both": (GOOD, GRANT, TWICE),
    "E3 an empty assertion in the body": (f"{GRANT}&assertion=", ASSERTION, TWICE),
    "E3 an unknown parameter in both": (f"{GOOD}&x=1", "x=1", TWICE),
    "E10 a bad escape beside a good body": (GOOD, "x=%zz", UNREADABLE),
    "E10 bytes that are not UTF-8 beside a good body": (GOOD, "x=%ff", UNREADABLE),
    "E10 a bad escape beside a good query": ("", f"{GOOD}&x=%", UNREADABLE),
    "E11 many fields": (GOOD, "&".join(f"x{number}=1" for number in range(MOST_FIELDS + 1)), UNREADABLE),
}


@pytest.mark.parametrize(("body", "query", "says"), QUERIES.values(), ids=QUERIES.keys())
def test_a_query_is_read_as_strictly_as_a_body(either_shared: Server, body: str, query: str, says: str) -> None:
    answer = either_shared.post(TOKEN, body, content_type=FORM, query_string=query)
    refused(answer, 400)
    assert answer.json == {"error": "invalid_request", "error_description": says}


@pytest.mark.parametrize("query", ["x=1", "x", "&", "=", "x=%zz"])
def test_a_strict_server_refuses_any_query_whatever_can_be_read_of_it(strict_shared: Server, query: str) -> None:
    answer = strict_shared.post(TOKEN, GOOD, content_type=FORM, query_string=query)
    refused(answer, 400)
    checks = {check["name"]: check["outcome"] for check in strict_shared.login_of(answer)["checks"]}
    assert checks["parameters_are_in_the_body"] == "refused"


def test_fields_are_counted_at_the_border(shared: Server) -> None:
    body = GOOD + "".join(f"&a{number}=1" for number in range(MOST_FIELDS - 2))
    assert shared.post(TOKEN, body, content_type=FORM).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        FORM.upper(),
        f"{FORM};charset=UTF-8",
        f"{FORM} ; charset=utf-16",
        f"  {FORM}",
        f"{FORM};",
    ],
)
def test_the_media_type_is_compared_without_case_and_parameters(either_shared: Server, content_type: str) -> None:
    assert either_shared.post(TOKEN, GOOD, content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "x",
        ";",
        FORM + "x",
        "application/x-www-form-urlencoded, application/json",
        "application/x-www-form-urlencoded\0",
        "\xe9",
        "a/b" * 9000,
    ],
    ids=lambda value: value[:30],
)
def test_another_content_type_gets_no_token(either_shared: Server, content_type: str) -> None:
    refused(either_shared.post(TOKEN, GOOD, environ_overrides={"CONTENT_TYPE": content_type}), 400)


def test_a_multipart_form_gets_no_token(either_shared: Server) -> None:
    refused(either_shared.post(TOKEN, a_form(), content_type="multipart/form-data"), 400)


@pytest.mark.parametrize("where", ["cookie", "header"])
def test_cookies_and_headers_are_no_parameters(either_shared: Server, where: str) -> None:
    form = a_form()
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in form.items())} if where == "cookie" else form
    refused(either_shared.post(TOKEN, "x=1", content_type=FORM, headers=headers), 400)


METHODS = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "post", "PROPFIND", "QUERY"]
OVERRIDES = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]


@pytest.mark.parametrize("method", METHODS, ids=[f"E1 {method}" for method in METHODS])
def test_only_a_post_gets_a_token(either_shared: Server, method: str) -> None:
    for request in ({"data": a_form()}, {"query_string": a_form()}):
        answer = either_shared.ask(method, TOKEN, **request)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert "access_token" not in answer.text


@pytest.mark.parametrize("header", OVERRIDES, ids=[f"E1 {header}" for header in OVERRIDES])
def test_no_header_and_no_parameter_makes_a_get_a_post(either_shared: Server, header: str) -> None:
    answer = either_shared.get(TOKEN, query_string=a_form(**{header: "POST"}), headers={header: "POST"})
    assert answer.status_code == 405


#: What is changed in a good form, and the error in the profile ``salesforce`` and in ``strict``.
PARAMETERS = {
    "E4 an empty grant_type": ({"grant_type": ""}, "unsupported_grant_type", "invalid_request"),
    "E4 an empty assertion": ({"assertion": ""}, "invalid_grant", "invalid_request"),
    "E6 no grant_type": ({"grant_type": LEFT_OUT}, "unsupported_grant_type", "invalid_request"),
    "E6 another grant_type": ({"grant_type": "password"}, "unsupported_grant_type", "unsupported_grant_type"),
    "E6 a grant_type in capital letters": (
        {"grant_type": a_form()["grant_type"].upper()},
        "unsupported_grant_type",
        "unsupported_grant_type",
    ),
    "E6 a grant_type and a blank": (
        {"grant_type": a_form()["grant_type"] + " "},
        "unsupported_grant_type",
        "unsupported_grant_type",
    ),
    "E6 the name of a class": ({"grant_type": "__class__"}, "unsupported_grant_type", "unsupported_grant_type"),
    "E7 no assertion": ({"assertion": LEFT_OUT}, "invalid_grant", "invalid_request"),
    "E7 two assertions in one": ({"assertion": f"{an_assertion()} {an_assertion()}"}, "invalid_grant", "invalid_grant"),
}


@pytest.mark.parametrize(("change", "salesforce", "strict"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_a_parameter_that_is_missing_or_another_is_refused(
    shared: Server, strict_shared: Server, change: dict[str, str], salesforce: str, strict: str
) -> None:
    refused(shared.post(TOKEN, a_form(**change)), 400, error=salesforce)
    refused(strict_shared.post(TOKEN, a_form(**change)), 400, error=strict)


UNKNOWN = ["x", "resource", "audience", "requested_token_use", "format", "redirect_uri", "code", "refresh_token", "ä"]


@pytest.mark.parametrize("name", UNKNOWN, ids=[f"E5 {name}" for name in UNKNOWN])
def test_parameters_of_other_uses_are_ignored(either_shared: Server, name: str) -> None:
    granted(either_shared.post(TOKEN, a_form(**{name: "x"})))


SCOPES = [
    "full",
    "api",
    "api full",
    "",
    "openid",
    "nobody knows",
    "api  api",
    '"',
    "\\",
    "ä",
    "refresh_token",
    "x" * 9000,
]


@pytest.mark.parametrize("scope", SCOPES, ids=[f"E9 {scope:.20}" for scope in SCOPES])
def test_a_scope_is_ignored_and_the_answer_tells_what_was_granted(either_shared: Server, scope: str) -> None:
    assert granted(either_shared.request_token(scope=scope))["scope"] == "api web"
