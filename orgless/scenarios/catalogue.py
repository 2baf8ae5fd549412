"""All scenarios, by theme. To add one, add a function to a theme's module, and its name to the tuple at the end."""

import difflib

from .api_calls import API_CALLS
from .audiences_and_times import AUDIENCES_AND_TIMES
from .external_client_apps import EXTERNAL_CLIENT_APPS
from .issuers import ISSUERS
from .jwt_access_tokens import JWT_ACCESS_TOKENS
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
    ("Policies and scopes", POLICIES),
    ("External client apps, and apps of other orgs", EXTERNAL_CLIENT_APPS),
    ("The token request", TOKEN_REQUESTS),
    ("The call of the API", API_CALLS),
    ("The call of the API with an access token that is a JWT", JWT_ACCESS_TOKENS),
    ("Strict servers (profile strict)", STRICT_SERVERS),
)

ALL_SCENARIOS: tuple[Scenario, ...] = tuple(scenario for _, scenarios in THEMES for scenario in scenarios)

#: From this ratio on (difflib's) a name is near enough to be meant; from this many letters on a part of a name is.
_NEAR, _SHORTEST_PART = 0.7, 4
_MARKS = '.,;:!?"“”()'


def find_scenario(name: str) -> Scenario | None:
    """The scenario of that name; hyphens and capitals do not matter."""
    wanted = name.strip().lower().replace("-", "_")
    return next((scenario for scenario in ALL_SCENARIOS if scenario.name == wanted), None)


def near_names(name: str) -> list[str]:
    """The names that a mistyped one may have meant, the nearest first, at most three."""
    wanted = name.strip().lower().replace("-", "_")
    known = [scenario.name for scenario in ALL_SCENARIOS]
    parts_of = [one for one in known if len(wanted) >= _SHORTEST_PART and wanted in one]
    return difflib.get_close_matches(wanted, known, n=3, cutoff=_NEAR) or parts_of[:3]


def search_scenarios(text: str) -> list[Scenario]:
    """The scenarios that speak of the text: all of its words occur in name, summary, origin, setting or wire text.

    Args:
        text: Words, or a message as Apex or Org1 shows it.
    """
    words = [word.strip(_MARKS) for word in _folded(text).split()]
    return [one for one in ALL_SCENARIOS if all(word in _folded(_text_of(one)) for word in words)]


def _text_of(one: Scenario) -> str:
    texts = (one.name, one.name.replace("_", " "), one.summary, one.source, one.refused_by.name, one.setting)
    return " ".join((*texts, one.error, one.error_description))


def _folded(text: str) -> str:
    return text.casefold().replace("\u2019", "'")
