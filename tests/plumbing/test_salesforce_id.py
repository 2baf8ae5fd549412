"""Record ids of 15 and 18 characters."""

import pytest

from plumbing.salesforce_id import id_for, is_id, with_suffix


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("00Dxx0000001gPL", "00Dxx0000001gPLEAY"),
        ("005xx000001Svog", "005xx000001SvogAAC"),
        ("001000000000000", "001000000000000AAA"),
        ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
        ("abcdefghijklmno", "abcdefghijklmnoAAA"),
    ],
)
def test_the_suffix_tells_which_letters_are_capitals(short: str, long: str) -> None:
    assert with_suffix(short) == long
    assert with_suffix(long) == long
    assert is_id(short)
    assert is_id(long)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00D",
        "00Dxx0000001gP",
        "00Dxx0000001gPLE",
        "00Dxx0000001gPLEAA",
        "00Dxx0000001gPLeay",
        "00Dxx0000001gPL\n",
        "00Dxx0000001gP!",
        "00Dxx0000001gPé",
        "00Dxx0000001gP٣",
        "00Dxx0000001gPLEAYx",
    ],
)
def test_other_text_is_no_id(text: str) -> None:
    assert not is_id(text)


def test_an_id_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert id_for("005", "max") == id_for("005", "max")
    made = {id_for("005", str(number)) for number in range(1000)} | {id_for("001", "0")}
    assert len(made) == 1001
    assert all(is_id(one) and len(one) == 18 for one in made)
