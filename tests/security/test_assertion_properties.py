"""For whatever arrives: a well-formed 4xx in JSON, and a token only for an assertion that is good to the last bit."""

import json
from typing import Any

from building import CONSUMER_KEY, FORM, NOW, TOKEN, Server, a_form, an_assertion, base64url, compact
from building.examinations import examined
from building.servers import INTROSPECT, REVOKE
from hypothesis import given
from hypothesis import strategies as st
from refusals import granted, refused
from werkzeug.test import TestResponse

GOOD = an_assertion()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=8,
)
CLAIMS = st.sampled_from(["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "prn", "x"])
HEADERS = st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jwk", "zip", "x"])
CHARACTERS = st.sampled_from("ABCabc019-_.=+/ \n\0\u00e4") | st.characters(codec="utf-8")


def as_json(value: Any) -> str:
    """JSON text, with the constants that Python writes and JSON has not."""
    return json.dumps(value)


def granted_or_refused(answer: TestResponse) -> None:
    """It is one of the two, and well-formed."""
    if answer.status_code == 200:
        granted(answer)
    else:
        refused(answer)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The good assertion with a few of its characters changed, left out, doubled or moved."""
    text = GOOD
    for _ in range(draw(st.integers(1, 3))):
        at, to = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        match draw(st.sampled_from(["replace", "insert", "remove", "double", "swap", "cut", "case"])):
            case "replace":
                text = text[:at] + draw(CHARACTERS) + text[at + 1 :]
            case "insert":
                text = text[:at] + draw(CHARACTERS) + text[at:]
            case "remove":
                text = text[:at] + text[at + 1 + draw(st.integers(0, 8)) :]
            case "double":
                text = text[:to] + text[at:to] + text[to:]
            case "swap":
                text = text[to:] + text[at:to] + text[:at]
            case "cut":
                text = text[at:to]
            case _:
                text = text[:at] + text[at : at + 5].swapcase() + text[at + 5 :]
    return text


@given(assertion=mutations())
def test_no_mutation_of_a_good_assertion_is_good(shared: Server, strict_shared: Server, assertion: str) -> None:
    for server in (shared, strict_shared):
        answer = server.post(TOKEN, a_form() | {"assertion": assertion})
        if assertion == GOOD:
            granted(answer)
        else:
            refused(answer)


def test_no_assertion_that_differs_in_one_character_is_good(shared: Server) -> None:
    for place, character in enumerate(GOOD):
        for other in {"A" if character != "A" else "B", character.swapcase(), "="} - {character}:
            refused(shared.request_token(GOOD[:place] + other + GOOD[place + 1 :]), 400)


@given(assertion=st.text(max_size=200) | mutations() | st.lists(st.text(max_size=30), max_size=6).map(".".join))
def test_no_text_makes_the_checks_raise_and_none_is_granted(assertion: str) -> None:
    for profile in ("salesforce", "strict"):
        assert (examined(assertion, profile).grantable is None) == (assertion != GOOD)


@given(header=st.binary(max_size=60), claims=st.binary(max_size=60))
def test_no_bytes_signed_by_the_good_key_are_more_than_a_refusal(shared: Server, header: bytes, claims: bytes) -> None:
    refused(shared.request_token(compact(header or b" ", claims or b" ")))


@given(header=JSON, claims=JSON)
def test_no_json_signed_by_the_good_key_is_more_than_a_refusal(shared: Server, header: Any, claims: Any) -> None:
    refused(shared.request_token(compact(as_json(header), as_json(claims))))


@given(body=st.binary(max_size=400))
def test_no_bytes_as_body_are_more_than_a_refusal(shared: Server, strict_shared: Server, body: bytes) -> None:
    for server in (shared, strict_shared):
        refused(server.post(TOKEN, body, content_type=FORM))


@given(assertion=st.text(max_size=300) | st.text(alphabet="eyJhbGciOiJSUzI1NiJ9.-_=", max_size=120))
def test_no_text_as_assertion_is_more_than_a_refusal(shared: Server, strict_shared: Server, assertion: str) -> None:
    data = assertion.encode("utf-8", "surrogatepass")
    escaped = "".join(f"%{byte:02x}" for byte in data)
    body = f"grant_type={a_form()['grant_type']}&assertion={escaped}"
    for server in (shared, strict_shared):
        refused(server.post(TOKEN, body, content_type=FORM))


@given(header=st.binary(max_size=80), claims=st.binary(max_size=80), signature=st.binary(max_size=80))
def test_no_bytes_inside_a_compact_jws_are_more_than_a_refusal(
    shared: Server, header: bytes, claims: bytes, signature: bytes
) -> None:
    assertion = ".".join(base64url(part) for part in (header, claims, signature))
    refused(shared.request_token(assertion))


@given(header=st.dictionaries(HEADERS, JSON, max_size=4), claims=st.dictionaries(CLAIMS, JSON, max_size=6))
def test_no_claims_of_odd_types_are_more_than_a_refusal_and_their_entry_can_be_read(
    shared: Server, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    good = {"iss": CONSUMER_KEY, "sub": "max@org1.example", "aud": "https://login.salesforce.com", "exp": NOW + 60}
    answer = shared.request_token(compact(as_json({"alg": "RS256"} | header), as_json(good | claims)))
    granted_or_refused(answer)
    entry = shared.login_of(answer)
    assert entry["outcome"] == ("accepted" if answer.status_code == 200 else "refused")
    path = answer.headers["Orgless-Login"].removeprefix(shared.settings.login_url)
    assert shared.get(path, headers={"Accept": "text/html"}).status_code == 200


@given(name=st.text(max_size=20), value=st.text(max_size=60))
def test_no_further_parameter_is_a_server_error(shared: Server, name: str, value: str) -> None:
    form = a_form() | {name: value}
    form = {key.encode("utf-8", "surrogatepass"): text.encode("utf-8", "surrogatepass") for key, text in form.items()}
    answer = shared.post(TOKEN, form)
    granted_or_refused(answer)


@given(authorization=st.binary(max_size=80), scheme=st.sampled_from(["", "Basic ", "Bearer ", "basic\t"]))
def test_no_authorization_header_is_a_server_error(shared: Server, authorization: bytes, scheme: str) -> None:
    environment = {"HTTP_AUTHORIZATION": scheme + authorization.decode("latin-1")}
    for path in (TOKEN, INTROSPECT, REVOKE):
        answer = shared.post(path, a_form(token="x"), environ_overrides=environment)
        granted_or_refused(answer)
    assert shared.get("/services/oauth2/userinfo", environ_overrides=environment).status_code in {200, 403}


@given(path=st.text(max_size=40), method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "X"]))
def test_no_path_is_a_server_error(shared: Server, path: str, method: str) -> None:
    environment = {"PATH_INFO": "/" + path.encode("utf-8", "surrogatepass").decode("latin-1")}
    assert shared.ask(method, "/", environ_overrides=environment).status_code in {200, 302, 404, 405}
