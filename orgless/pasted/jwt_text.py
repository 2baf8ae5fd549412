"""Takes off what a terminal, a header or a string literal put around a JWT that was pasted alone."""

import re

_JWT = re.compile(r"ey[\w+/=-]*(?:\.[\w+/=-]*){1,4}", re.ASCII)
_QUOTES = re.compile(r"\A[\"'`“”\u2018\u2019]+|[\"'`“”\u2018\u2019]+\Z")
_AROUND = (
    ("the quotes around it", _QUOTES),
    ("the word “Bearer” before it", re.compile(r"(?i)\A(?:authorization\s*:\s*)?bearer\s+")),
    ("the quotes around it", _QUOTES),
    ("blanks and line breaks in it", re.compile(r"[\s\u200b\ufeff]+")),
)


def bare_jwt(text: str) -> tuple[str, tuple[str, ...]]:
    """The JWT, and what was taken off; text that is no JWT without these either is left as it is.

    Args:
        text: As it was pasted, without blanks around it.
    """
    jwt, taken = text, []
    for what, pattern in _AROUND:
        jwt, times = pattern.subn("", jwt)
        if times:
            taken.append(what)
    return (jwt, tuple(dict.fromkeys(taken))) if _JWT.fullmatch(jwt) else (text, ())
