import pytest

from plumbing.xml_characters import escaped


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a<b>&c", "a&lt;b&gt;&amp;c"),
        ("\t\n\r \U0001f600", "\t\n\r \U0001f600"),
        ("\x00\x1f\ufffe\ud800", "\ufffd" * 4),
    ],
)
def test_markup_is_escaped_and_what_xml_cannot_hold_is_replaced(text: str, told: str) -> None:
    assert escaped(text) == told
