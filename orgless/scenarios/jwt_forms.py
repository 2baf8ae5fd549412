"""What is sent as the assertion: one JWT in its compact form, and nothing that only resembles it."""

from authserver.assertion.unverified_checks import (
    assertion_is_a_compact_jws,
    assertion_is_of_bearable_size,
    assertion_is_present,
    header_and_claims_are_json_objects,
    header_demands_no_extension,
)

from .draft import Draft
from .scenario import scenario


@scenario(refused_by=assertion_is_present, source="an environment variable that is not set in the pipeline")
def assertion_from_an_empty_variable(draft: Draft) -> None:
    """The script sends a variable as the assertion, and nothing ever filled it."""
    draft.client.sets_parameter("assertion", "")


@scenario(refused_by=assertion_is_a_compact_jws, source="“invalid assertion” for the private key itself")
def private_key_pasted_as_assertion(draft: Draft) -> None:
    """The private key itself is sent as the assertion, where the JWT that was signed with it belongs."""
    pem = draft.private_key_file.read_text(encoding="ascii")
    draft.client.sends_as_assertion("the text of the private key", lambda _jwt: pem)


@scenario(refused_by=assertion_is_a_compact_jws, source="“invalid assertion”: base64 where base64url belongs")
def base64_instead_of_base64url(draft: Draft) -> None:
    """The client's own code encodes the parts in base64, with “+”, “/” and “=”, where base64url belongs."""
    draft.client.sends_as_assertion("its three parts in base64 instead of base64url", _in_base64)


@scenario(refused_by=assertion_is_a_compact_jws, source="the Authorization header's word in the wrong place")
def bearer_before_the_assertion(draft: Draft) -> None:
    """The word Bearer stands before the JWT."""
    draft.client.sends_as_assertion("the word Bearer and the JWT", lambda jwt: f"Bearer {jwt}")


@scenario(refused_by=assertion_is_of_bearable_size, source="a library that adds x5c with the whole chain")
def certificate_chain_in_the_header(draft: Draft) -> None:
    """The JWT's header carries a whole chain of certificates, so the assertion is far too long."""
    draft.client.sets_header(x5c=["MIIE" + "A" * 4_000] * 4)


@scenario(refused_by=header_and_claims_are_json_objects, source="JSON.stringify was called twice")
def claims_encoded_twice(draft: Draft) -> None:
    """The payload was made JSON twice, so it is one long string instead of an object."""
    draft.client.encodes_claims_twice()


@scenario(refused_by=header_demands_no_extension, source="a JWT library set up for another vendor's signed requests")
def critical_header_of_another_vendor(draft: Draft) -> None:
    """The JWT library is set up for a bank's signed requests: its header says that b64 must be understood."""
    draft.client.sets_header(b64=True, crit=["b64"])


def _in_base64(jwt: str) -> str:
    return ".".join(part.replace("-", "+").replace("_", "/") + "=" * (-len(part) % 4) for part in jwt.split("."))


JWT_FORMS = (
    assertion_from_an_empty_variable,
    private_key_pasted_as_assertion,
    base64_instead_of_base64url,
    bearer_before_the_assertion,
    certificate_chain_in_the_header,
    claims_encoded_twice,
    critical_header_of_another_vendor,
)
