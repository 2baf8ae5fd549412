"""For whatever bytes arrive: a well-formed 4xx in JSON from the token endpoint, and never a token or a server error."""

import json
import re
from typing import Any

from building import CONSUMER_KEY, FORM, NOW, TOKEN, Server, a_form, base64url, compact
from building.servers import INTROSPECT, REVOKE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")
SETTINGS = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=8,
)
CLAIMS = st.sampled_from(["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "prn", "x"])
HEADERS = st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jwk", "zip", "x"])


def is_well_formed_refusal(answer: TestResponse) -> bool:
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    body = json.loads(answer.text)
    assert set(body) == {"error", "error_description"}
    assert all(DESCRIPTION.fullmatch(text) for text in body.values())
    return True


def as_json(value: Any) -> str:
    """JSON text, with the constants that Python writes and JSON has not."""
    return json.dumps(value)


@SETTINGS
@given(body=st.binary(max_size=400))
def test_no_bytes_as_body_are_more_than_a_refusal(shared: Server, strict_shared: Server, body: bytes) -> None:
    for server in (shared, strict_shared):
        assert is_well_formed_refusal(server.post(TOKEN, body, content_type=FORM))


@SETTINGS
@given(assertion=st.text(max_size=300) | st.text(alphabet="eyJhbGciOiJSUzI1NiJ9.-_=", max_size=120))
def test_no_text_as_assertion_is_more_than_a_refusal(shared: Server, strict_shared: Server, assertion: str) -> None:
    data = assertion.encode("utf-8", "surrogatepass")
    escaped = "".join(f"%{byte:02x}" for byte in data)
    body = f"grant_type={a_form()['grant_type']}&assertion={escaped}"
    for server in (shared, strict_shared):
        assert is_well_formed_refusal(server.post(TOKEN, body, content_type=FORM))


@SETTINGS
@given(header=st.binary(max_size=80), claims=st.binary(max_size=80), signature=st.binary(max_size=80))
def test_no_bytes_inside_a_compact_jws_are_more_than_a_refusal(
    shared: Server, header: bytes, claims: bytes, signature: bytes
) -> None:
    assertion = ".".join(base64url(part) for part in (header, claims, signature))
    assert is_well_formed_refusal(shared.request_token(assertion))


@SETTINGS
@given(header=st.dictionaries(HEADERS, JSON, max_size=4), claims=st.dictionaries(CLAIMS, JSON, max_size=6))
def test_no_claims_of_odd_types_are_more_than_a_refusal_and_their_entry_can_be_read(
    shared: Server, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    good = {"iss": CONSUMER_KEY, "sub": "max@org1.example", "aud": "https://login.salesforce.com", "exp": NOW + 60}
    answer = shared.request_token(compact(as_json({"alg": "RS256"} | header), as_json(good | claims)))
    assert answer.status_code == 200 or is_well_formed_refusal(answer)
    entry = shared.login_of(answer)
    assert entry["outcome"] == ("accepted" if answer.status_code == 200 else "refused")
    path = answer.headers["Orgless-Login"].removeprefix(shared.settings.login_url)
    assert shared.get(path, headers={"Accept": "text/html"}).status_code == 200


@SETTINGS
@given(name=st.text(max_size=20), value=st.text(max_size=60))
def test_no_further_parameter_is_a_server_error(shared: Server, name: str, value: str) -> None:
    form = a_form() | {name: value}
    form = {key.encode("utf-8", "surrogatepass"): text.encode("utf-8", "surrogatepass") for key, text in form.items()}
    answer = shared.post(TOKEN, form)
    assert answer.status_code == 200 or is_well_formed_refusal(answer)


@SETTINGS
@given(authorization=st.binary(max_size=80), scheme=st.sampled_from(["", "Basic ", "Bearer ", "basic\t"]))
def test_no_authorization_header_is_a_server_error(shared: Server, authorization: bytes, scheme: str) -> None:
    environment = {"HTTP_AUTHORIZATION": scheme + authorization.decode("latin-1")}
    for path in (TOKEN, INTROSPECT, REVOKE):
        answer = shared.post(path, a_form(token="x"), environ_overrides=environment)
        assert answer.status_code == 200 or is_well_formed_refusal(answer)
    assert shared.get("/services/oauth2/userinfo", environ_overrides=environment).status_code in {200, 403}


@SETTINGS
@given(path=st.text(max_size=40), method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "X"]))
def test_no_path_is_a_server_error(shared: Server, path: str, method: str) -> None:
    environment = {"PATH_INFO": "/" + path.encode("utf-8", "surrogatepass").decode("latin-1")}
    assert shared.ask(method, "/", environ_overrides=environment).status_code in {200, 302, 404, 405}
