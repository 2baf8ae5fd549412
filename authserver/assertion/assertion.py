"""An assertion whose claims can be judged: proven by its signature, or presumed for a report only."""

from dataclasses import dataclass, field
from typing import Any

from authserver.connected_apps import AppElsewhere, ConnectedApp, RegisteredCertificate
from authserver.token_request import TokenRequest
from authserver.users import User

from .circumstances import Circumstances
from .signature import signing_certificate
from .unverified import UnverifiedAssertion


@dataclass(frozen=True, slots=True)
class Assertion:
    """Header, claims and what they name; ``app`` is None only where it is presumed and its issuer is unknown.

    ``certificate`` is the one whose key made the signature; where none did, the app's first.

    The app may be one of another org of the world: then ``elsewhere`` says so, and a check refuses it.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    app: ConnectedApp | None
    user: User | None
    certificate: RegisteredCertificate | None
    request: TokenRequest
    circumstances: Circumstances = field(repr=False)

    @property
    def subject(self) -> Any:
        """The ``sub`` claim, or the older ``prn`` where ``sub`` is missing; of whatever type it is."""
        return self.claims["sub"] if "sub" in self.claims else self.claims.get("prn")

    @property
    def elsewhere(self) -> AppElsewhere | None:
        """The app with its org, where that is another org of the world."""
        org = self.circumstances.org
        return org.app_elsewhere(self.app.consumer_key) if self.app is not None and org.apps_elsewhere else None


class VerifiedAssertion(Assertion):
    """The signature matches the certificate of the issuer's connected app: a token may come of it."""

    __slots__ = ()


class PresumedAssertion(Assertion):
    """The signature does not match, or could not be judged: no token ever comes of it.

    Its claims are judged all the same, so that a person who repairs the signature learns in the same round what would
    be refused next.
    """

    __slots__ = ()


def verified(unverified: UnverifiedAssertion) -> VerifiedAssertion:
    """To be called only where every check up to the signature held."""
    return VerifiedAssertion(*_parts(unverified))


def presumed(unverified: UnverifiedAssertion) -> PresumedAssertion | None:
    """What the claims say, unproven; None where there are none."""
    return None if unverified.claims is None else PresumedAssertion(*_parts(unverified))


def _parts(unverified: UnverifiedAssertion) -> tuple[Any, ...]:
    claims = unverified.claims or {}
    subject = claims["sub"] if "sub" in claims else claims.get("prn")
    user = unverified.circumstances.org.user(subject) if isinstance(subject, str) else None
    certificate = _certificate(unverified)
    return (
        unverified.header or {},
        claims,
        unverified.app,
        user,
        certificate,
        unverified.request,
        unverified.circumstances,
    )


def _certificate(unverified: UnverifiedAssertion) -> RegisteredCertificate | None:
    """The one whose dates count: of several the one whose key signed, or where none did the first."""
    certificates = unverified.app.certificates if unverified.app else ()
    if len(certificates) <= 1:
        return certificates[0] if certificates else None
    return signing_certificate(unverified) or certificates[0]
