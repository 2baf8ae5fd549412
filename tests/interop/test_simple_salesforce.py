"""simple-salesforce, which speaks to ``https://….salesforce.com`` only and logs in again by itself."""

from importlib.metadata import version

import pytest
import requests
from interop.org1 import Org1
from interop.steps import EXTERNAL_ID, QUERY, Take, steps_of, the_contacts, the_objects
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceResourceNotFound


class SimpleSalesforce:
    def __init__(self, org1: Org1, session: requests.Session) -> None:
        self._org1 = org1
        self._session = session

    def log_in(self) -> str:
        """Salesforce(username=…, consumer_key=…, privatekey_file=…)"""
        self._salesforce = self._logged_in(str(self._org1.key_file))
        return str(self._salesforce.sf_instance)

    def query(self) -> str:
        """salesforce.query("SELECT Name, Account.Name FROM Contact ORDER BY Name LIMIT 2")"""
        answer = self._salesforce.query(QUERY)
        assert answer["done"]
        return the_contacts(answer["records"])

    def create(self) -> str:
        """salesforce.Account.create({"Name": …, "Phone": …})"""
        answer = self._salesforce.Account.create({"Name": "Made by simple-salesforce", "Phone": "+49 30 1"})
        assert answer["success"] is True
        self._id = answer["id"]
        return f"an id of {len(self._id)} characters"

    def update(self) -> str:
        """salesforce.Account.update(id, {"Phone": …}), then get(id)"""
        assert self._salesforce.Account.update(self._id, {"Phone": "+49 30 2"}) == 204
        phone = self._salesforce.Account.get(self._id)["Phone"]
        assert phone == "+49 30 2"
        return f"Phone is {phone}"

    def upsert(self) -> str:
        """salesforce.Account.upsert("Customer_Number__c/…", {"Name": …}), twice, then get_by_custom_id(…)"""
        accounts, number = self._salesforce.Account, "simple-salesforce-1"
        answers = [accounts.upsert(f"{EXTERNAL_ID}/{number}", {"Name": "Made by its number"}) for _ in range(2)]
        assert answers == [201, 200]
        accounts.delete(accounts.get_by_custom_id(EXTERNAL_ID, number)["Id"])
        return "201, then 200"

    def delete(self) -> str:
        """salesforce.Account.delete(id), then get(id)"""
        assert self._salesforce.Account.delete(self._id) == 204
        with pytest.raises(SalesforceResourceNotFound) as refused:
            self._salesforce.Account.get(self._id)
        return f"{refused.value.content[0]['errorCode']}: {refused.value.content[0]['message']}"

    def describe(self) -> str:
        """salesforce.Account.describe()"""
        answer = self._salesforce.Account.describe()
        assert [field["name"] for field in answer["fields"] if field["externalId"]] == [EXTERNAL_ID]
        return f"key prefix {answer['keyPrefix']}, external id {EXTERNAL_ID}"

    def describe_all(self) -> str:
        """salesforce.describe()"""
        return the_objects(one["name"] for one in self._salesforce.describe()["sobjects"])

    def identity(self) -> str:
        """salesforce.oauth2("userinfo")"""
        answer = self._salesforce.oauth2("userinfo")
        assert answer["preferred_username"] == self._org1.username
        return str(answer["preferred_username"])

    def limits(self) -> str:
        """salesforce.limits(), and salesforce.api_usage"""
        most = self._salesforce.limits()["DailyApiRequests"]["Max"]
        assert self._salesforce.api_usage["api-usage"].total == most
        return f"DailyApiRequests: at most {most}"

    def log_in_again(self) -> str:
        """salesforce.query(…), after the server ended the session"""
        ended = self._salesforce.session_id
        self._org1.end_session(ended)
        self._salesforce.query(QUERY)
        assert self._salesforce.session_id != ended
        return "a new token, and the records"

    def wrong_key(self) -> str:
        """Salesforce(…, privatekey_file=…) with another key"""
        with pytest.raises(SalesforceAuthenticationFailed) as refused:
            self._logged_in(str(self._org1.wrong_key_file))
        assert refused.value.code == "invalid_grant"
        return str(refused.value)

    def _logged_in(self, key_file: str) -> Salesforce:
        org1 = self._org1
        return Salesforce(
            username=org1.username, consumer_key=org1.consumer_key, privatekey_file=key_file, session=self._session
        )


def test_every_step_of_simple_salesforce_succeeds(org1: Org1, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in org1.environment.items():
        monkeypatch.setenv(name, value)
    with requests.Session() as session:
        take(f"simple-salesforce {version('simple-salesforce')}", steps_of(SimpleSalesforce(org1, session)))
