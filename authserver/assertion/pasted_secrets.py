"""Consumer secrets that were pasted where something else belongs: found by their digests, and kept out of reports."""

from collections.abc import Iterator
from typing import Any

from authserver.token_request import JWT_BEARER

from .unverified import UnverifiedAssertion

#: Shorter and longer texts are not looked at, in characters.
_LENGTHS = range(8, 513)


def pasted_secrets(assertion: UnverifiedAssertion) -> frozenset[str]:
    """The secrets of any app that stand, whole, in a claim, a header member or a parameter; nearly always none."""
    org = assertion.circumstances.org
    texts = (text.strip("\"' \t\r\n") for text in _sent(assertion) if len(text) in _LENGTHS)
    return frozenset(text for text in texts if org.is_a_consumer_secret(text))


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


def _sent(assertion: UnverifiedAssertion) -> Iterator[str]:
    request = assertion.request
    for parameters in (request.parameters, request.query):
        for name, value in parameters.items():
            yield from (name,) if value in (assertion.text, JWT_BEARER) else (name, value)
    yield from request.basic_credentials or ()
    yield from (request.user_agent, request.host, request.media_type)
    if assertion.claims is not None:
        yield from _texts(assertion.claims)
        yield from _texts(assertion.header)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)


def _cut(text: str, secret: str) -> str:
    start = text.find(secret[: _LENGTHS[0]])
    if start < 0:
        return text
    end = start
    while end < len(text) and end - start < len(secret) and text[end] == secret[end - start]:
        end += 1
    return f"{text[:start]}(a consumer secret){_cut(text[end:], secret)}"
