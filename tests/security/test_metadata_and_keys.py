"""Security contract I: the documents tell what works, under the configured name, and keys' public halves."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from building import CONSUMER_KEY, SECRET, Server, private_key, private_pem
from building.servers import INTROSPECT, REVOKE
from building.worlds import API_KEY, API_SECRET

from authserver import Settings, create_app

DOCUMENTS = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def names_in(value: Any) -> set[str]:
    """Every member's name, however deep."""
    if isinstance(value, dict):
        return set(value) | {name for child in value.values() for name in names_in(child)}
    return {name for child in value for name in names_in(child)} if isinstance(value, list) else set()


@pytest.mark.parametrize("path", [*DOCUMENTS, "/id/keys"], ids=[f"I3 {path}" for path in (*DOCUMENTS, "/id/keys")])
def test_no_document_holds_a_private_member(either_shared: Server, path: str) -> None:
    answer = either_shared.get(path)
    assert not names_in(answer.json) & PRIVATE
    for name in ("Org1_signing", "Org2_JWT"):
        numbers = private_key(name).private_numbers()
        for number in (numbers.d, numbers.p, numbers.q):
            secret = base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
            assert secret[:40] not in answer.text


def test_i3_i4_each_key_has_a_name_and_is_no_clients(either_shared: Server) -> None:
    keys = either_shared.get("/id/keys").json["keys"]
    assert len({key["kid"] for key in keys}) == len(keys)
    for key in keys:
        assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
        modulus = int.from_bytes(base64.urlsafe_b64decode(key["n"] + "=="))
        assert modulus.bit_length() >= 2048
        for name in ("Org2_JWT", "Old_Integration"):
            assert modulus != private_key(name).public_key().public_numbers().n


def test_i4_a_signing_key_that_is_a_clients_ends_the_start(
    new_server: Callable[..., Server], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new_server().close()
    (tmp_path / "world" / "certs" / "Org1_signing.key").write_text(private_pem("Org2_JWT"))
    with pytest.raises(SystemExit):
        create_app(
            Settings(
                world=tmp_path / "world",
                certs=tmp_path / "world" / "certs",
                state=tmp_path / "state",
                database_url=f"sqlite:///{tmp_path / 'state' / 'authserver.sqlite3'}",
                token_key_file=tmp_path / "state" / "token.key",
            )
        )
    assert "holds the key of the certificate of “Org2 Integration”" in capsys.readouterr().err


@pytest.mark.parametrize("path", DOCUMENTS)
def test_i1_i2_the_document_names_what_it_must_and_no_algorithm_none(either_shared: Server, path: str) -> None:
    document = either_shared.get(path).json
    assert document["issuer"] == "http://127.0.0.1:8001"
    for name in ("token_endpoint", "introspection_endpoint", "revocation_endpoint", "jwks_uri"):
        assert document[name].startswith(f"{document['issuer']}/")
    assert "urn:ietf:params:oauth:grant-type:jwt-bearer" in document["grant_types_supported"]
    assert isinstance(document["response_types_supported"], list)
    for name, value in document.items():
        if "alg" in name:
            assert value == ["RS256"], name


#: A way to authenticate, by its name in the documents, and how it is done.
WAYS: dict[str, dict[str, Any]] = {
    "none": {},
    "client_secret_post": {"form": {"client_id": CONSUMER_KEY, "client_secret": SECRET}},
    "client_secret_basic": {"auth": (CONSUMER_KEY, SECRET)},
}


@pytest.mark.parametrize("way", WAYS, ids=[f"I2 {way}" for way in WAYS])
def test_exactly_the_ways_to_authenticate_that_are_listed_work(either_server: Server, way: str) -> None:
    document = either_server.get(DOCUMENTS[1]).json
    auth, form = WAYS[way].get("auth"), WAYS[way].get("form", {})
    for endpoint, path in (("introspection", INTROSPECT), ("revocation", REVOKE)):
        answer = either_server.post(path, {"token": either_server.a_token()} | form, auth=auth)
        listed = way in document[f"{endpoint}_endpoint_auth_methods_supported"]
        assert (answer.status_code == 200) == listed, f"{endpoint}: {json.dumps(answer.json)}"
    assert way in document["token_endpoint_auth_methods_supported"]
    assert either_server.introspect("x", headers={"X": "y"}).status_code in {200, 400}
    assert either_server.post(INTROSPECT, {"token": "x"}, auth=(API_KEY, API_SECRET)).status_code in {200, 400}
