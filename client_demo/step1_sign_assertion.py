"""Step 1: Org2 builds a JWT from the named credential and signs it with its certificate's key (RFC 7523 3)."""

import json
from typing import Any

import jwt
from jwt.utils import base64url_encode

from .callout import SignedAssertion
from .errors import BadCalloutError
from .formula import parse_formula
from .key_files import KeyPair
from .org2 import FORM_LABELS, NamedCredential, User

ALGORITHM = "RS256"

_CLOCK = "Org2's clock"
_FIXED = "always so"


def subject_for(credential: NamedCredential, user: User | None) -> str:
    """What becomes ``sub``: the named principal's text as it stands, or the formula's value for the user.

    Raises:
        FormulaError: Per User Subject is no formula.
        BadCalloutError: The identity type is Per User and there is no user.
    """
    if not credential.is_per_user:
        return credential.named_principal_subject
    formula = parse_formula(credential.per_user_subject)
    if user is None:
        raise BadCalloutError(f"“{credential.name}” has the identity type Per User, and nobody is calling")
    return formula.evaluate(user)


def sign_assertion(credential: NamedCredential, subject: str, key_pair: KeyPair, now_at: float) -> SignedAssertion:
    """The JWT as Salesforce builds it: members in its order, compact JSON, no ``jti``, ``nbf`` equal to ``iat``.

    Args:
        credential: Gives issuer, audiences, validity and the certificate's name.
        subject: What ``subject_for`` answered.
        key_pair: The certificate that the credential names.
        now_at: The time of signing, in seconds since the epoch.
    """
    issued_at = int(now_at)
    audiences = credential.audiences
    header = {"kid": key_pair.name, "typ": "JWT", "alg": ALGORITHM}
    claims = {
        "iss": credential.issuer,
        "sub": subject,
        "aud": audiences[0] if len(audiences) == 1 else list(audiences),
        "nbf": issued_at,
        "iat": issued_at,
        "exp": issued_at + credential.validity_seconds,
    }
    signing_input = b".".join(base64url_encode(_compact(part)) for part in (header, claims))
    # PyJWT signs, but would order the header's members its own way: so it is given the finished text.
    signature = jwt.PyJWS().get_algorithm_by_name(ALGORITHM).sign(signing_input, key_pair.private_key)
    text = b".".join((signing_input, base64url_encode(signature))).decode("ascii")
    return SignedAssertion(text, header, claims, _origins(credential))


def _compact(members: dict[str, Any]) -> bytes:
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _origins(credential: NamedCredential) -> dict[str, str]:
    return {
        "kid": FORM_LABELS["jwt_signing_certificate"],
        "typ": _FIXED,
        "alg": _FIXED,
        "iss": FORM_LABELS["issuer"],
        "sub": FORM_LABELS[credential.subject_field],
        "aud": FORM_LABELS["audiences"],
        "nbf": _CLOCK,
        "iat": _CLOCK,
        "exp": FORM_LABELS["token_valid_for"],
    }
