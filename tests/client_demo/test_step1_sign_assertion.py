import base64
import json
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from client_demo.errors import BadCalloutError, FormulaError
from client_demo.key_files import KeyPair
from client_demo.org2 import NamedCredential, User
from client_demo.step1_sign_assertion import sign_assertion, subject_for

WHENEVER = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
NOW = 1_800_000_000.75
ISSUER = "3MVG9orglessDemoWorldOrg2Integration0000000000000000000000000000000000000000000000001"


def segments(text: str) -> tuple[bytes, bytes]:
    header, claims, _ = text.split(".")
    return base64.urlsafe_b64decode(header + "=="), base64.urlsafe_b64decode(claims + "==")


def test_header_and_claims_are_salesforces_byte_for_byte(
    a_credential: Callable[..., NamedCredential], key_pair: KeyPair
) -> None:
    signed = sign_assertion(a_credential(), "max@org1.example", key_pair, NOW)
    header, claims = segments(signed.text)
    assert header == b'{"kid":"Org2_JWT","typ":"JWT","alg":"RS256"}'
    assert (
        claims
        == (
            f'{{"iss":"{ISSUER}","sub":"max@org1.example","aud":"https://login.salesforce.com",'
            '"nbf":1800000000,"iat":1800000000,"exp":1800003600}'
        ).encode()
    )
    assert json.loads(header) == signed.header
    assert json.loads(claims) == signed.claims


def test_the_signature_verifies_with_the_certificate(
    a_credential: Callable[..., NamedCredential], key_pair: KeyPair
) -> None:
    signed = sign_assertion(a_credential(), "max@org1.example", key_pair, NOW)
    public = key_pair.certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    audience = "https://login.salesforce.com"
    claims = jwt.decode(signed.text, public, algorithms=["RS256"], audience=audience, options=WHENEVER)
    assert claims == signed.claims


def test_several_audiences_become_a_list(a_credential: Callable[..., NamedCredential], key_pair: KeyPair) -> None:
    credential = a_credential(audiences=("https://a.example", "https://b.example"))
    assert sign_assertion(credential, "max", key_pair, NOW).claims["aud"] == ["https://a.example", "https://b.example"]


def test_text_beyond_ascii_is_written_as_utf_8(a_credential: Callable[..., NamedCredential], key_pair: KeyPair) -> None:
    _, claims = segments(sign_assertion(a_credential(), "jürgen@org1.example", key_pair, NOW).text)
    assert '"sub":"jürgen@org1.example"'.encode() in claims


def test_each_member_knows_where_it_came_from(a_credential: Callable[..., NamedCredential], key_pair: KeyPair) -> None:
    signed = sign_assertion(a_credential(), "max", key_pair, NOW)
    assert set(signed.origins) == {*signed.header, *signed.claims}
    assert signed.origins["iss"] == "Issuer"
    assert signed.origins["sub"] == "Per User Subject"
    assert signed.origins["aud"] == "Audiences"
    assert signed.origins["exp"] == "Token Valid for"
    assert signed.origins["kid"] == "JWT Signing Certificate"
    principal = a_credential(identity_type="Named Principal", named_principal_subject="max")
    assert sign_assertion(principal, "max", key_pair, NOW).origins["sub"] == "Named Principal Subject"


def test_the_text_is_not_in_the_representation(a_credential: Callable[..., NamedCredential], key_pair: KeyPair) -> None:
    signed = sign_assertion(a_credential(), "max", key_pair, NOW)
    assert signed.text not in repr(signed)
    assert signed.text.rpartition(".")[2] not in repr(signed)


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"per_user_subject": '"max@org1.example"'}, "max@org1.example"),
        ({"per_user_subject": "$User.FederationIdentifier"}, "max@org1.example"),
        ({"per_user_subject": "'User='+$User.LastName"}, "User=Schmidt"),
        ({"identity_type": "Named Principal", "named_principal_subject": "max@org1.example"}, "max@org1.example"),
        (
            {"identity_type": "Named Principal", "named_principal_subject": '"max@org1.example"'},
            '"max@org1.example"',
        ),
        ({"identity_type": "Named Principal", "named_principal_subject": "$User.Email"}, "$User.Email"),
    ],
)
def test_the_subject_is_a_formulas_value_or_plain_text(
    changes: dict[str, str], subject: str, a_credential: Callable[..., NamedCredential], anna: User
) -> None:
    assert subject_for(a_credential(**changes), anna) == subject


def test_a_blank_subject_is_sent_as_it_is(a_credential: Callable[..., NamedCredential], key_pair: KeyPair) -> None:
    user = User(username="new@org2.example", email="new@example.com")
    subject = subject_for(a_credential(per_user_subject="$User.FederationIdentifier"), user)
    assert sign_assertion(a_credential(), subject, key_pair, NOW).claims["sub"] == ""


def test_what_is_no_formula_cannot_be_signed(a_credential: Callable[..., NamedCredential], anna: User) -> None:
    with pytest.raises(FormulaError, match="a constant stands in quotes"):
        subject_for(a_credential(per_user_subject="max@org1.example"), anna)


def test_a_formula_needs_somebody(a_credential: Callable[..., NamedCredential]) -> None:
    with pytest.raises(BadCalloutError, match="nobody is calling"):
        subject_for(a_credential(), None)
