"""Keeps consumer secrets out of reports that were pasted, alone or in a longer text, where something else belongs.

Only their digests and lengths are known. So each piece of a text is tried that is as long as a secret; a text that is
shorter than every secret needs no look, and nearly all that are ever sent are.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from authserver.connected_apps import SHORTEST_TELLING_SECRET

from .unverified import UnverifiedAssertion

#: So many pieces are tried for one request, in some 10 ms: where all secrets are of one length, as Salesforce's are,
#: all of the longest JWT, and then of what else was sent.
_MOST_PIECES = 16 * 1024
_RUN = re.compile(rf"[A-Za-z0-9]{{{SHORTEST_TELLING_SECRET},}}")
_NONE: frozenset[str] = frozenset()


def pasted_secrets(assertion: UnverifiedAssertion) -> frozenset[str]:
    """The secrets of any app that stand in a claim, a header member or a parameter; nearly always none."""
    org = assertion.circumstances.org
    lengths = org.secret_lengths
    if not lengths:
        return _NONE
    shortest = lengths[0]
    texts = [text for text in _sent(assertion) if len(text) >= shortest]
    # These two are long, are in every request, and hold no secret; an assertion's parts are looked at one by one.
    known = (assertion.text, assertion.app.consumer_key if assertion.app else "")
    texts = [text for text in texts if text not in known]
    if not texts:
        return _NONE
    pieces = (piece for text in texts for piece in _pieces(text, lengths))
    return frozenset(piece for piece in islice(pieces, _MOST_PIECES) if org.is_a_consumer_secret(piece))


def without(value: Any, secrets: frozenset[str]) -> Any:
    """The JSON value with every secret, or what an excerpt has left of it, cut out of its texts."""
    if isinstance(value, str):
        for secret in secrets:
            value = _cut(value, secret)
        return value
    if isinstance(value, dict):
        return {without(name, secrets): without(member, secrets) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [without(member, secrets) for member in value]
    return value


def _pieces(text: str, lengths: tuple[int, ...]) -> Iterator[str]:
    """What of the text could be a secret: all of it, whatever its letters, or a part of a run of letters and digits."""
    whole = text.strip("\"' \t\r\n")
    if len(whole) in lengths:
        yield whole
    for run in _RUN.findall(text):
        for length in lengths:
            for start in range(len(run) - length + 1):
                yield run[start : start + length]


def _sent(assertion: UnverifiedAssertion) -> list[str]:
    """All texts of the request, the names among them; the JWT's first."""
    request, texts = assertion.request, list[str]()
    _gather(assertion.claims, texts)
    _gather(assertion.header, texts)
    texts += (request.user_agent, request.host, request.media_type, request.method)
    if request.authorization:
        texts += request.basic_credentials or ()
    for parameters in (request.parameters, request.query):
        if parameters:
            texts += parameters
            texts += parameters.values()
    return texts


def _gather(value: Any, texts: list[str]) -> None:
    """Adds the texts inside a JSON value."""
    if isinstance(value, dict):
        texts += value
        value = value.values()
    elif not isinstance(value, list):
        value = (value,)
    for member in value:
        if isinstance(member, str):
            texts.append(member)
        elif isinstance(member, (dict, list)):
            _gather(member, texts)


def _cut(text: str, secret: str) -> str:
    left, beginning = list[str](), secret[:SHORTEST_TELLING_SECRET]
    while (start := text.find(beginning)) >= 0:
        shown = next(length for length in range(len(secret), 0, -1) if text.startswith(secret[:length], start))
        left += (text[:start], "(a consumer secret)")
        text = text[start + shown :]
    return "".join(left) + text
