"""The first list: from the assertion's form to its signature (RFC 7515, RFC 7519 7.2, RFC 8725 3)."""

from authserver.errors import InvalidClientError, InvalidClientIdError, InvalidGrantError
from authserver.token_request import form_decoded
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt

from .likely_causes import shape_of, whose_issuer, whose_key, why_no_compact_jws
from .quoting import quoted
from .request_checks import body_is_readable
from .signature import signing_certificate
from .unverified import LONGEST_ASSERTION, UnverifiedAssertion

_SIGNER = "Org2: Named Credential > JWT Signing Certificate, or the client's signing code"


@check(
    rule="RFC 7521 4.1",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Client: assertion of the token request",
    needs=[body_is_readable],
    wording_is_inferred=True,
)
def assertion_is_present(assertion: UnverifiedAssertion) -> Reason | None:
    """The request carries an assertion."""
    if assertion.text:
        return None
    sent = assertion.request
    named = ", ".join(sorted(sent.parameters)) or "none"
    cause = "an empty value counts as none" if "assertion" in sent.parameters or "assertion" in sent.query else ""
    return Reason("a parameter named assertion", f"parameters: {excerpt(named)}", cause)


@check(
    rule="RFC 8725 2 (bounded input)",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Client: assertion of the token request",
    needs=[assertion_is_present],
    wording_is_inferred=True,
)
def assertion_is_of_bearable_size(assertion: UnverifiedAssertion) -> Reason | None:
    """The assertion has at most 16,384 characters."""
    if len(assertion.text) <= LONGEST_ASSERTION:
        return None
    return Reason(f"at most {LONGEST_ASSERTION:,} characters", f"{len(assertion.text):,}")


@check(
    rule="RFC 7515 3.1 and 7519 7.2",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Client: assertion of the token request",
    needs=[assertion_is_present, assertion_is_of_bearable_size],
)
def assertion_is_a_compact_jws(assertion: UnverifiedAssertion) -> Reason | None:
    """The assertion is one JWS in compact form: three parts of unpadded base64url text, joined by dots."""
    if assertion.is_compact:
        return None
    return Reason("header.payload.signature", shape_of(assertion.text), why_no_compact_jws(assertion.text))


@check(
    rule="RFC 7519 7.2 and 8725 3.7",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Client: the code that builds the JWT",
    needs=[assertion_is_a_compact_jws],
)
def header_and_claims_are_json_objects(assertion: UnverifiedAssertion) -> Reason | None:
    """Header and payload are JSON objects in UTF-8 whose member names are unique."""
    if not assertion.fault:
        return None
    twice = "is a JSON string" in assertion.fault
    return Reason("two JSON objects", assertion.fault, "the JSON was encoded twice" if twice else "")


@check(
    rule="RFC 8725 3.1 and 7523 5",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Org2: External Credential > alg, or the client's signing code",
    needs=[header_and_claims_are_json_objects],
    wording_is_inferred=True,
)
def algorithm_is_rs256(assertion: UnverifiedAssertion) -> Reason | None:
    """The assertion is signed with RS256, whatever else its header says."""
    algorithm = (assertion.header or {}).get("alg")
    if algorithm == "RS256":
        return None
    causes = {
        "HS256": "HS256 signs with a shared secret: give the JWT library the private key and RS256",
        "none": "an unsigned JWT proves nothing",
        "RS512": "an External Credential offers RS512; Salesforce's token endpoint takes RS256",
    }
    return Reason("RS256", quoted(algorithm), causes.get(algorithm, "") if isinstance(algorithm, str) else "")


@check(
    rule="RFC 7515 4.1.11 and 7797 7",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Client: the header of the JWT",
    needs=[header_and_claims_are_json_objects],
    wording_is_inferred=True,
)
def header_demands_no_extension(assertion: UnverifiedAssertion) -> Reason | None:
    """The header has no crit and no b64: this server understands no extension that would have to be understood."""
    header = assertion.header or {}
    for member in ("crit", "b64"):
        if member in header:
            return Reason(f"no {member}", f"{member}: {quoted(header[member])}")
    return None


@check(
    rule="RFC 7523 3 (1)",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Org2: Named Credential > Issuer",
    needs=[header_and_claims_are_json_objects],
    wording_is_inferred=True,
)
def issuer_is_given(assertion: UnverifiedAssertion) -> Reason | None:
    """The issuer claim is there and is text."""
    issuer = assertion.unverified_issuer
    if isinstance(issuer, str) and issuer:
        return None
    return Reason("iss: the connected app's consumer key", f"iss: {quoted(issuer)}")


@check(
    rule="RFC 7523 3 (1)",
    error=InvalidClientIdError,
    says="client identifier invalid",
    setting="Org2: Named Credential > Issuer; Org1: Connected App > Consumer Key",
    needs=[issuer_is_given],
)
def issuer_is_a_consumer_key(assertion: UnverifiedAssertion) -> Reason | None:
    """The issuer is the consumer key of an app that is known here, to the letter."""
    if assertion.app is not None:
        return None
    issuer = str(assertion.unverified_issuer)
    return Reason("the consumer key of a connected app", f"“{excerpt(issuer, 100)}”", whose_issuer(issuer, assertion))


@check(
    rule="RFC 7521 4.1 and 7523 3.1",
    error=InvalidClientError,
    says="invalid client credentials",
    setting="Client: client_id and client_secret of the token request (this flow needs neither)",
    needs=[issuer_is_a_consumer_key],
)
def client_credentials_are_right(assertion: UnverifiedAssertion) -> Reason | None:
    """Client credentials beside the assertion, where there are any, are those of the issuer's connected app."""
    request = assertion.request
    by_header = request.has_basic_header
    by_form = bool(request.parameter("client_secret"))
    if by_header + by_form + bool(request.parameter("client_assertion")) > 1:
        return Reason("one way to authenticate", "several at once", "this flow needs none")
    if request.parameter("client_assertion"):
        return Reason("no client_assertion", "a client_assertion", "the assertion itself identifies the client here")
    if by_header and request.basic_credentials is None:
        return Reason("base64 of key:secret in UTF-8", "a Basic header that is none")
    in_form = request.parameter("client_id")
    client_id, secret = request.basic_credentials or (in_form, request.parameter("client_secret"))
    if in_form and in_form != client_id:
        return Reason("one client", "a client_id beside a Basic header with another", "this flow needs neither")
    return _credentials(assertion, client_id, secret, is_tried=by_header or "client_secret" in request.parameters)


def _credentials(assertion: UnverifiedAssertion, client_id: str, secret: str, *, is_tried: bool) -> Reason | None:
    app = assertion.app
    if app is None or (client_id and client_id != app.consumer_key):
        return Reason("the issuer's own consumer key as client_id", f"“{excerpt(client_id, 100)}”")
    if not secret:
        return Reason("no credentials", "an empty secret", deviation="empty client secret") if is_tried else None
    if app.has_secret(secret) or (assertion.request.has_basic_header and app.has_secret(form_decoded(secret))):
        return None
    return Reason(f"the consumer secret of “{app.label}”, or none", "another secret", "leave the secret out")


@check(
    rule="RFC 7523 3 (9); help page of the JWT bearer flow",
    error=InvalidGrantError,
    says="invalid assertion",
    setting="Org1: Connected App > Use digital signatures > certificate",
    needs=[issuer_is_a_consumer_key],
    wording_is_inferred=True,
)
def app_has_a_certificate(assertion: UnverifiedAssertion) -> Reason | None:
    """A certificate is registered with the connected app."""
    if assertion.app is not None and assertion.app.certificates:
        return None
    label = assertion.app.label if assertion.app else "?"
    return Reason("a certificate", f"none at “{label}”", "Use digital signatures is off, or a deploy cleared it")


@check(
    rule="RFC 7523 3 (9) and 7515 5.2",
    error=InvalidGrantError,
    says="invalid assertion",
    setting=f"{_SIGNER}; Org1: Connected App > Use digital signatures > certificate",
    needs=[algorithm_is_rs256, header_demands_no_extension, app_has_a_certificate],
)
def signature_matches_the_certificate(assertion: UnverifiedAssertion) -> Reason | None:
    """The signature was made with the private key of the certificate that is registered with the connected app."""
    if signing_certificate(assertion) is not None:
        return None
    certificates = assertion.app.certificates if assertion.app else ()
    keys = " or ".join(f"{one.file_name} (SHA-256 {one.fingerprint})" for one in certificates)
    return Reason(f"a signature by the key of {keys}", "a signature that does not match it", whose_key(assertion))


UNVERIFIED_CHECKS = (
    assertion_is_present,
    assertion_is_of_bearable_size,
    assertion_is_a_compact_jws,
    header_and_claims_are_json_objects,
    algorithm_is_rs256,
    header_demands_no_extension,
    issuer_is_given,
    issuer_is_a_consumer_key,
    client_credentials_are_right,
    app_has_a_certificate,
    signature_matches_the_certificate,
)
