from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtensionOID, NameOID

from client_demo.certificates import fingerprint, make_certificate, three_letter_countries

NOW = 1_800_000_000.25
COUNTRY_AS_PRINTABLE_STRING = bytes.fromhex("13 03") + b"USA"


@pytest.fixture
def certificate(pems: tuple[str, str]) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pems[1].encode())


def test_the_subject_is_written_as_salesforce_writes_it(certificate: x509.Certificate) -> None:
    with three_letter_countries():
        subject, issuer = certificate.subject, certificate.issuer
    assert [(part.oid, part.value) for part in subject] == [
        (NameOID.COMMON_NAME, "Org2_JWT"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "00Dyy0000002hQM"),
        (NameOID.ORGANIZATION_NAME, "Org2"),
        (NameOID.LOCALITY_NAME, "San Francisco"),
        (NameOID.STATE_OR_PROVINCE_NAME, "CA"),
        (NameOID.COUNTRY_NAME, "USA"),
    ]
    assert issuer == subject
    assert COUNTRY_AS_PRINTABLE_STRING in certificate.tbs_certificate_bytes


def test_the_extensions_are_those_of_salesforce(certificate: x509.Certificate) -> None:
    with three_letter_countries():
        extensions = certificate.extensions
        subject = certificate.subject
    identifier = extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    constraints = extensions.get_extension_for_class(x509.BasicConstraints)
    authority = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    assert {one.oid for one in extensions} == {
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    }
    assert constraints.critical
    assert constraints.value.ca
    assert authority.value.key_identifier == identifier.value.digest
    assert authority.value.authority_cert_serial_number == certificate.serial_number
    assert authority.value.authority_cert_issuer == [x509.DirectoryName(subject)]


def test_the_serial_number_begins_with_the_time_of_making(certificate: x509.Certificate) -> None:
    serial = certificate.serial_number.to_bytes(14)
    assert int.from_bytes(serial[:6]) == int(NOW * 1000)


def test_it_is_valid_from_now_on_for_about_a_year_until_noon(certificate: x509.Certificate) -> None:
    made = datetime.fromtimestamp(NOW, UTC)
    ends = certificate.not_valid_after_utc
    assert certificate.not_valid_before_utc == made.replace(microsecond=0)
    assert abs(ends - made - timedelta(days=365)) < timedelta(days=1)
    assert (ends.hour, ends.minute, ends.second) == (12, 0, 0)


def test_it_is_signed_with_its_own_key(pems: tuple[str, str], certificate: x509.Certificate) -> None:
    key = load_pem_private_key(pems[0].encode(), None)
    public = certificate.public_key()
    assert isinstance(key, rsa.RSAPrivateKey)
    assert isinstance(public, rsa.RSAPublicKey)
    assert public == key.public_key()
    assert certificate.signature_hash_algorithm is not None
    assert certificate.signature_hash_algorithm.name == "sha256"
    public.verify(
        certificate.signature,
        certificate.tbs_certificate_bytes,
        padding.PKCS1v15(),
        certificate.signature_hash_algorithm,
    )


def test_an_existing_key_can_be_certified_anew(pems: tuple[str, str]) -> None:
    key = load_pem_private_key(pems[0].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    again, certificate = make_certificate(
        "Org2_JWT_2027", "00Dyy0000002hQM", "Org2", 4096, NOW, country="DEU", city="Köln", key=key
    )
    assert again == pems[0]
    assert x509.load_pem_x509_certificate(certificate.encode()).public_key() == key.public_key()


@pytest.mark.parametrize("size", [0, 1024, 2047, 8192])
def test_only_the_sizes_of_the_form_are_made(size: int) -> None:
    with pytest.raises(ValueError, match="2048 or 4096 bits"):
        make_certificate("Org2_JWT", "00Dyy0000002hQM", "Org2", size, NOW)


def test_a_fingerprint_is_written_in_pairs(certificate: x509.Certificate) -> None:
    pairs = fingerprint(certificate).split(":")
    assert len(pairs) == 32
    assert all(len(pair) == 2 and pair == pair.lower() for pair in pairs)
