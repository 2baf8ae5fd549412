"""Puts any text into XML 1.0, which cannot hold every character, not even escaped (XML 1.0 2.2)."""

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"


def escaped(text: str) -> str:
    """The text as the content of an element; each character that is forbidden is replaced."""
    return escape(_FORBIDDEN.sub(_REPLACEMENT, text))
