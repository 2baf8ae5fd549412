from typing import Any

import pytest

from authserver.assertion.quoting import quoted


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "nothing"),
        ("bla", "“bla”"),
        ("", "“”"),
        ("a\x1bb", "“a\\x1bb”"),
        (True, "true"),
        (1.5, "1.5"),
        (["a", None], '["a", null]'),
        ({"ü": 1}, '{"ü": 1}'),
        ([None] * 50, "[" + "null, " * 9 + "null…"),
    ],
)
def test_a_value_is_quoted_as_people_or_json_write_it(value: Any, told: str) -> None:
    assert quoted(value) == told
