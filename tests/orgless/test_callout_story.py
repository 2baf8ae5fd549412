from orgless.callout_story import pretty, succeeded


def test_json_is_shown_with_a_member_per_line() -> None:
    assert pretty('{"a":"ä"}') == '{\n  "a": "ä"\n}'


def test_other_text_is_shown_as_it_is_but_harmless() -> None:
    assert pretty("no json \x1b[31m\u202e") == "no json \\x1b[31m\\u202e"
    assert pretty("[" * 100_000) == "[" * 100_000


def test_only_2xx_is_a_success() -> None:
    assert [succeeded({"response": {"status": status}}) for status in (199, 200, 204, 299, 300, 401)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    assert not succeeded({"response": None})
