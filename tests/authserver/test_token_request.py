"""A token request from its raw bytes."""

import base64
from typing import Any

import pytest

from authserver.token_request import MOST_FIELDS, TokenRequest, read_token_request

FORM = "application/x-www-form-urlencoded"


def sent(body: bytes = b"", content_type: str = FORM, query: bytes = b"", **headers: str) -> TokenRequest:
    return read_token_request(method="POST", content_type=content_type, body=body, query=query, headers=headers)


FORMS: list[tuple[bytes, dict[str, str]]] = [
    (b"", {}),
    (b"a=1&b=2", {"a": "1", "b": "2"}),
    (b"&&a=1&&", {"a": "1"}),
    (b"a", {"a": ""}),
    (b"a=", {"a": ""}),
    (b"=a", {"": "a"}),
    (b"a=b=c", {"a": "b=c"}),
    (b"a=1;b=2", {"a": "1;b=2"}),
    (b"a=x+y%2bz%20", {"a": "x y+z "}),
    (b"%61=%C3%BC\xc3\xbc", {"a": "üü"}),
    (b"a=%253A", {"a": "%3A"}),
    (b"a=%00", {"a": "\0"}),
    (b"a=%0d%0a", {"a": "\r\n"}),
]


@pytest.mark.parametrize(("body", "parameters"), FORMS)
def test_a_form_is_decoded(body: bytes, parameters: dict[str, str]) -> None:
    request = sent(body)
    assert request.parameters == parameters
    assert (request.fault, request.repeated) == ("", ())


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"a=%", "holds a “%” that is no escape"),
        (b"a=%1", "holds a “%” that is no escape"),
        (b"a=%zz", "holds a “%” that is no escape"),
        (b"a=%+1", "holds a “%” that is no escape"),
        (b"%=1", "holds a “%” that is no escape"),
        (b"a=\xff", "is not UTF-8"),
        (b"a=%ff", "is not UTF-8"),
        (b"\xff=a", "is not UTF-8"),
        (b"a=%ed%a0%80", "is not UTF-8"),
        (b"&".join(b"a%d=1" % number for number in range(MOST_FIELDS + 1)), "has more than 100 fields"),
    ],
)
def test_a_fault_is_remembered_not_raised_be_it_in_the_body_or_in_the_query(body: bytes, fault: str) -> None:
    assert sent(body).fault == f"a body that {fault}"
    assert sent(b"a=1", query=body).fault == f"a query that {fault}"
    assert sent(body, query=body).fault == f"a body that {fault}"


@pytest.mark.parametrize("body", [b"a=1&a=1", b"a=1&a=2", b"a=&a=1", b"a=1&%61=2", b"a&a"])
def test_a_repeated_name_is_remembered_and_the_first_value_kept(body: bytes) -> None:
    assert sent(body).repeated == ("a",)
    assert sent(b"b=1", query=body).repeated == ("a",)


@pytest.mark.parametrize(("body", "query"), [(b"a=1&b=2", b"a=1"), (b"a=1", b"%61=2"), (b"a=", b"a=1"), (b"a=1", b"a")])
def test_a_name_in_body_and_query_is_repeated(body: bytes, query: bytes) -> None:
    assert sent(body, query=query).repeated == ("a",)


@pytest.mark.parametrize("content_type", [FORM.upper(), f"{FORM}; charset=utf-8", f" {FORM} "])
def test_the_media_type_has_no_case_and_no_parameters(content_type: str) -> None:
    assert sent(b"a=1", content_type).parameters == {"a": "1"}


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data; boundary=x", f"x{FORM}"])
def test_another_body_is_not_read_but_for_its_beginning(content_type: str) -> None:
    request = sent(b"a=1" + b"\xff" * 300, content_type)
    assert request.parameters == {}
    assert request.begins_with.startswith("a=1\ufffd")
    assert len(request.begins_with) == 200


def test_the_query_stands_apart_and_gives_what_the_body_lacks() -> None:
    request = sent(b"a=1&b=", query=b"a=2&b=3&c=4")
    assert request.parameters == {"a": "1", "b": ""}
    assert [request.parameter(name) for name in "abcd"] == ["1", "3", "4", ""]


@pytest.mark.parametrize("query", [b"a=1", b"a=%zz", b"&", b"x"])
def test_a_query_is_one_whatever_can_be_read_of_it(query: bytes) -> None:
    assert sent(query=query).has_query
    assert not sent(b"a=1").has_query


BASIC: list[tuple[Any, tuple[str, str] | None]] = [
    (b"key:secret", ("key", "secret")),
    (b"key:a:b", ("key", "a:b")),
    (b"key:", ("key", "")),
    (b":", ("", "")),
    ("kü:s€".encode(), ("kü", "s€")),
    (b"key", None),
    (b"\xff:\xff", None),
    ("", None),
    ("????", None),
    ("é", None),
    ("YTpi\n", ("a", "b")),
    ("YT pi", None),
    ("YQ==", None),
]


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
@pytest.mark.parametrize(("credentials", "read"), BASIC)
def test_basic_credentials_are_read_or_there_are_none(scheme: str, credentials: Any, read: Any) -> None:
    text = base64.b64encode(credentials).decode() if isinstance(credentials, bytes) else credentials
    request = TokenRequest(authorization=f"{scheme} {text}")
    assert request.basic_credentials == read
    assert request.has_basic_header


@pytest.mark.parametrize("authorization", ["", "Bearer YTpi", "BasicYTpi", "Basic\tYTpi", " Basic YTpi"])
def test_another_header_is_no_basic_one(authorization: str) -> None:
    request = TokenRequest(authorization=authorization)
    assert request.basic_credentials is None
    assert not request.has_basic_header


def test_what_was_sent_is_not_shown() -> None:
    request = sent(b"assertion=topsecret", query=b"x=topsecret", Authorization="Basic topsecret")
    assert "topsecret" not in repr(request)
