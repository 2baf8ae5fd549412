"""The one place where a signature is verified: RSASSA-PKCS1-v1_5 with SHA-256 over the received text (RFC 7515 5.2)."""

from jwt.algorithms import RSAAlgorithm

from authserver.connected_apps import RegisteredCertificate

from .unverified import UnverifiedAssertion

_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)


def signing_certificate(assertion: UnverifiedAssertion) -> RegisteredCertificate | None:
    """The issuer's registered certificate whose key made the signature, if one of them did."""
    certificates = assertion.app.certificates if assertion.app else ()
    return next((one for one in certificates if matches(assertion, one)), None)


def matches(assertion: UnverifiedAssertion, certificate: RegisteredCertificate) -> bool:
    """Whether the certificate's key made the signature, with RS256 and nothing else.

    The key is an object that was read at registration; neither key nor algorithm comes from the assertion.
    """
    return _RS256.verify(assertion.signing_input, certificate.public_key, assertion.signature)
