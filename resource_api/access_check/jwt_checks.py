"""The checks of an access token that is a JWT, before anybody is asked about it (RFC 9068 4, RFC 8725 3.11, 3.12).

Opaque tokens are not judged by them. None of them makes a token good: the authorization server is asked all the same.
"""

import json
import math
from datetime import UTC, datetime
from typing import Any, TypeGuard

from jwt.algorithms import RSAAlgorithm

from plumbing.checks import Reason, check
from plumbing.redaction import excerpt
from resource_api.errors import InvalidSessionError

from .bearer_token import EXPIRED, authorization_header_holds_a_bearer_token
from .jwt_access_token import JwtAccessToken
from .key_set import NoKey
from .presented_jwt import PresentedJwt

_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)
_WHOLE = "Client: send the token response's access_token whole, to its instance_url"
_LOG_IN = "Client: log in again after a 401"
_LONGEST_KID = 200


@check(
    rule="RFC 7515 3.1 and 7519 7.2",
    error=InvalidSessionError,
    says=EXPIRED,
    setting=_WHOLE,
    needs=[authorization_header_holds_a_bearer_token],
)
def jwt_is_well_formed(shown: PresentedJwt) -> Reason | None:
    """A token that is a JWT has three parts of base64url text, of which two are JSON objects."""
    if not shown.jwt.flaw:
        return None
    return Reason("a whole JWT", shown.jwt.flaw, "cut off, or changed on its way")


@check(
    rule="RFC 8725 3.11 and 9068 4; JWT-based access tokens, typ and tty",
    error=InvalidSessionError,
    says=EXPIRED,
    setting="Org2: Named Credential > Authentication Protocol: JWT Token Exchange; others: exchange the JWT first",
    needs=[jwt_is_well_formed],
)
def jwt_is_an_access_token(shown: PresentedJwt) -> Reason | None:
    """A token that is a JWT says in its header that it is an access token, and no assertion and no id token."""
    form, header = shown.form, shown.jwt.header
    kind, token_type = header.get("typ"), header.get("tty")
    if isinstance(kind, str) and kind.lower() in form.types and (not form.token_type or token_type == form.token_type):
        return None
    expected = f"typ {' or '.join(form.types)}" + (f", tty {form.token_type}" if form.token_type else "")
    return Reason(expected, f"typ {_quoted(kind)}, tty {_quoted(token_type)}", _other_kind(shown.jwt))


@check(
    rule="RFC 8725 3.1 and 7515 4.1.11; JWT-based access tokens, alg",
    error=InvalidSessionError,
    says=EXPIRED,
    setting=_WHOLE,
    needs=[jwt_is_well_formed],
)
def jwt_is_signed_with_rs256(shown: PresentedJwt) -> Reason | None:
    """A token that is a JWT is signed with RS256, and its header demands no extension."""
    header = shown.jwt.header
    demanded = [member for member in ("crit", "b64") if member in header]
    if header.get("alg") == "RS256" and not demanded:
        return None
    got = ", ".join([f"alg {_quoted(header.get('alg'))}", *demanded])
    return Reason("alg RS256, no crit and no b64", got, "made by somebody else than Org1's authorization server")


@check(
    rule="RFC 7515 4.1.4 and 7517 4.5",
    error=InvalidSessionError,
    says=EXPIRED,
    setting=f"{_LOG_IN}; Org1: the org's signing key",
    needs=[jwt_is_an_access_token, jwt_is_signed_with_rs256],
)
def jwt_names_a_key_of_this_org(shown: PresentedJwt) -> Reason | None:
    """A token that is a JWT names, to the letter, one of the keys that Org1's authorization server publishes."""
    # A key that was made since the last question may be a good one: the authorization server knows, who is asked next.
    kid = shown.jwt.header.get("kid")
    if isinstance(kid, str) and len(kid) <= _LONGEST_KID and shown.keys.key_named(kid) is not NoKey.UNKNOWN:
        return None
    cause = "the signing key was replaced, or another org issued the token" if isinstance(kid, str) else ""
    return Reason("the kid of a key at /id/keys", f"kid {_quoted(kid)}", cause)


@check(
    rule="RFC 7515 5.2 and 9068 4",
    error=InvalidSessionError,
    says=EXPIRED,
    setting=_WHOLE,
    needs=[jwt_names_a_key_of_this_org],
)
def jwt_signature_matches_the_key(shown: PresentedJwt) -> Reason | None:
    """The signature of a token that is a JWT was made with the key that it names."""
    key = shown.keys.key_named(str(shown.jwt.header.get("kid")))
    if key is NoKey.NOT_ASKED:  # introspection verifies the signature with the keys of that moment
        return None
    if not isinstance(key, NoKey) and _RS256.verify(shown.jwt.signing_input, key, shown.jwt.signature):
        return None
    return Reason(
        "a signature by the key that kid names", "one that does not match it", "changed on its way, or forged"
    )


@check(
    rule="RFC 9068 4 and 8725 3.8; JWT-based access tokens, iss",
    error=InvalidSessionError,
    says=EXPIRED,
    setting="Client: call the token response's instance_url; log in again after My Domain was renamed",
    needs=[jwt_signature_matches_the_key],
)
def jwt_was_issued_by_this_org(shown: PresentedJwt) -> Reason | None:
    """The issuer of a token that is a JWT is this org's own address, its My Domain."""
    issuer = shown.jwt.claims.get("iss")
    if issuer == shown.instance_url:
        return None
    cause = "another org issued the token, or My Domain was renamed"
    return Reason(f"iss {shown.instance_url}", f"iss {_quoted(issuer)}", cause)


@check(
    rule="RFC 9068 4 and 8725 3.9; JWT-based access tokens, aud",
    error=InvalidSessionError,
    says=EXPIRED,
    setting="Client: call the token response's instance_url",
    needs=[jwt_signature_matches_the_key],
)
def jwt_is_meant_for_this_api(shown: PresentedJwt) -> Reason | None:
    """The audience of a token that is a JWT is this API alone."""
    audience = shown.jwt.claims.get("aud")
    if audience == [shown.instance_url] or (shown.form.audience_may_be_text and audience == shown.instance_url):
        return None
    return Reason(f"aud [{shown.instance_url}]", f"aud {_quoted(audience)}", "a token for another API")


@check(
    rule="RFC 7519 4.1.4 and 4.1.5; JWT-based access tokens, nbf and exp",
    error=InvalidSessionError,
    says=EXPIRED,
    setting=f"{_LOG_IN}; Org1: Connected App > JWT-based access tokens > timeout",
    needs=[jwt_signature_matches_the_key],
)
def jwt_is_valid_now(shown: PresentedJwt) -> Reason | None:
    """A token that is a JWT has not expired, and its time has come."""
    expires_at, begins_at = shown.jwt.claims.get("exp"), shown.jwt.claims.get("nbf", 0)
    if not _is_time(expires_at) or not _is_time(begins_at):
        return Reason("exp and nbf in seconds", f"exp {_quoted(expires_at)}, nbf {_quoted(begins_at)}")
    if shown.now >= expires_at:
        return Reason("an exp that is to come", f"exp {_shown(expires_at)}", f"{shown.now - expires_at:,.0f} s ago")
    if shown.now < begins_at:
        return Reason("an nbf that has come", f"nbf {_shown(begins_at)}", "the two servers' clocks disagree")
    return None


@check(
    rule="RFC 9068 2.2; JWT-based access tokens, sub",
    error=InvalidSessionError,
    says=EXPIRED,
    setting=_LOG_IN,
    needs=[jwt_signature_matches_the_key],
)
def jwt_names_its_user(shown: PresentedJwt) -> Reason | None:
    """A token that is a JWT says whose it is, and holds what an access token must hold."""
    claims, form = shown.jwt.claims, shown.form
    missing = [name for name in form.required if claims.get(name) in (None, "")]
    subject = claims.get("sub")
    is_user = isinstance(subject, str) and subject.startswith(form.subject_mark) and subject != form.subject_mark
    if is_user and not missing:
        return None
    got = f"no {', '.join(missing)}" if missing else f"sub {_quoted(subject)}"
    return Reason(
        f"{', '.join(form.required)}; sub {form.subject_mark or 'as text'}", got, "a token for another purpose"
    )


#: In the order in which they are judged; the first refusal is the answer.
JWT_CHECKS = (
    jwt_is_well_formed,
    jwt_is_an_access_token,
    jwt_is_signed_with_rs256,
    jwt_names_a_key_of_this_org,
    jwt_signature_matches_the_key,
    jwt_was_issued_by_this_org,
    jwt_is_meant_for_this_api,
    jwt_is_valid_now,
    jwt_names_its_user,
)


def _other_kind(jwt: JwtAccessToken) -> str:
    """What the JWT is instead; nothing is proven yet, and nothing depends on it."""
    if "nonce" in jwt.claims or "at_hash" in jwt.claims:
        return "an id token: the access token stands beside it"
    return "an assertion: it is to be exchanged for an access token first"


def _is_time(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _shown(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def _quoted(value: Any) -> str:
    """A value that was sent, short and without secrets."""
    if value is None:
        return "nothing"
    return f"“{excerpt(value)}”" if isinstance(value, str) else excerpt(json.dumps(value, ensure_ascii=False))
