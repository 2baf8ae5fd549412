"""What Salesforce tolerates, and a strict server of RFC 7523 does not."""

from datetime import timedelta

from authserver.assertion.claim_checks import (
    audience_is_this_server,
    certificate_is_in_date,
    expiry_is_a_time,
    expiry_is_near,
    was_issued_in_the_past,
)
from authserver.assertion.request_checks import parameters_are_in_the_body

from .draft import Draft
from .own_client import QUERY
from .scenario import scenario


@scenario(refused_by=parameters_are_in_the_body, profile="strict", source="everything in the URL works at Salesforce")
def parameters_in_the_query(draft: Draft) -> None:
    """The client posts an empty body, with all parameters in the URL, where logs and proxies keep them."""
    draft.ask_a_strict_server()
    draft.make_validity_short()
    draft.client.sends_parameters(QUERY)


@scenario(refused_by=certificate_is_in_date, profile="strict", source="certificate expired and everyone panics")
def expired_certificate(draft: Draft) -> None:
    """The certificate at the connected app expired: Salesforce never looks at its dates, a strict server does."""
    draft.ask_a_strict_server()
    draft.make_validity_short()
    draft.let_certificate_expire()


@scenario(refused_by=audience_is_this_server, profile="strict", source="restforce sends a bare host as aud")
def bare_host_as_audience(draft: Draft) -> None:
    """The audience is the host without https://, as one client library has always sent it."""
    draft.ask_a_strict_server()
    draft.make_validity_short()
    draft.named_credential["audiences"] = ["login.salesforce.com"]


@scenario(refused_by=expiry_is_a_time, profile="strict", source="simple-salesforce sends exp as a string")
def expiry_as_text(draft: Draft) -> None:
    """The client sends exp as a JSON string, as Salesforce's own example does."""
    draft.ask_a_strict_server()
    draft.client.sets_claims(exp=str(int(draft.clock()) + 180))


@scenario(refused_by=expiry_is_near, profile="strict", source="validity of 3600 s: is more than 5 minutes accepted?")
def valid_for_an_hour(draft: Draft) -> None:
    """The JWT is valid for an hour, as in the configuration that works at Salesforce; five minutes are the limit."""
    draft.ask_a_strict_server()
    draft.named_credential |= {"token_valid_for": 1, "token_valid_for_unit": "Hours"}


@scenario(refused_by=was_issued_in_the_past, profile="strict", source="iat ahead: no evidence of a check at Salesforce")
def issued_in_the_future(draft: Draft) -> None:
    """The client takes local time for UTC when it writes iat, so the JWT was issued an hour from now."""
    draft.ask_a_strict_server()
    draft.make_validity_short()
    draft.client.adds_to_claim("iat", int(timedelta(hours=1).total_seconds()), "an hour later")


STRICT_SERVERS = (
    parameters_in_the_query,
    expired_certificate,
    bare_host_as_audience,
    expiry_as_text,
    valid_for_an_hour,
    issued_in_the_future,
)
