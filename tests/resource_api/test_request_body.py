from typing import Any

import pytest

from resource_api.errors import JsonParserError
from resource_api.request_body import members_of


def test_each_member_knows_where_its_value_begins() -> None:
    members = members_of('{"Name": "x",\n  "Phone":5}')
    assert [(one.name, one.value, one.place) for one in members] == [
        ("Name", "x", "[line:1, column:10]"),
        ("Phone", 5, "[line:2, column:11]"),
    ]


def test_an_empty_object_has_no_members() -> None:
    assert members_of(" {\t} \r\n") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Unexpected end-of-input: was expecting an object at [line:1, column:1]"),
        ("[]", "Unexpected character ('[' (code 91)): was expecting an object at [line:1, column:1]"),
        (
            '{"a":1 "b":2}',
            (
                "Unexpected character ('\"' (code 34)): was expecting comma to separate OBJECT entries "
                "at [line:1, column:8]"
            ),
        ),
        (
            "{a:1}",
            (
                "Unexpected character ('a' (code 97)): was expecting double-quote to start field name "
                "at [line:1, column:2]"
            ),
        ),
        ('{"a":1,"A":2}', "Duplicate field 'A' at [line:1, column:8]"),
        ('{"a":NaN}', "Value out of range at [line:1, column:6]"),
        ('{"a":1e999}', "Value out of range at [line:1, column:6]"),
    ],
)
def test_what_is_no_object_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(JsonParserError) as told:
        members_of(text)
    assert told.value.message == message


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}{}',
        '{"a":1,}',
        '{"a"}',
        '{"a":}',
        '{"a":Infinity}',
        '{"a":-Infinity}',
        '{"a":"\x01"}',
        '{"a":"\\x"}',
        '{"a":01}',
        "{\"a\":'b'}",
        '{"a":' + "9" * 5000 + "}",
        '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a":' * 100_000,
        "\ufeff{}",
        "null",
    ],
)
def test_every_other_text_is_refused_too(text: str) -> None:
    with pytest.raises(JsonParserError):
        members_of(text)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("text/plain", "text/plain"), ("application/xml", "application/xml"), (None, ""), ("x" * 500, "x" * 100)],
)
def test_a_body_of_another_kind_is_refused_as_captured(api: Any, kind: str | None, shown: str) -> None:
    answer = api.ask("POST", "sobjects/Account", data=b'{"Name":"x"}', content_type=kind)
    text = f"MediaType of '{shown}' is not supported by this resource"
    assert (answer.status_code, answer.text) == (415, f'[{{"message":"{text}","errorCode":"UNSUPPORTED_MEDIA_TYPE"}}]')


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=UTF-8", "Application/JSON"])
def test_json_is_recognised_whatever_its_parameters_and_letter_case(api: Any, kind: str) -> None:
    assert api.ask("POST", "sobjects/Account", data=b'{"Name":"x"}', content_type=kind).status_code == 201


def test_a_compressed_body_is_not_inflated(api: Any) -> None:
    headers = {"Authorization": f"Bearer {api.token}", "Content-Encoding": "gzip"}
    answer = api.ask("POST", "sobjects/Account", data=b"{}", content_type="application/json", headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b'{"Name":"\xff"}', b"\xfe\xff\x00{\x00}", b'{"Name":"\xed\xa0\x80"}'])
def test_a_body_that_is_not_utf_8_is_refused(api: Any, body: bytes) -> None:
    answer = api.ask("POST", "sobjects/Account", data=body, content_type="application/json")
    assert (answer.status_code, answer.json[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")
