import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from client_demo.key_files import BadKeyFileError, load_certificate, load_key_pair, load_private_key

PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8


@pytest.fixture
def rsa_key(pems: tuple[str, str]) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(pems[0].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def a_weak_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # noqa: S505  the weakness is what is tested


def a_private_pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(PEM, PKCS8, serialization.NoEncryption())


def a_certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    from_at, to_at = (datetime(year, 1, 1, tzinfo=UTC) for year in (2026, 2036))
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    dated = builder.not_valid_before(from_at).not_valid_after(to_at).public_key(key.public_key())
    return dated.sign(key, hashes.SHA256()).public_bytes(PEM)


def test_a_pair_is_loaded_with_its_fingerprint(certs: Path) -> None:
    complaints: list[tuple[str, str]] = []
    pair = load_key_pair(
        "Org2_JWT", certs / "Org2_JWT.key", certs / "Org2_JWT.crt", lambda *one: complaints.append(one)
    )
    assert pair is not None
    assert complaints == []
    assert pair.name == "Org2_JWT"
    assert len(pair.fingerprint) == 95
    assert "private" not in repr(pair)


def test_a_key_that_belongs_to_another_certificate_is_told(certs: Path) -> None:
    complaints: list[tuple[str, str]] = []
    pair = load_key_pair(
        "Org2_JWT", certs / "Old_Integration.key", certs / "Org2_JWT.crt", lambda *one: complaints.append(one)
    )
    assert pair is None
    [(key, message)] = complaints
    assert key == "private_key_file"
    assert "is not the key of the certificate in" in message


def test_both_files_are_complained_of_at_once(tmp_path: Path) -> None:
    complaints: list[str] = []
    load_key_pair("Org2_JWT", tmp_path / "a", tmp_path / "b", lambda key, _message: complaints.append(key))
    assert complaints == ["private_key_file", "certificate_file"]


def encrypted(key: rsa.RSAPrivateKey, form: serialization.PrivateFormat) -> bytes:
    return key.private_bytes(PEM, form, serialization.BestAvailableEncryption(b"locked"))


def a_request(key: rsa.RSAPrivateKey) -> bytes:
    builder = x509.CertificateSigningRequestBuilder()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    return builder.subject_name(name).sign(key, hashes.SHA256()).public_bytes(PEM)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (a_certificate, "holds a certificate where a private key belongs: are the two files swapped?"),
        (a_request, "holds a certificate request, not yet a certificate, where a private key belongs"),
        (lambda key: encrypted(key, PKCS8), "holds a private key that a password locks where a private key belongs"),
        (lambda key: encrypted(key, serialization.PrivateFormat.TraditionalOpenSSL), "that a password locks"),
        (
            lambda key: key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
            "holds a public key where a private key belongs",
        ),
        (
            lambda key: key.private_bytes(serialization.Encoding.DER, PKCS8, serialization.NoEncryption()),
            "is binary (DER or PKCS#12) where a private key belongs",
        ),
        (lambda _: bytes.fromhex("feedfeed00000002"), "is a Java keystore"),
        (lambda _: b"", "is empty where a private key belongs"),
        (lambda _: b"hello", "holds no PEM where a private key belongs"),
        (
            lambda _: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "is damaged: no private key can be read from it",
        ),
        (lambda _: a_private_pem(ec.generate_private_key(ec.SECP256R1())), "holds no RSA key"),
        (lambda _: a_private_pem(ed25519.Ed25519PrivateKey.generate()), "holds no RSA key"),
        (lambda _: a_private_pem(a_weak_key()), "the RSA key has 1024 bits"),
        (lambda _: b"x" * 200_000, "is longer than any key or certificate"),
    ],
)
def test_what_is_no_private_key_is_named_for_what_it_is(
    content: Callable[[rsa.RSAPrivateKey], bytes], complaint: str, rsa_key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    path = tmp_path / "Org2_JWT.key"
    path.write_bytes(content(rsa_key))
    with pytest.raises(BadKeyFileError) as caught:
        load_private_key(path)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (a_private_pem, "holds a private key where a certificate belongs: are the two files swapped?"),
        (a_request, "give the certificate that the authority made from it"),
        (lambda _: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is damaged"),
        (lambda _: a_certificate(ec.generate_private_key(ec.SECP256R1())), "is for no RSA key"),
        (lambda _: a_certificate(a_weak_key()), "the RSA key has 1024 bits"),
        (lambda _: a_certificate(rsa.generate_private_key(3, 2048)), "public exponent is below 65537"),
        (lambda _: b"", "is empty where a certificate belongs"),
    ],
)
def test_what_is_no_certificate_is_named_for_what_it_is(
    content: Callable[[rsa.RSAPrivateKey], bytes], complaint: str, rsa_key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    path = tmp_path / "Org2_JWT.crt"
    path.write_bytes(content(rsa_key))
    with pytest.raises(BadKeyFileError) as caught:
        load_certificate(path)
    assert complaint in str(caught.value)


def test_a_missing_file_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFileError, match=r"no such file: .*Org2_JWT.key; `orgless certs` makes it"):
        load_private_key(tmp_path / "Org2_JWT.key")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFileError, match="cannot be read"):
        load_private_key(tmp_path)


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_key_that_others_can_read_is_warned_about(
    mode: int, certs: Path, caplog: pytest.LogCaptureFixture, *, warned: bool
) -> None:
    path = certs / "Org2_JWT.key"
    path.chmod(mode)
    with caplog.at_level(logging.WARNING):
        load_private_key(path)
    assert ("can be read by others than its owner" in caplog.text) is warned
    assert "BEGIN" not in caplog.text
