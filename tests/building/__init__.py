"""What tests build with: good by default, and changed in one place by the test that needs it."""

from .assertions import LEFT_OUT, NOW, a_form, a_token_request, an_assertion, base64url, compact
from .clocks import StoppedClock
from .examinations import Register, circumstances, examined, judged, outcome, outcomes, refusals, refused
from .keys import certificate, certificate_pem, private_key, private_pem
from .orgs import (
    CONSUMER_KEY,
    OLD_KEY,
    SECRET,
    a_profile,
    a_registered_certificate,
    a_user,
    an_app,
    an_app_elsewhere,
    an_external_client_app,
    an_org,
)
from .servers import FORM, TOKEN, Server, a_server
from .worlds import ORG1_TOML, certs_folder, write_world

__all__ = [
    "CONSUMER_KEY",
    "FORM",
    "LEFT_OUT",
    "NOW",
    "OLD_KEY",
    "ORG1_TOML",
    "SECRET",
    "TOKEN",
    "Register",
    "Server",
    "StoppedClock",
    "a_form",
    "a_profile",
    "a_registered_certificate",
    "a_server",
    "a_token_request",
    "a_user",
    "an_app",
    "an_app_elsewhere",
    "an_assertion",
    "an_external_client_app",
    "an_org",
    "base64url",
    "certificate",
    "certificate_pem",
    "certs_folder",
    "circumstances",
    "compact",
    "examined",
    "judged",
    "outcome",
    "outcomes",
    "private_key",
    "private_pem",
    "refusals",
    "refused",
    "write_world",
]
