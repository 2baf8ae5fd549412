"""Authlib's AssertionSession, which signs and exchanges; what to ask the API, and what a 401 means, its user knows."""

from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import pytest
from authlib.integrations.requests_client import AssertionSession
from authlib.oauth2 import OAuth2Error
from interop.org1 import LOGIN_URL, Org1
from interop.steps import EXTERNAL_ID, QUERY, Take, steps_of, the_contacts, the_objects
from joserfc.jwk import RSAKey


class Authlib:
    def __init__(self, org1: Org1) -> None:
        self._org1 = org1
        self._session = self._with_key(org1.key_file)

    def log_in(self) -> str:
        """AssertionSession(token_endpoint, issuer, subject, audience, key=RSAKey…, alg="RS256").refresh_token()"""
        instance_url = str(self._session.refresh_token()["instance_url"])
        self._data = f"{instance_url}/services/data/v67.0"
        self._accounts = f"{self._data}/sobjects/Account"
        return instance_url

    def query(self) -> str:
        """session.get(f"{data}/query", params={"q": "SELECT Name, Account.Name FROM Contact ORDER BY Name LIMIT 2"})"""
        return the_contacts(self._json("GET", f"{self._data}/query?q={QUERY}")["records"])

    def create(self) -> str:
        """session.post(f"{data}/sobjects/Account", json={"Name": …, "Phone": …})"""
        answer = self._json("POST", self._accounts, {"Name": "Made by Authlib", "Phone": "+49 30 1"}, status=201)
        self._id = str(answer["id"])
        return f"an id of {len(self._id)} characters"

    def update(self) -> str:
        """session.patch(f"{data}/sobjects/Account/{id}", json={"Phone": …}), then get(…)"""
        self._json("PATCH", f"{self._accounts}/{self._id}", {"Phone": "+49 30 2"}, status=204)
        phone = self._json("GET", f"{self._accounts}/{self._id}?fields=Phone")["Phone"]
        assert phone == "+49 30 2"
        return f"Phone is {phone}"

    def upsert(self) -> str:
        """session.patch(f"{data}/sobjects/Account/Customer_Number__c/…", json={"Name": …}), twice"""
        address, record = f"{self._accounts}/{EXTERNAL_ID}/authlib-1", {"Name": "Made by its number"}
        first = self._json("PATCH", address, record, status=201)
        second = self._json("PATCH", address, record)
        assert (first["created"], second["created"], second["id"]) == (True, False, first["id"])
        self._json("DELETE", f"{self._accounts}/{first['id']}", status=204)
        return "created, then updated"

    def delete(self) -> str:
        """session.delete(f"{data}/sobjects/Account/{id}"), then get(…)"""
        address = f"{self._accounts}/{self._id}"
        self._json("DELETE", address, status=204)
        return error_of(self._json("GET", address, status=404))

    def describe(self) -> str:
        """session.get(f"{data}/sobjects/Account/describe")"""
        answer = self._json("GET", f"{self._accounts}/describe")
        assert [field["name"] for field in answer["fields"] if field["externalId"]] == [EXTERNAL_ID]
        return f"key prefix {answer['keyPrefix']}, external id {EXTERNAL_ID}"

    def describe_all(self) -> str:
        """session.get(f"{data}/sobjects")"""
        return the_objects(one["name"] for one in self._json("GET", f"{self._data}/sobjects")["sobjects"])

    def identity(self) -> str:
        """session.get(session.token["id"])"""
        answer = self._json("GET", self._session.token["id"])
        assert answer["username"] == self._org1.username
        return str(answer["username"])

    def limits(self) -> str:
        """session.get(f"{data}/limits")"""
        return f"DailyApiRequests: at most {self._json('GET', f'{self._data}/limits')['DailyApiRequests']['Max']}"

    def log_in_again(self) -> str:
        """session.refresh_token() when session.get(…) is answered 401, after the server ended the session"""
        ended = self._session.token["access_token"]
        self._org1.end_session(ended)
        told = error_of(self._json("GET", f"{self._data}/limits", status=401))
        assert self._session.refresh_token()["access_token"] != ended
        self._json("GET", f"{self._data}/limits")
        return f"{told}; a new token, and the limits"

    def wrong_key(self) -> str:
        """AssertionSession(…, key=…).refresh_token() with another key"""
        with (
            self._with_key(self._org1.wrong_key_file) as session,
            pytest.raises(OAuth2Error) as refused,
        ):
            session.refresh_token()
        assert refused.value.error == "invalid_grant"
        return str(refused.value)

    def _with_key(self, key_file: Path) -> AssertionSession:
        return AssertionSession(
            token_endpoint=f"{LOGIN_URL}/services/oauth2/token",
            issuer=self._org1.consumer_key,
            subject=self._org1.username,
            audience=LOGIN_URL,
            key=RSAKey.import_key(key_file.read_text(encoding="utf-8")),
            alg="RS256",
        )

    def _json(self, method: str, url: str, body: object = None, *, status: int = 200) -> Any:
        answer = self._session.request(method, url, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._session.close()


def error_of(answer: list[dict[str, str]]) -> str:
    """The first error of an answer of the API."""
    return f"{answer[0]['errorCode']}: {answer[0]['message']}"


def test_every_step_of_authlib_succeeds(org1: Org1, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in org1.environment.items():
        monkeypatch.setenv(name, value)
    with Authlib(org1) as client:
        take(f"Authlib {version('Authlib')}", steps_of(client))
