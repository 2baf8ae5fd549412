"""Where to and when: the audience, the times and the id of the JWT."""

from datetime import timedelta

from authserver.assertion.claim_checks import (
    audience_is_this_server,
    expiry_is_a_time,
    has_not_expired,
    is_valid_already,
    jti_is_usable,
)
from authserver.assertion.last_checks import jti_was_not_used_before

from .draft import Draft
from .scenario import scenario


@scenario(refused_by=audience_is_this_server, source="“audience is invalid”: sandbox v. production")
def sandbox_audience(draft: Draft) -> None:
    """The audience is the sandboxes' login host, and Org1 is a production org."""
    draft.named_credential["audiences"] = ["https://test.salesforce.com"]


@scenario(refused_by=audience_is_this_server, source="a library whose aud is hard-coded to login.salesforce.com")
def production_audience_at_a_sandbox(draft: Draft) -> None:
    """Org1 is a sandbox, and the audience is still production's."""
    draft.make_org1_a_sandbox()
    draft.named_credential["audiences"] = ["https://login.salesforce.com"]


@scenario(refused_by=audience_is_this_server, source="“audience is invalid”: instance or Lightning URL used")
def lightning_url_as_audience(draft: Draft) -> None:
    """The audience is the address that the browser shows, the one of the user interface."""
    draft.named_credential["audiences"] = [f"https://{draft.org1['org']['my_domain']}.lightning.force.com"]


@scenario(refused_by=audience_is_this_server, source="Audiences is a list, so both login hosts were entered")
def several_audiences(draft: Draft) -> None:
    """Audiences names both login hosts, to be on the safe side."""
    draft.named_credential["audiences"] = ["https://login.salesforce.com", "https://test.salesforce.com"]


@scenario(refused_by=has_not_expired, source="“expired authorization code”: local time instead of UTC")
def clock_an_hour_behind(draft: Draft) -> None:
    """The caller's clock is an hour behind, local time taken for UTC, so the JWT expires before it is sent."""
    draft.make_validity_short()
    draft.set_org2_clock(timedelta(hours=-1), "an hour behind")


@scenario(refused_by=is_valid_already, source="nbf equals the caller's clock, and the server's is behind it")
def clock_ten_minutes_ahead(draft: Draft) -> None:
    """The caller's clock is ten minutes ahead, so the JWT is not valid yet."""
    draft.set_org2_clock(timedelta(minutes=10), "ten minutes ahead")


@scenario(refused_by=expiry_is_a_time, source="a JWT without exp, because the library does not add it")
def expiry_is_missing(draft: Draft) -> None:
    """The JWT has no exp: the library adds none unless it is told to."""
    draft.client.leaves_out("exp")


@scenario(refused_by=jti_is_usable, source="a counter as jti, where RFC 7519 wants a string")
def number_as_jti(draft: Draft) -> None:
    """The client counts its JWTs, and jti is the number instead of text."""
    draft.client.sets_claims(jti=4711)


@scenario(refused_by=jti_was_not_used_before, source="a jti that was seen before is refused")
def jwt_sent_twice(draft: Draft) -> None:
    """After a time-out the client sends the same JWT once more, and its jti was used by the first request."""
    draft.client.sets_claims(jti="7f6c2f0e-9d0b-4c57-8a7e-3f5b8e1c2d4a")
    draft.client.repeats_the_request("sent twice, the JWT the same, as a retry does it")


AUDIENCES_AND_TIMES = (
    sandbox_audience,
    production_audience_at_a_sandbox,
    lightning_url_as_audience,
    several_audiences,
    clock_an_hour_behind,
    clock_ten_minutes_ahead,
    expiry_is_missing,
    number_as_jti,
    jwt_sent_twice,
)
