"""The Salesforce CLI, which signs ``exp`` in milliseconds, looks for more than it needs, and keeps what it learned."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from interop.npm_packages import INSTALLED, environment, name_and_version, node
from interop.org1 import Org1
from interop.steps import EXTERNAL_ID, QUERY, Take, steps_of, the_contacts, the_objects

CLI = INSTALLED / "@salesforce" / "cli" / "bin" / "run.js"

#: No look-up of names in the DNS, no news of itself, no look into the desktop's key ring: nothing but what it is told.
SETTINGS = {
    "SF_DISABLE_DNS_CHECK": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
    "SF_HIDE_RELEASE_NOTES": "true",
    "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
}


class RefusedError(Exception):
    """The CLI ended with an error."""


class SalesforceCli:
    def __init__(self, org1: Org1, home: Path) -> None:
        self._org1 = org1
        self._home = home

    def log_in(self) -> str:
        """sf org login jwt --client-id … --jwt-key-file … --username … --set-default"""
        return str(self._logged_in(self._org1.key_file)["instanceUrl"])

    def query(self) -> str:
        """sf data query --query "SELECT Name, Account.Name FROM Contact ORDER BY Name LIMIT 2\""""
        return the_contacts(self._sf("data query", "--query", QUERY)["records"])

    def create(self) -> str:
        """sf data create record --sobject Account --values "Name=… Phone=…\""""
        values = "Name='Made by the CLI' Phone='+49 30 1'"
        self._id = str(self._sf("data create record", "--sobject", "Account", "--values", values)["id"])
        return f"an id of {len(self._id)} characters"

    def update(self) -> str:
        """sf data update record --sobject Account --record-id … --values "Phone=…", then sf data get record"""
        self._sf("data update record", *self._record(), "--values", "Phone='+49 30 2'")
        phone = self._sf("data get record", *self._record())["Phone"]
        assert phone == "+49 30 2"
        return f"Phone is {phone}"

    def upsert(self) -> str:
        """sf api request rest …/sobjects/Account/Customer_Number__c/… --method PATCH --body …, twice"""
        accounts, body = "services/data/v67.0/sobjects/Account", json.dumps({"Name": "Made by its number"})
        address = f"{accounts}/{EXTERNAL_ID}/sf-1"
        first, second = (self._request(address, "--method", "PATCH", "--body", body) for _ in range(2))
        assert (first["created"], second["created"], second["id"]) == (True, False, first["id"])
        self._sf("data delete record", "--sobject", "Account", "--record-id", first["id"])
        return "created, then updated"

    def delete(self) -> str:
        """sf data delete record --sobject Account --record-id …, then sf data get record"""
        self._sf("data delete record", *self._record())
        with pytest.raises(RefusedError) as refused:
            self._sf("data get record", *self._record())
        return str(refused.value)

    def describe(self) -> str:
        """sf sobject describe --sobject Account"""
        answer = self._sf("sobject describe", "--sobject", "Account")
        assert [field["name"] for field in answer["fields"] if field["externalId"]] == [EXTERNAL_ID]
        return f"key prefix {answer['keyPrefix']}, external id {EXTERNAL_ID}"

    def describe_all(self) -> str:
        """sf sobject list --sobject all"""
        return the_objects(self._sf("sobject list", "--sobject", "all"))

    def identity(self) -> str:
        """sf org display user, and sf api request rest services/oauth2/userinfo"""
        told, asked = self._sf("org display user"), self._request("services/oauth2/userinfo")
        assert (told["username"], told["id"]) == (asked["preferred_username"], asked["user_id"])
        return str(told["username"])

    def limits(self) -> str:
        """sf org list limits"""
        most = {limit["name"]: limit["max"] for limit in self._sf("org list limits")}
        return f"DailyApiRequests: at most {most['DailyApiRequests']}"

    def log_in_again(self) -> str:
        """sf data query --query …, after the server ended the session"""
        ended = self._access_token()
        self._org1.end_session(ended)
        self._sf("data query", "--query", QUERY)
        assert self._access_token() != ended
        return "a new token, and the records"

    def wrong_key(self) -> str:
        """sf org login jwt … --jwt-key-file …, with another key"""
        with pytest.raises(RefusedError) as refused:
            self._logged_in(self._org1.wrong_key_file)
        return str(refused.value)

    def _logged_in(self, key_file: Path) -> Any:
        told = ("--client-id", self._org1.consumer_key, "--username", self._org1.username)
        return self._sf("org login jwt", *told, "--jwt-key-file", str(key_file), "--set-default")

    def _record(self) -> tuple[str, ...]:
        return "--sobject", "Account", "--record-id", self._id

    def _access_token(self) -> str:
        return str(self._sf("org auth show-access-token", "--no-prompt")["accessToken"])

    def _request(self, address: str, *words: str) -> Any:
        """What a bare request is answered; the CLI prints it as it comes."""
        return json.loads(self._run("api request rest", address, *words).stdout)

    def _sf(self, command: str, *words: str) -> Any:
        """The result of a command."""
        answer = json.loads(self._run(command, *words, "--json").stdout)
        if answer["status"] != 0:
            raise RefusedError(" ".join(answer["message"].split()))
        return answer["result"]

    def _run(self, command: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [node(), CLI, *command.split(), *words],
            cwd=self._home,
            env={**environment(self._org1, self._home), **SETTINGS},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def test_every_step_of_the_salesforce_cli_succeeds(org1: Org1, take: Take, tmp_path: Path) -> None:
    take(name_and_version("@salesforce/cli"), steps_of(SalesforceCli(org1, tmp_path)))
