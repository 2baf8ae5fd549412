"""The access token is a JWT, because Org1 issues such tokens to the app, and Org1's REST API refuses it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
from jwt.utils import base64url_decode, base64url_encode

from authserver.org import USUAL_SIGNING_KEY
from client_demo.key_files import load_private_key
from resource_api.access_check.jwt_checks import (
    jwt_is_meant_for_this_api,
    jwt_is_signed_with_rs256,
    jwt_is_valid_now,
    jwt_is_well_formed,
    jwt_names_a_key_of_this_org,
    jwt_names_its_user,
    jwt_signature_matches_the_key,
    jwt_was_issued_by_this_org,
)

from .draft import Draft
from .scenario import scenario

#: As long as a column is that was made for opaque tokens.
_COLUMN = 255


@scenario(refused_by=jwt_is_well_formed, source="JWT access tokens were switched on, and are longer than opaque ones")
def jwt_token_cut_off_by_a_column(draft: Draft) -> None:
    """The client keeps tokens in a column of 255 characters, which cuts off a JWT."""
    _edit_token(draft, f"its first {_COLUMN} characters", lambda token: token[:_COLUMN])


@scenario(
    refused_by=jwt_is_signed_with_rs256, source="a gateway that issues every token anew, with a secret of its own"
)
def jwt_token_signed_by_a_gateway(draft: Draft) -> None:
    """A gateway on the way took the token apart and signed it anew, with HS256 and a secret of its own."""

    def sign(token: str) -> str:
        header, claims = _parts(token)
        return jwt.encode(claims, "a secret of the gateway, 32 bytes long", "HS256", header | {"alg": "HS256"})

    _edit_token(draft, "signed with HS256 and a secret of the gateway", sign)


@scenario(refused_by=jwt_names_a_key_of_this_org, source="a cache of tokens that knows users, and no orgs")
def jwt_token_of_another_org(draft: Draft) -> None:
    """The client's cache knows users and no orgs, and hands out a token that another org issued and signed."""
    other = load_private_key(draft.private_key_file)

    def sign(token: str) -> str:
        header, claims = _parts(token)
        kid = "CORE_ATJWT.00Dxx0000009gPL.1700000000000"
        return jwt.encode(claims, other, "RS256", header | {"kid": kid})

    _edit_token(draft, "one that another org issued", sign)


@scenario(refused_by=jwt_signature_matches_the_key, source="a tool that writes into a token instead of asking for more")
def jwt_token_with_a_scope_written_in(draft: Draft) -> None:
    """Somebody wrote the scope full into the token's claims, and the signature is that of the old ones."""

    def write(token: str) -> str:
        header, _, signature = token.split(".")
        claims = _parts(token)[1] | {"scp": "full"}
        payload = base64url_encode(json.dumps(claims, separators=(",", ":")).encode()).decode()
        return f"{header}.{payload}.{signature}"

    _edit_token(draft, "the claim scp is full, the signature the old one", write)


@scenario(refused_by=jwt_was_issued_by_this_org, source="“Session expired or invalid” since My Domain was renamed")
def jwt_token_from_before_my_domain_was_renamed(draft: Draft) -> None:
    """The token was issued under the org's old My Domain, which has another name since."""
    old = "https://org1-old.my.salesforce.com"
    _sign_anew(draft, f"iss and aud are {old}", lambda _claims: {"iss": old, "aud": [old]})


@scenario(refused_by=jwt_is_meant_for_this_api, source="one token for two APIs")
def jwt_token_for_another_api(draft: Draft) -> None:
    """The token was issued for another API of the same org, and the client sends it to this one."""
    other = "https://api.salesforce.com"
    _sign_anew(draft, f"aud is {other}", lambda _claims: {"aud": [other]})


@scenario(refused_by=jwt_is_valid_now, source="a client that logs in once, at its start")
def jwt_token_of_yesterday(draft: Draft) -> None:
    """The client logs in once a day, and the token that it kept has expired."""
    day = int(timedelta(days=1).total_seconds())

    def of_yesterday(claims: dict[str, Any]) -> dict[str, Any]:
        return {name: claims[name] - day for name in ("iat", "nbf", "exp") if name in claims}

    _sign_anew(draft, "iat, nbf and exp a day earlier", of_yesterday)


@scenario(refused_by=jwt_names_its_user, source="a token of a visitor, which has the same form")
def jwt_token_of_nobody(draft: Draft) -> None:
    """The token was issued to a visitor of a site, who is no user of the org."""
    _sign_anew(draft, "sub is a visitor's", lambda _claims: {"sub": "vid:a3f1c2d4"})


def _edit_token(draft: Draft, told: str, edit_token: Callable[[str], str]) -> None:
    """Lets the org issue JWTs to the app, and the client send something else than it got."""
    draft.connected_app["jwt_access_tokens"] = True

    def edit(request: httpx.Request) -> None:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        request.headers["Authorization"] = f"Bearer {edit_token(token)}"

    draft.client.edits_api_request("access token", told, edit, "the one that was issued")


def _sign_anew(draft: Draft, told: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """As if Org1 itself had issued it so."""
    signing_key = load_private_key(draft.certs / draft.org1["org"].get("signing_key_file", USUAL_SIGNING_KEY))

    def sign(token: str) -> str:
        header, claims = _parts(token)
        return jwt.encode(claims | change(claims), signing_key, "RS256", header)

    _edit_token(draft, told, sign)


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims = (json.loads(base64url_decode(part)) for part in token.split(".")[:2])
    return header, claims


JWT_ACCESS_TOKENS = (
    jwt_token_cut_off_by_a_column,
    jwt_token_signed_by_a_gateway,
    jwt_token_of_another_org,
    jwt_token_with_a_scope_written_in,
    jwt_token_from_before_my_domain_was_renamed,
    jwt_token_for_another_api,
    jwt_token_of_yesterday,
    jwt_token_of_nobody,
)
