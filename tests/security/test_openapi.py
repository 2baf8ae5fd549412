"""What both apps publish of themselves at /openapi.json is true, whatever is asked."""

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from building import CONSUMER_KEY, SECRET, an_assertion
from building.worlds import API_KEY, API_SECRET
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from whole_org1 import V67, Org1

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 16


@dataclass
class Asker:
    """Asks one app for all that it describes, with the same headers each time; every second time it means something."""

    org1: Org1
    app: Any
    headers: dict[str, str]
    answered: Counter[int] = field(default_factory=Counter)

    def faults(self) -> Iterator[str]:
        """What each operation answers that its description does not say."""
        described = schemathesis.openapi.from_wsgi("/openapi.json", self._from_this_machine)
        found = [result.ok() for result in described.get_all_operations()]
        assert len(found) > 15
        for operation in found:
            try:
                self._ask(operation)
            except (FailureGroup, AssertionError) as error:
                yield f"{operation.label}: {error}"

    def _ask(self, operation: Any) -> None:
        good, bad = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

        @settings(max_examples=EXAMPLES)
        @given(case=good | bad, meant=st.booleans())
        def ask(case: Any, *, meant: bool) -> None:
            assume("?" not in str(case.path_parameters))  # werkzeug's client would take what follows for a query
            if meant:
                self._give_meaning(case)
            case.headers.pop("Transfer-Encoding", None)  # the wire's own, and 501 where it is none (test_http.py)
            answer = case.call(headers=self.headers)
            self.answered[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS, headers=self.headers)

        ask()

    def _give_meaning(self, case: Any) -> None:
        """Puts real names, ids, tokens and queries where the description asks for some."""
        for place in (case.path_parameters, case.query, case.body):
            if isinstance(place, dict):
                for name in place.keys() & REAL.keys():
                    place[name] = REAL[name](self.org1)

    def _from_this_machine(self, environment: dict[str, Any], start_response: Any) -> Any:
        return self.app(environment | {"REMOTE_ADDR": "127.0.0.1"}, start_response)


def _an_account(org1: Org1) -> str:
    made = org1.call(org1.login.a_token(), "sobjects/Account", "POST", json={"Name": "Made to be asked for"})
    identifier: str = made.json["id"]
    return identifier


def _an_entry(org1: Org1) -> str:
    return org1.login.request_token(an_assertion(iss="x")).headers["Orgless-Login"].rpartition("/")[2]


#: By the name of a parameter.
REAL: dict[str, Callable[[Org1], Any]] = {
    "version": lambda _org1: V67.rpartition("/")[2],
    "object_name": lambda _org1: "Account",
    "record_id": _an_account,
    "field_name": lambda _org1: "Id",
    "value": _an_account,
    "q": lambda _org1: "SELECT Id, Name, Owner.Name FROM Account ORDER BY Name LIMIT 3",
    "fields": lambda _org1: "Id,Name",
    "ids": _an_account,
    "start": lambda _org1: "2026-09-21T00:00:00Z",
    "end": lambda _org1: "2026-09-21T12:00:00Z",
    "token": lambda org1: org1.login.a_token(),
    "assertion": lambda _org1: an_assertion(),
    "client_id": lambda _org1: CONSUMER_KEY,
    "client_secret": lambda _org1: SECRET,
    "org_id": lambda org1: org1.login.request_token().json["id"].split("/")[-2],
    "user_id": lambda org1: org1.login.request_token().json["id"].split("/")[-1],
    "entry": _an_entry,
    "limit": lambda _org1: 5,
    "before": lambda _org1: 9,
}


def _basic() -> dict[str, str]:
    """The REST API's own credentials."""
    return {"Authorization": "Basic " + base64.b64encode(f"{API_KEY}:{API_SECRET}".encode()).decode()}


def _bearer(org1: Org1) -> dict[str, str]:
    return {"Authorization": f"Bearer {org1.login.a_token()}"}


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
@pytest.mark.parametrize("who", ["nobody", "an app", "a user"])
def test_the_authorization_server_is_what_it_says(new_org1: Callable[..., Org1], profile: str, who: str) -> None:
    org1 = new_org1(profile=profile)
    headers = {"nobody": {}, "an app": _basic(), "a user": _bearer(org1)}[who]
    asker = Asker(org1, org1.login.app, headers)
    assert list(asker.faults()) == []
    assert {200, 302, 400} <= asker.answered.keys()


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_the_rest_api_is_what_it_says_to_a_user(new_org1: Callable[..., Org1], profile: str) -> None:
    org1 = new_org1(profile=profile)
    asker = Asker(org1, org1.api, _bearer(org1))
    assert list(asker.faults()) == []
    assert {200, 204, 400, 404} <= asker.answered.keys()


@pytest.mark.parametrize("profile", ["salesforce", "strict"])
def test_the_rest_api_is_what_it_says_to_nobody(new_org1: Callable[..., Org1], profile: str) -> None:
    org1 = new_org1(profile=profile)
    asker = Asker(org1, org1.api, {})
    assert list(asker.faults()) == []
    assert asker.answered.keys() - {414} == {200, 401}
