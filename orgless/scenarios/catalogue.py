"""All scenarios, by theme. To add one, add a function to a theme's module, and its name to the tuple at the end."""

import difflib

from .api_calls import API_CALLS
from .audiences_and_times import AUDIENCES_AND_TIMES
from .issuers import ISSUERS
from .jwt_forms import JWT_FORMS
from .policies import POLICIES
from .scenario import Scenario
from .strict_servers import STRICT_SERVERS
from .subjects import SUBJECTS
from .token_requests import TOKEN_REQUESTS

THEMES: tuple[tuple[str, tuple[Scenario, ...]], ...] = (
    ("The subject", SUBJECTS),
    ("Issuer, certificate and signature", ISSUERS),
    ("The JWT's form", JWT_FORMS),
    ("Audience, times and id", AUDIENCES_AND_TIMES),
    ("Policies and scopes of the connected app", POLICIES),
    ("The token request", TOKEN_REQUESTS),
    ("The call of the API", API_CALLS),
    ("Strict servers (profile strict)", STRICT_SERVERS),
)

ALL_SCENARIOS: tuple[Scenario, ...] = tuple(scenario for _, scenarios in THEMES for scenario in scenarios)


def find_scenario(name: str) -> Scenario | None:
    """The scenario of that name; hyphens and capitals do not matter."""
    wanted = name.strip().lower().replace("-", "_")
    return next((scenario for scenario in ALL_SCENARIOS if scenario.name == wanted), None)


def near_names(name: str) -> list[str]:
    """The names that a mistyped one may have meant, the nearest first, at most three."""
    wanted = name.strip().lower().replace("-", "_")
    known = [scenario.name for scenario in ALL_SCENARIOS]
    return (
        difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
        or [one for one in known if wanted and wanted in one][:3]
    )
