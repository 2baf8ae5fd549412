"""The token request itself, each check by a table."""

from typing import Any

import pytest
from building import LEFT_OUT, a_token_request

from authserver.assertion import request_checks as checks
from authserver.token_request import JWT_BEARER
from plumbing.checks import Check, Reason


def refused(check: Check[Any], **request: Any) -> Reason:
    reason = check(a_token_request(**request))
    assert reason is not None
    return reason


@pytest.mark.parametrize("check", checks.REQUEST_CHECKS, ids=lambda check: check.name)
def test_a_good_request_passes(check: Check[Any]) -> None:
    assert check(a_token_request()) is None


@pytest.mark.parametrize("method", ["GET", "PUT", "post", ""])
def test_other_methods_are_refused(method: str) -> None:
    assert refused(checks.method_is_post, method=method).got == method


@pytest.mark.parametrize(
    ("request_parts", "got", "cause"),
    [
        (
            {"media_type": "application/json", "begins_with": ' {"assertion":"x"}'},
            "application/json",
            "the body is JSON",
        ),
        ({"media_type": "multipart/form-data"}, "multipart/form-data", "form-data object"),
        ({"media_type": "text/plain", "begins_with": "grant_type=x"}, "text/plain", "does not see the parameters"),
        ({"media_type": ""}, "no Content-Type", "does not see the parameters"),
    ],
)
def test_other_encodings_are_refused_and_explained(request_parts: dict[str, Any], got: str, cause: str) -> None:
    reason = refused(checks.body_is_a_form, **request_parts)
    assert reason.got == got
    assert cause in reason.cause


def test_a_post_without_a_body_has_no_encoding_to_judge_when_the_query_has_the_parameters() -> None:
    request = a_token_request(media_type="", has_query=True, query={"grant_type": JWT_BEARER})
    assert checks.body_is_a_form(request) is None


@pytest.mark.parametrize("fault", ["a body that is not UTF-8", "a query that holds a “%” that is no escape"])
def test_what_cannot_be_decoded_is_refused_and_the_fault_told(fault: str) -> None:
    assert checks.body_is_a_form(a_token_request(fault=fault)) is None
    reason = refused(checks.body_is_readable, fault=fault)
    assert (reason.expected, reason.got) == ("at most 100 names and values in UTF-8 with correct %-escapes", fault)


def test_a_repeated_parameter_is_refused() -> None:
    assert refused(checks.no_parameter_is_repeated, repeated=("scope", "x")).got == "scope twice"


def test_parameters_in_the_url_are_a_deviation() -> None:
    reason = refused(checks.parameters_are_in_the_body, has_query=True, query={"b": "1", "a": "2"})
    assert (reason.got, reason.deviation) == ("in the URL: a, b", "parameters in the query")


def test_a_query_that_cannot_be_read_is_a_query_all_the_same() -> None:
    reason = refused(checks.parameters_are_in_the_body, has_query=True, fault="a query that is not UTF-8")
    assert reason.got == "in the URL: nothing that can be read"


@pytest.mark.parametrize("value", [LEFT_OUT, ""])
def test_a_missing_grant_type_lists_the_parameters_that_are_there(value: Any) -> None:
    reason = refused(checks.grant_type_is_given, parameters={"grant_type": value})
    assert "assertion" in reason.got


def test_headers_are_asked_about_only_where_no_parameter_came_at_all() -> None:
    assert refused(checks.grant_type_is_given, parameters={"grant_type": LEFT_OUT}).cause == ""
    nothing = {"grant_type": LEFT_OUT, "assertion": LEFT_OUT}
    assert refused(checks.grant_type_is_given, parameters=nothing).cause == "do they stand in headers?"


GRANT_TYPES = [
    ("refresh_token", ""),
    ("urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", "encoded twice"),
    (f" {JWT_BEARER}", "there are blanks"),
    (f"{JWT_BEARER}\n", "there are blanks"),
    (f"'{JWT_BEARER}'", "the quotes of a shell"),
    (f'"{JWT_BEARER}"', "the quotes of a shell"),
    (JWT_BEARER.upper(), ""),
    (JWT_BEARER.replace("jwt", "JWT"), "small letters"),
    ("urn:ietf:params:oauth:grant-type:token-exchange", "that is RFC 8693"),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer\0", ""),
]


@pytest.mark.parametrize(("sent", "cause"), GRANT_TYPES)
def test_the_grant_type_is_compared_to_the_letter(sent: str, cause: str) -> None:
    assert cause in refused(checks.grant_type_is_jwt_bearer, parameters={"grant_type": sent}).cause
