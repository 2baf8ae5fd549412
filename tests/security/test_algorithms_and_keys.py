"""Security contract B: one algorithm, the key that was registered for the issuer, and nothing that a token names."""

import hashlib
import hmac
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from building import CONSUMER_KEY, LEFT_OUT, OLD_KEY, SECRET, Server, an_assertion, base64url, certificate, compact
from building.keys import private_key
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from refusals import granted, refused

GOOD = an_assertion()
CLAIMS = GOOD.split(".")[1]
STRANGER = private_key("Stranger")
_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_SPKI, _PKCS1 = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.PKCS1


def signed_by(sign: Callable[[bytes], bytes], **header: Any) -> str:
    """The good claims under this header, with what ``sign`` makes of them."""
    members = {name: value for name, value in ({"alg": "RS256"} | header).items() if value is not LEFT_OUT}
    text = f"{base64url(json.dumps(members))}.{CLAIMS}"
    return f"{text}.{base64url(sign(text.encode()) or b'none')}"


def rsa(algorithm: hashes.HashAlgorithm, pad: Any = None, key: Any = None) -> Callable[[bytes], bytes]:
    """Signs with RSA, by default in PKCS#1 v1.5 and with the registered key."""
    return lambda data: (key or private_key()).sign(data, pad or padding.PKCS1v15(), algorithm)


def mac(secret: bytes, digest: str = "sha256") -> Callable[[bytes], bytes]:
    """Keys a MAC."""
    return lambda data: hmac.digest(secret, data, digest)


def ecdsa(data: bytes) -> bytes:
    """An ES256 signature of a key that nobody registered."""
    r, s = decode_dss_signature(private_key("ec_stranger").sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def raw_rsa(encoded: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Signs, with the registered key, a message of the right length that was padded by hand."""
    numbers = private_key().private_numbers()

    def sign(data: bytes) -> bytes:
        message = int.from_bytes(encoded(hashlib.sha256(data).digest()))
        return pow(message, numbers.d, numbers.public_numbers.n).to_bytes(256)

    return sign


_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def padded(
    info: bytes, *, block: bytes = b"\x01", fill: bytes = b"\xff", tail: bytes = b""
) -> Callable[[bytes], bytes]:
    """EMSA-PKCS1-v1_5 with some of it changed (RFC 8017 9.2)."""

    def encode(digest: bytes) -> bytes:
        end = b"\0" + info + digest + tail
        return b"\0" + block + fill * (254 - len(end)) + end

    return encode


def public_forms(key: Any, certificate_: Any) -> dict[str, bytes]:
    """Every text that somebody might take the public key for."""
    public, numbers = key.public_key(), key.public_key().public_numbers()
    pem = public.public_bytes(_PEM, _SPKI)
    jwk = {"kty": "RSA", "n": base64url(numbers.n.to_bytes(256)), "e": "AQAB"}
    return {
        "PEM": pem,
        "PEM without its last line feed": pem.rstrip(),
        "PEM with CRLF": pem.replace(b"\n", b"\r\n"),
        "PKCS#1 PEM": public.public_bytes(_PEM, _PKCS1),
        "DER": public.public_bytes(_DER, _SPKI),
        "PKCS#1 DER": public.public_bytes(_DER, _PKCS1),
        "certificate PEM": certificate_.public_bytes(_PEM),
        "certificate DER": certificate_.public_bytes(_DER),
        "base64 of the certificate": b"".join(certificate_.public_bytes(_PEM).splitlines()[1:-1]),
        "modulus": numbers.n.to_bytes(256),
        "JWK": json.dumps(jwk).encode(),
        "consumer secret": SECRET.encode(),
        "consumer key": CONSUMER_KEY.encode(),
        "nothing": b"",
    }


PUBLIC = public_forms(private_key(), certificate())
NO_STRINGS: dict[str, Any] = {
    "absent": LEFT_OUT,
    "null": None,
    "empty": "",
    "a list": ["RS256"],
    "an object": {"RS256": "RS256"},
    "a number": 256,
    "true": True,
}
NAMES = [
    "none",
    "None",
    "NONE",
    "nOnE",
    "rs256",
    "RS256 ",
    " RS256",
    "RS256\0",
    "\uff32\uff33256",
    "RS384",
    "RS512",
    "PS256",
]
NAMES += ["PS384", "PS512", "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "RSA1_5", "dir"]
ALGORITHMS = {
    **{f"B1 alg {name}": an_assertion(header={"alg": name}) for name in NAMES},
    **{f"B1 alg is {name}": an_assertion(header={"alg": value}) for name, value in NO_STRINGS.items()},
    **{f"B1 {name} and no signature": signed_by(lambda _data: b"", alg=name) for name in ("none", "None", "RS256")},
    "B1 PS256": signed_by(rsa(hashes.SHA256(), padding.PSS(padding.MGF1(hashes.SHA256()), 32)), alg="PS256"),
    "B1 PS256 called RS256": signed_by(rsa(hashes.SHA256(), padding.PSS(padding.MGF1(hashes.SHA256()), 32))),
    "B1 RS384": signed_by(rsa(hashes.SHA384()), alg="RS384"),
    "B1 RS384 called RS256": signed_by(rsa(hashes.SHA384())),
    "B1 RS512": signed_by(rsa(hashes.SHA512()), alg="RS512"),
    "B1 SHA-1": signed_by(rsa(hashes.SHA1()), alg="RS1"),  # noqa: S303  that it is refused
    "B1 ES256": signed_by(ecdsa, alg="ES256"),
    "B1 ES256 called RS256": signed_by(ecdsa),
    "B1 ES256 of zeros": signed_by(lambda _data: bytes(64), alg="ES256"),
    "B1 EdDSA": signed_by(private_key("ed25519_stranger").sign, alg="EdDSA"),
    **{f"B2 HS256 with {name}": signed_by(mac(secret), alg="HS256") for name, secret in PUBLIC.items()},
    **{f"B2 HS256 with {name}, called RS256": signed_by(mac(secret)) for name, secret in PUBLIC.items()},
    **{f"B2 HS512 with {name}": signed_by(mac(secret, "sha512"), alg="HS512") for name, secret in PUBLIC.items()},
}

SIGNATURE = GOOD.rpartition(".")[2]
MODULUS = private_key().public_key().public_numbers().n
SIGNATURES = {
    "B3 another key": an_assertion(key=STRANGER),
    "B3 the key of another app": an_assertion(key=private_key("Old_Integration")),
    "B3 the app's own key for another app's assertion": an_assertion(iss=OLD_KEY),
    "B3 another assertion's signature": f"{an_assertion(x=1).rpartition('.')[0]}.{SIGNATURE}",
    "B3 signed without the header": f"{GOOD.rpartition('.')[0]}.{base64url(rsa(hashes.SHA256())(CLAIMS.encode()))}",
    "B3 zeros": signed_by(lambda _data: bytes(256)),
    "B3 one": signed_by(lambda _data: bytes(255) + b"\1"),
    "B3 the modulus": signed_by(lambda _data: MODULUS.to_bytes(256)),
    "B3 the modulus less one": signed_by(lambda _data: (MODULUS - 1).to_bytes(256)),
    "B3 a zero before it": signed_by(lambda data: b"\0" + rsa(hashes.SHA256())(data)),
    "B3 a zero behind it": signed_by(lambda data: rsa(hashes.SHA256())(data) + b"\0"),
    "B3 cut off": signed_by(lambda data: rsa(hashes.SHA256())(data)[:-1]),
    "B3 its first half": signed_by(lambda data: rsa(hashes.SHA256())(data)[:128]),
    "B3 twice": signed_by(lambda data: rsa(hashes.SHA256())(data) * 2),
    "B3 its hash alone": signed_by(lambda data: hashlib.sha256(data).digest()),
    "B3 a digest without its name": signed_by(raw_rsa(padded(b""))),
    "B3 a name without its null": signed_by(raw_rsa(padded(bytes.fromhex("302f300b0609608648016503040201 0420")))),
    "B3 another hash's name": signed_by(raw_rsa(padded(bytes.fromhex("3021300906052b0e03021a05000414")))),
    "B3 bytes behind the digest": signed_by(raw_rsa(padded(_SHA256_INFO, tail=b"garbage"))),
    "B3 block type 2": signed_by(raw_rsa(padded(_SHA256_INFO, block=b"\2", fill=b"\x55"))),
    "B3 padding of other bytes": signed_by(raw_rsa(padded(_SHA256_INFO, fill=b"\xfe"))),
    "B3 a length in the long form": signed_by(
        raw_rsa(padded(bytes.fromhex("308131300d060960864801650304020105000420")))
    ),
}
DEFLATED = zlib.compress(json.dumps(json.loads('{"iss": "x"}')).encode(), wbits=-15)
DEMANDS = {
    **{
        f"B10 crit {json.dumps(value)}": an_assertion(header={"crit": value})
        for value in (["exp"], ["b64"], ["x"], [], None, "x", {}, [1], ["alg"], True)
    },
    "B10 crit of a member that is there": an_assertion(header={"crit": ["x"], "x": 1}),
    **{f"B11 b64 {value}": an_assertion(header={"b64": value}) for value in (False, True, None)},
    "B11 b64 false and crit": an_assertion(header={"b64": False, "crit": ["b64"]}),
    "B12 a deflated payload": compact('{"alg":"RS256","zip":"DEF"}', DEFLATED),
    "B12 a zlib payload": compact('{"alg":"RS256","zip":"GZ"}', zlib.compress(b"{}")),
}
REFUSED = ALGORITHMS | SIGNATURES | DEMANDS


@pytest.mark.parametrize("assertion", REFUSED.values(), ids=REFUSED.keys())
def test_no_other_algorithm_signature_or_extension_is_accepted(either_shared: Server, assertion: str) -> None:
    refused(either_shared.request_token(assertion), 400, error="invalid_grant")


def test_padding_by_hand_is_good_where_it_is_right(either_shared: Server) -> None:
    granted(either_shared.request_token(signed_by(raw_rsa(padded(_SHA256_INFO)))))


def test_a_refusal_is_the_same_whether_or_not_the_issuer_exists_but_for_its_code(either_shared: Server) -> None:
    known = refused(either_shared.request_token(an_assertion(key=STRANGER)))
    assert known["error_description"] == "invalid assertion"
    for text in (SECRET, "Org2_JWT", "certificate", "PyJWT", "cryptography", "/"):
        assert text not in known["error_description"]


@pytest.mark.parametrize("name", ["debug", "verify", "verify_signature", "test", "skip_signature", "insecure"])
def test_no_switch_turns_verification_off(either_shared: Server, name: str) -> None:
    forged = an_assertion(key=STRANGER, header={name: False}, **{name: False})
    headers = {name: "1", f"X-{name}": "1"}
    for value in ("true", "false", "0", "1"):
        refused(either_shared.request_token(forged, **{name: value}), 400)
        refused(either_shared.post("/services/oauth2/token", {"assertion": forged}, headers=headers), 400)
