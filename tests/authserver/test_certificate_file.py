"""A registered certificate: which forms load, and what a file is told to be that holds none."""

import base64
import re
from pathlib import Path

import pytest
from building import certificate, certificate_pem, private_key, private_pem
from building.keys import FIRST_DAY, LAST_DAY, LONG_GONE, public_pem, signing_request_pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from authserver.certificate_file import read_certificate


def written(folder: Path, data: bytes | str) -> Path:
    file = folder / "some.crt"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def _der() -> bytes:
    return certificate().public_bytes(Encoding.DER)


GOOD = {
    "PEM": certificate_pem,
    "PEM with text before and behind": lambda: f"Bag Attributes\n x: 1\n{certificate_pem()}\nmore\n",
    "PEM with Windows line ends": lambda: certificate_pem().replace("\n", "\r\n"),
    "PEM with its issuer behind": lambda: certificate_pem() + certificate_pem("Old_Integration"),
    "DER": _der,
    "base64 in one line": lambda: base64.b64encode(_der()),
    "base64 in many lines": lambda: base64.encodebytes(_der()),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD.keys())
def test_a_certificate_loads_from_every_form_that_people_have(tmp_path: Path, data: object) -> None:
    read = read_certificate(written(tmp_path, data()))
    assert read.file_name == "some.crt"
    assert read.public_key.public_numbers() == private_key().public_key().public_numbers()
    assert read.fingerprint == certificate().fingerprint(hashes.SHA256()).hex(":")
    assert (read.not_before_at, read.not_after_at) == (FIRST_DAY, LAST_DAY)
    assert "CN=Org2_JWT" in read.subject


@pytest.mark.parametrize("country", ["USA", "", "U"])
def test_a_country_that_is_none_loads_without_a_warning_as_salesforces_own_have_it(
    tmp_path: Path, country: str
) -> None:
    read = read_certificate(written(tmp_path, certificate_pem(country=country)))
    assert f"C={country}" in read.subject


def test_an_expired_certificate_loads(tmp_path: Path) -> None:
    read = read_certificate(written(tmp_path, certificate_pem(expired=True)))
    assert read.not_after_at == LONG_GONE


def _with_key(key: object, algorithm: object = None) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(FIRST_DAY).not_valid_after(LAST_DAY)
    return builder.sign(key, algorithm or hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def _of_an_unknown_kind() -> bytes:
    """The certificate of an EC key whose curve's name was made one that nobody has."""
    der = certificate("ec").public_bytes(Encoding.DER)
    curve = bytes.fromhex("06082a8648ce3d030107")
    assert curve in der
    return der.replace(curve, bytes.fromhex("06082a8648ce3d03017f"))


BAD = {
    "a private key": (
        private_pem,
        "holds a private key; register the certificate (.crt), and keep the key where it is used",
    ),
    "a traditional private key": (
        lambda: private_key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        "holds a private key",
    ),
    "certificate and key in one": (lambda: certificate_pem() + private_pem(), "holds a private key"),
    "a signing request": (signing_request_pem, "holds a certificate signing request; register the signed certificate"),
    "a public key": (public_pem, "holds a bare public key; register the X.509 certificate around it"),
    "an EC key": (lambda: certificate_pem("ec"), "holds no RSA key; RS256 needs one of 2048 or 4096 bits"),
    "an Ed25519 key": (lambda: certificate_pem("ed25519"), "holds no RSA key"),
    "a DSA key": (lambda: _with_key(dsa.generate_private_key(2048)), "holds no RSA key"),
    "a key of an unknown kind": (_of_an_unknown_kind, "holds a key of a kind that is not known here"),
    "1024 bits": (lambda: certificate_pem("small", bits=1024), "holds an RSA key of 1024 bits; take 2048 or 4096"),
    "an exponent of 3": (
        lambda: _with_key(rsa.generate_private_key(public_exponent=3, key_size=2048)),
        "holds an RSA key with the public exponent 3; take 65537",
    ),
    "PKCS#12": (
        lambda: serialize_key_and_certificates(b"x", private_key(), certificate(), None, NoEncryption()),
        "holds no X.509 certificate in PEM or DER form",
    ),
    "nothing": (lambda: b"", "holds no X.509 certificate in PEM or DER form"),
    "a word": (lambda: b"certificate", "holds no X.509 certificate in PEM or DER form"),
    "zeros": (lambda: bytes(1000), "holds no X.509 certificate in PEM or DER form"),
    "PEM cut off": (lambda: certificate_pem()[:-200], "holds no X.509 certificate in PEM or DER form"),
    "PEM of nonsense": (
        lambda: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "holds no X.509 certificate in PEM or DER form",
    ),
    "DER cut off": (lambda: _der()[:-50], "holds no X.509 certificate in PEM or DER form"),
    "more than 4 KB": (
        lambda: certificate_pem() * 5,
        "bytes; an upload may have 4,096: save it as DER, without its chain",
    ),
}


@pytest.mark.parametrize(("data", "told"), BAD.values(), ids=BAD.keys())
def test_a_file_that_holds_no_usable_certificate_is_told_what_it_holds(tmp_path: Path, data: object, told: str) -> None:
    file = written(tmp_path, data())
    with pytest.raises(ValueError, match=f"^{file}: .*{re.escape(told)}") as error:
        read_certificate(file)
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file; put the registered certificate there"):
        read_certificate(tmp_path / "missing.crt")
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        read_certificate(tmp_path)


def test_4096_bytes_are_allowed(tmp_path: Path) -> None:
    text = certificate_pem()
    assert read_certificate(written(tmp_path, text + "\n" * (4096 - len(text))))
