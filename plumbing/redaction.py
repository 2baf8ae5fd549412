"""Shortens secrets before they reach a log, a page or a transcript, and shows control characters as text."""

import logging
import re

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
_JWT = re.compile(r"(?<![\w-])(eyJ[\w-]{4,}\.[\w-]{4,})\.[\w-]{8,}")
_OPAQUE = re.compile(r"\b(00D\w{12,15})(!|%21)([\w.]{4})[\w.]+")
_SECRET_FIELD = re.compile(r"(?i)(\b(?:client_secret|consumer_secret|password)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+")
_BASIC = re.compile(r"(?i)\b(basic\s+)[A-Za-z0-9+/=]{8,}")
#: One of these occurs in all that the expressions above find: a single search tells that there is nothing to do.
_SUSPICIOUS = re.compile(r"(?i)eyJ|00D|-----|secret|password|basic")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def redacted(text: str) -> str:
    """The text with every assertion's signature, access token, secret and key cut short."""
    if not _SUSPICIOUS.search(text):
        return text
    text = _PEM.sub(r"-----BEGIN \1----- …", text)
    text = _JWT.sub(r"\1.…", text)
    text = _OPAQUE.sub(r"\1\2\3…", text)
    text = _SECRET_FIELD.sub(r"\1…", text)
    return _BASIC.sub(r"\1…", text)


def printable(text: str) -> str:
    r"""The text with control and direction characters written as ``\x1b`` and the like; line feeds and tabs stay."""
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of the text, fit for a report: no secrets, no control characters, at most ``length`` long."""
    if len(text) <= length and text.isprintable() and not _SUSPICIOUS.search(text):
        return text  # nearly always, and this is asked a dozen times for every login
    shown = printable(redacted(text[: length * 8])).replace("\n", "\\n").replace("\t", "\\t")
    return shown if len(shown) <= length else shown[: length - 1] + "…"


class RedactingFilter(logging.Filter):
    """Redacts every record that passes, its arguments and its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record in place and lets it through."""
        record.msg = printable(redacted(record.getMessage()))
        record.args = None
        if record.exc_info:
            record.exc_text = redacted(logging.Formatter().formatException(record.exc_info))
        return True
