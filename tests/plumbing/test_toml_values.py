from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from plumbing.toml_values import between, matching

_Word: TypeAdapter[str] = TypeAdapter(Annotated[str, matching("[a-z]+", "is no word")])
_Few: TypeAdapter[int] = TypeAdapter(Annotated[int, between(1, 3, "pieces")])


def test_text_must_match_as_a_whole() -> None:
    assert _Word.validate_python("abc") == "abc"
    for wrong in ("", "abc1", "abc\n"):
        with pytest.raises(ValidationError, match="is no word"):
            _Word.validate_python(wrong)


def test_what_is_told_of_a_long_text_is_short() -> None:
    with pytest.raises(ValidationError) as refused:
        _Word.validate_python("1" * 1000)
    assert refused.value.errors()[0]["msg"] == f"Value error, “{'1' * 60}” is no word"


def test_a_number_must_be_within_its_bounds() -> None:
    assert [_Few.validate_python(number) for number in (1, 3)] == [1, 3]
    for wrong in (0, 4):
        with pytest.raises(ValidationError, match=f"{wrong} is not between 1 and 3 pieces"):
            _Few.validate_python(wrong)
