"""Security contract G8: the guard stands before everything that the API has, and before everything that it has not."""

import pytest
from whole_org1 import V67, Org1

EXPIRED = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"]
PATHS = [
    V67,
    f"{V67}/",
    f"{V67}/limits",
    f"{V67}/limits.json",
    f"{V67}/limits;x=y",
    f"{V67}/limits%20",
    f"{V67}/limits%00",
    f"{V67}/LIMITS",
    f"{V67}//limits",
    f"{V67}/./limits",
    f"{V67}/x/../limits",
    f"{V67}/%2e%2e/limits",
    f"{V67}/..%2flimits",
    f"{V67}/query?q=SELECT+Id+FROM+Account",
    f"{V67}/queryAll/x",
    f"{V67}/composite",
    f"{V67}/composite/batch",
    f"{V67}/composite/sobjects",
    f"{V67}/sobjects",
    f"{V67}/sobjects/User",
    f"{V67}/sobjects/Account/001xx0000000001AAA",
    f"{V67}/sobjects/Account/describe",
    f"{V67}/nothing",
    "/services//data/v67.0/limits",
    "/services/data/../data/v67.0/limits",
    "/services/data/v9999.0/limits",
    "/services/data/v1.0",
    "/services/data/latest/limits",
    "/SERVICES/DATA/V67.0/LIMITS",
    "/services/apexrest/x",
    "/services/Soap/u/67.0",
    "/services",
    "/nothing",
    "/healthz/x",
    "/healthz/..%2fservices/data/v67.0/limits",
    "/openapi.json/../services/data/v67.0/limits",
    "/static/../services/data/v67.0/limits",
    "/id/00Dxx0000001gPLEAY/005xx0000000001AAA",
]


@pytest.mark.parametrize("path", PATHS, ids=[f"G8 {path}" for path in PATHS])
def test_the_guard_stands_before_every_method_and_every_form_of_a_path(either_org1: Org1, path: str) -> None:
    live = either_org1.login.a_token()
    for method in METHODS:
        for headers in ({}, {"Authorization": f"Bearer {live[:-1]}{'b' if live[-1] != 'b' else 'c'}"}):
            answer = either_org1.ask(path, method, headers=headers)
            assert answer.status_code == 401, f"{method} {headers}"
            assert method == "HEAD" or answer.text == EXPIRED
            assert "WWW-Authenticate" in answer.headers or either_org1.login.settings.profile == "salesforce"
