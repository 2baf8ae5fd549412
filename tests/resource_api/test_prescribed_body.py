import pytest

from resource_api.errors import JsonParserError
from resource_api.prescribed_body import PrescribedBody, prescribed
from resource_api.request_body import members_of, objects_in

NAMES = ("flag", "text", "texts", "objects")


def read(text: str) -> PrescribedBody:
    return prescribed(members_of(text), *NAMES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", False),
        ('{"flag":null}', False),
        ('{"flag":false}', False),
        ('{"flag":true}', True),
        ('{"flag":"true"}', True),
        ('{"flag":"false"}', False),
    ],
)
def test_a_flag_is_true_or_false_and_false_where_it_is_missing(text: str, *, value: bool) -> None:
    assert read(text).flag("flag") is value


@pytest.mark.parametrize("value", ["1", '"True"', '"yes"', "[]", "{}", '["true"]'])
def test_a_flag_that_is_none_is_told_with_its_place(value: str) -> None:
    with pytest.raises(JsonParserError, match=r"value of flag as boolean at \[line:2, column:9\]"):
        read(f'{{\n "flag":{value}}}').flag("flag")


def test_text_and_texts_are_what_they_are_or_empty() -> None:
    body = read('{"text":"a","texts":["b","c"]}')
    assert (body.text("text"), body.texts("texts")) == ("a", ["b", "c"])
    assert (read("{}").text("text"), read("{}").texts("texts"), read("{}").objects("objects")) == ("", [], [])


@pytest.mark.parametrize("text", ['{"text":1}', '{"text":["a"]}'])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(JsonParserError, match="as string"):
        read(text).text("text")


@pytest.mark.parametrize("text", ['{"texts":"a"}', '{"texts":[1]}', '{"texts":{}}', '{"texts":[null]}'])
def test_what_is_no_array_of_texts_is_refused(text: str) -> None:
    with pytest.raises(JsonParserError, match="as array of strings"):
        read(text).texts("texts")


def test_a_member_that_is_not_prescribed_is_told_with_its_place() -> None:
    with pytest.raises(JsonParserError) as refused:
        read('{"flag":true,"Flags":1}')
    assert refused.value.message == 'Unrecognized field "Flags" at [line:1, column:22]'


def test_the_objects_of_an_array_know_where_their_values_stand_in_the_whole_body() -> None:
    (member,) = members_of('{"objects":[{"a":1},\n {"b":{"c":[]}, "d":2} ,{}]}')
    first, second, third = objects_in(member)
    assert [(one.name, one.value, one.place) for one in (*first, *second, *third)] == [
        ("a", 1, "[line:1, column:18]"),
        ("b", {"c": []}, "[line:2, column:7]"),
        ("d", 2, "[line:2, column:21]"),
    ]


@pytest.mark.parametrize("value", ["1", "{}", '"x"', "[1]", "[[]]", "[{},null]", '[{"a":1,"A":2}]'])
def test_what_is_no_array_of_objects_is_refused(value: str) -> None:
    (member,) = members_of(f'{{"objects":{value}}}')
    with pytest.raises(JsonParserError):
        objects_in(member)
