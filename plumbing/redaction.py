"""Shortens secrets before they reach a log, a page or a transcript, and shows control characters as text."""

import logging
import re

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
#: How ``{`` and the first member of a JSON object begin in base64, with blanks or line feeds between them or not.
_OBJECT = r"e(?:y[A-DI-L]|w[k-r0-3])"
_JWT = re.compile(rf"({_OBJECT}[\w-]{{4,}}\.[\w-]{{2,}})\.[\w-]{{8,}}")
_OPAQUE = re.compile(r"(00D\w{12,15})(!|%(?:25)*21)([\w.]{4})[\w.]+")
#: A key without its armour: DER in base64 begins so, whatever was made of its line feeds and plus signs.
_DER = re.compile(r"(MII[\w+/]{5})[\w+/=-]{16}[\w+/=\s\\-]*")
_SECRET_FIELD = re.compile(r"(?i)(\b(?:client_secret|consumer_secret|password)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+")
_BASIC = re.compile(r"(?i)\b(basic\s+)[A-Za-z0-9+/=]{8,}")
#: One of these occurs, in small letters, in all that the expressions above find; to look for them costs little.
_MARKS = ("ey", "ew", "00d", "-----", "mii", "secret", "password", "basic")
_SECRET_NAME = re.compile(r"(?i)secret|password|private")
#: Control and direction characters, the line ends that only Unicode has, the byte order mark, and half pairs.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def redacted(text: str) -> str:
    """The text with every assertion's signature, access token, secret and key cut short."""
    if not may_hold_secrets(text):
        return text
    text = _PEM.sub(r"-----BEGIN \1----- …", text)
    text = _JWT.sub(r"\1.…", text)
    text = _OPAQUE.sub(r"\1\2\3…", text)
    text = _DER.sub(r"\1…", text)
    text = _SECRET_FIELD.sub(r"\1…", text)
    return _BASIC.sub(r"\1…", text)


def may_hold_secrets(text: str) -> bool:
    """Whether ``redacted`` could have anything to do; cheap."""
    folded = text.lower()
    for mark in _MARKS:  # noqa: SIM110  a generator for `any` takes twice as long, and every login asks this often
        if mark in folded:
            return True
    return False


def names_a_secret(name: str) -> bool:
    """Whether what goes by this name must not be shown at all."""
    return _SECRET_NAME.search(name) is not None


def printable(text: str) -> str:
    r"""The text with control and direction characters written as ``\x1b`` and the like; line feeds and tabs stay."""
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of the text, fit for a report: no secrets, no control characters, at most ``length`` long."""
    if len(text) <= length and text.isprintable() and not may_hold_secrets(text):
        return text  # nearly always, and this is asked a dozen times for every login
    shown = printable(redacted(text[: length * 8])).replace("\n", "\\n").replace("\t", "\\t")
    return shown if len(shown) <= length else shown[: length - 1] + "…"


class RedactingFilter(logging.Filter):
    """Redacts every record that passes, its arguments and its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record in place and lets it through."""
        record.msg = printable(redacted(record.getMessage())).replace("\n", "\\n")  # a record is one line
        record.args = None
        if record.exc_info:
            record.exc_text = printable(redacted(logging.Formatter().formatException(record.exc_info)))
        return True
