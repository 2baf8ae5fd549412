"""A client that is no named credential: what its own code does otherwise than Salesforce would."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from .changes import Change

#: Where the parameters of a token request are put.
FORM, JSON, QUERY, HEADERS = "a form in the body", "JSON in the body", "the URL's query", "HTTP headers"

_JWT, _REQUEST, _API = "the client's JWT", "the client's token request", "the client's call of the API"


@dataclass(slots=True)
class OwnRequest:
    """A token request while the client's code builds it; ``claims`` may become something that is no object."""

    header: dict[str, Any]
    claims: Any
    secret: str = ""
    assertion: str = ""
    parameters: list[tuple[str, str]] = field(default_factory=list)
    unescaped: str = ""
    method: str = "POST"
    place: str = FORM


class OwnClient:
    """Gathers the edits and, for each, what is told of it."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.jwt_edits: list[Callable[[OwnRequest], None]] = []
        self.request_edits: list[Callable[[OwnRequest], None]] = []
        self.api_edits: list[Callable[[httpx.Request], None]] = []
        self.sends_twice = False

    @property
    def is_itself(self) -> bool:
        """Whether anything is done otherwise."""
        return bool(self.changes)

    def sets_header(self, **members: Any) -> None:
        """Puts members into the JWT's header."""
        for name, value in members.items():
            self._tell(_JWT, f"header member {name}", _shown(value))
        self.jwt_edits.append(lambda request: request.header.update(members))

    def sets_claims(self, **members: Any) -> None:
        """Puts claims into the JWT."""
        for name, value in members.items():
            self._tell(_JWT, f"claim {name}", _shown(value))
        self.jwt_edits.append(lambda request: request.claims.update(members))

    def leaves_out(self, *claims: str) -> None:
        """Takes claims out of the JWT."""
        for name in claims:
            self._tell(_JWT, f"claim {name}", "left out")

        def edit(request: OwnRequest) -> None:
            for name in claims:
                del request.claims[name]

        self.jwt_edits.append(edit)

    def adds_to_claim(self, name: str, seconds: int, told: str) -> None:
        """Makes a time in the JWT another one."""
        self._tell(_JWT, f"claim {name}", told)

        def edit(request: OwnRequest) -> None:
            request.claims[name] += seconds

        self.jwt_edits.append(edit)

    def encodes_claims_twice(self) -> None:
        """Makes the payload a JSON string that holds JSON."""
        self._tell(_JWT, "payload", "JSON that was made JSON once more: a string instead of an object")

        def edit(request: OwnRequest) -> None:
            request.claims = json.dumps(request.claims)

        self.jwt_edits.append(edit)

    def signs_with_secret(self, algorithm: str, secret: str) -> None:
        """Signs with a shared secret instead of the private key."""
        self._tell(_JWT, "signature", f"{algorithm}, with {secret} instead of the private key")

        def edit(request: OwnRequest) -> None:
            request.header["alg"] = algorithm
            request.secret = secret

        self.jwt_edits.append(edit)

    def sends_as_assertion(self, told: str, make: Callable[[str], str]) -> None:
        """Sends something else than the JWT, which ``make`` is given."""
        self._tell(_REQUEST, "assertion", told)

        def edit(request: OwnRequest) -> None:
            request.assertion = make(request.assertion)

        self.jwt_edits.append(edit)

    def sets_parameter(self, name: str, value: str) -> None:
        """Gives a parameter of the token request another value."""
        self._tell(_REQUEST, name, value or "empty")

        def edit(request: OwnRequest) -> None:
            request.parameters = [(known, value if known == name else old) for known, old in request.parameters]

        self.request_edits.append(edit)

    def adds_parameter(self, name: str, value: str) -> None:
        """Sends one more parameter."""
        self._tell(_REQUEST, name, f"{value}, in addition")
        self.request_edits.append(lambda request: request.parameters.append((name, value)))

    def joins_on_unescaped(self, name: str, value: str) -> None:
        """Sends one more parameter, which is joined on to the encoded ones as it is."""
        self._tell(_REQUEST, name, f"{value}, in addition, not URL-encoded")

        def edit(request: OwnRequest) -> None:
            request.unescaped += f"&{name}={value}"

        self.request_edits.append(edit)

    def sends_parameters(self, place: str, method: str = "POST") -> None:
        """Puts the parameters somewhere else."""
        self._tell(_REQUEST, "", f"{method}, its parameters as {place}", f"POST, its parameters as {FORM}")

        def edit(request: OwnRequest) -> None:
            request.place, request.method = place, method

        self.request_edits.append(edit)

    def repeats_the_request(self, told: str) -> None:
        """Sends the same token request once more, and goes on with the second answer."""
        self._tell(_REQUEST, "", told)
        self.sends_twice = True

    def edits_api_request(self, key: str, told: str, edit: Callable[[httpx.Request], None], before: str = "") -> None:
        """Changes the call of the API."""
        self._tell(_API, key, told, before)
        self.api_edits.append(edit)

    def _tell(self, where: str, key: str, after: str, before: str = "") -> None:
        self.changes.append(Change(where, key, before, after))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text):,} characters)"  # noqa: PLR2004  a line
