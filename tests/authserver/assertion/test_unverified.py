"""An assertion taken apart: what is no compact JWS of two JSON objects, and what is told about it."""

import json
from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    NOW,
    a_token_request,
    an_assertion,
    certificate_pem,
    circumstances,
    compact,
    private_pem,
)

from authserver.assertion import unverified_checks as checks
from authserver.assertion.unverified import read_assertion
from plumbing.checks import Check, Reason

HEADER, CLAIMS = '{"alg":"RS256"}', json.dumps({"iss": CONSUMER_KEY, "sub": "max@org1.example", "exp": int(NOW) + 9})
GOOD = an_assertion()


def judged(check: Check[Any], assertion: str, *, org: Any = None, **changes: Any) -> Reason | None:
    return check(read_assertion(a_token_request(assertion=assertion, **changes), circumstances(org=org)))


HEAD, BODY, SIGNATURE = GOOD.split(".")
NO_COMPACT_JWS = {
    "a private key": (private_pem(), "a private key was pasted"),
    "a certificate": (certificate_pem(), "a PEM text was pasted"),
    "the word Bearer": (f"Bearer {GOOD}", "“Bearer” stands before"),
    "an access token": ("00Dxx0000001gPL!AQ" + "x" * 94, "this is an access token"),
    "JSON": ('{"payload":"x","signature":"y"}', "this is JSON"),
    "a blank before": (f" {GOOD}", "blanks or line breaks"),
    "a line feed behind": (f"{GOOD}\n", "blanks or line breaks"),
    "a carriage return behind": (f"{GOOD}\r\n", "blanks or line breaks"),
    "a line feed inside": (f"{HEAD}.\n{BODY}.{SIGNATURE}", "blanks or line breaks"),
    "five parts": (f"{GOOD}.{HEAD}.{BODY}", "five parts are an encrypted JWT"),
    "padding": (f"{HEAD}=.{BODY}.{SIGNATURE}", "base64 instead of base64url"),
    "padding of the signature": (f"{GOOD}==", "base64 instead of base64url"),
    "a plus": (f"{HEAD}+.{BODY}.{SIGNATURE}", "base64 instead of base64url"),
    "a slash": (f"{HEAD}.{BODY}/.{SIGNATURE}", "base64 instead of base64url"),
    "two parts": (f"{HEAD}.{BODY}", "the signature is missing"),
    "an empty signature": (f"{HEAD}.{BODY}.", "the signature is missing"),
    "one part": (HEAD, "a JWT has three parts"),
    "four parts": (f"{GOOD}.{HEAD}", "a JWT has three parts"),
    "an empty header": (f".{BODY}.{SIGNATURE}", "no canonical base64url"),
    "an empty payload": (f"{HEAD}..{SIGNATURE}", "no canonical base64url"),
    "a length that base64url cannot have": (f"{HEAD}.{BODY}.{SIGNATURE}AAA", "no canonical base64url"),
    "an umlaut": (f"{HEAD}.{BODY}ü.{SIGNATURE}", "no canonical base64url"),
    "a full-width letter": (f"{HEAD}.{BODY}\uff21.{SIGNATURE}", "no canonical base64url"),
    "an Arabic digit": (f"{HEAD}.{BODY}\u0661.{SIGNATURE}", "no canonical base64url"),
    "a NUL": (f"{HEAD}\0.{BODY}.{SIGNATURE}", "no canonical base64url"),
}


@pytest.mark.parametrize(("text", "cause"), NO_COMPACT_JWS.values(), ids=NO_COMPACT_JWS.keys())
def test_whatever_is_no_compact_jws_is_refused_with_a_cause_and_without_showing_it(text: str, cause: str) -> None:
    reason = judged(checks.assertion_is_a_compact_jws, text)
    assert reason is not None
    assert cause in reason.cause
    assert reason.got.startswith(f"{len(text):,} characters in ")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_unused_bits_of_the_last_letter_must_be_zero(part: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    parts = compact('{"alg":"RS256" }', CLAIMS + "  ").split(".")
    lengths = {len(one) % 4 for one in parts}
    assert 0 not in lengths
    last = alphabet.index(parts[part][-1])
    for other in range(last + 1, last + (16 if len(parts[part]) % 4 == 2 else 4)):
        changed = [*parts]
        changed[part] = parts[part][:-1] + alphabet[other]
        assert judged(checks.assertion_is_a_compact_jws, ".".join(changed)) is not None


NO_OBJECTS = {
    "an array as header": ("[]", CLAIMS, "the header is a JSON array"),
    "an array as payload": (HEADER, "[1]", "the payload is a JSON array"),
    "a string": (HEADER, json.dumps(CLAIMS), "the payload is a JSON string"),
    "a number": (HEADER, "1", "the payload is a JSON number"),
    "true": (HEADER, "true", "the payload is a JSON boolean"),
    "null": (HEADER, "null", "the payload is a JSON null"),
    "text behind": (HEADER, CLAIMS + "x", "the payload is not JSON"),
    "two objects": (HEADER, CLAIMS + CLAIMS, "the payload is not JSON"),
    "NUL behind": (HEADER, CLAIMS + "\0", "the payload is not JSON"),
    "a comment": (HEADER, "/**/" + CLAIMS, "the payload is not JSON"),
    "single quotes": (HEADER, CLAIMS.replace('"', "'"), "the payload is not JSON"),
    "a trailing comma": (HEADER, CLAIMS[:-1] + ",}", "the payload is not JSON"),
    "a raw line feed in a string": (HEADER, '{"iss":"a\nb"}', "the payload is not JSON"),
    "a byte order mark": (HEADER, "\ufeff" + CLAIMS, "the payload is not JSON"),
    "UTF-16": (HEADER, CLAIMS.encode("utf-16"), "the payload is not UTF-8"),
    "UTF-16 without a mark": (HEADER, CLAIMS.encode("utf-16-le"), "the payload is not JSON"),
    "UTF-32": (HEADER, CLAIMS.encode("utf-32-be"), "the payload is not JSON"),
    "Latin-1": (HEADER, '{"iss":"ü"}'.encode("latin-1"), "the payload is not UTF-8"),
    "overlong UTF-8": (HEADER, b'{"iss":"\xc0\x80"}', "the payload is not UTF-8"),
    "a surrogate in UTF-8": (HEADER, b'{"iss":"\xed\xa0\x80"}', "the payload is not UTF-8"),
    "half a surrogate pair": (HEADER, '{"iss":"\\ud800"}', "the payload is not UTF-8"),
    "half a pair in capitals": (HEADER, '{"iss":"\\uDFFF"}', "the payload is not UTF-8"),
    "half a pair in a name": (HEADER, '{"\\ud800":1}', "the payload is not UTF-8"),
    "half a pair in the header": ('{"alg":"RS256","kid":"\\ud800"}', CLAIMS, "the header is not UTF-8"),
    "NaN": (HEADER, '{"exp":NaN}', "the payload holds NaN, which is not JSON"),
    "Infinity": (HEADER, '{"exp":Infinity}', "the payload holds Infinity, which is not JSON"),
    "-Infinity": (HEADER, '{"exp":-Infinity}', "the payload holds -Infinity, which is not JSON"),
    "a member twice": (HEADER, '{"iss":"a","iss":"b"}', "the payload names a member twice"),
    "a member twice, escaped": (HEADER, '{"iss":"a","\\u0069ss":"b"}', "the payload names a member twice"),
    "a member twice below": (HEADER, '{"x":{"a":1,"a":1}}', "the payload names a member twice"),
    "alg twice": ('{"alg":"RS256","alg":"none"}', CLAIMS, "the header names a member twice"),
    "a long number": (HEADER, '{"exp":' + "9" * 5000 + "}", "the payload is nested too deeply or too large"),
    "deep arrays": (HEADER, '{"x":' + "[" * 5000 + "]" * 5000 + "}", "the payload is nested too deeply or too large"),
    "deep objects": (HEADER, '{"x":' * 1500 + "1" + "}" * 1500, "the payload is nested too deeply or too large"),
    "open arrays": (HEADER, "[" * 11000, "the payload is nested too deeply or too large"),
    "a deep header": (
        '{"alg":' + "[" * 5000 + "]" * 5000 + "}",
        CLAIMS,
        "the header is nested too deeply or too large",
    ),
}


@pytest.mark.parametrize(("header", "claims", "fault"), NO_OBJECTS.values(), ids=NO_OBJECTS.keys())
def test_header_and_payload_must_be_json_objects(header: str, claims: str | bytes, fault: str) -> None:
    assertion = compact(header, claims)
    assert judged(checks.assertion_is_a_compact_jws, assertion) is None
    reason = judged(checks.header_and_claims_are_json_objects, assertion)
    assert reason is not None
    assert reason.got == fault
    assert ("encoded twice" in reason.cause) == ("JSON string" in fault)


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        (HEADER, CLAIMS),
        (f" {HEADER}\n", f"\t{CLAIMS} "),
        (HEADER, '{"a":"\\ud83d\\ude00","b":"😀","\\\\ud800":1}'),
        (HEADER, '{"exp":1e400,"x":1E-400,"y":' + "9" * 4000 + "}"),
        (HEADER, '{"x":' + "[" * 20 + "]" * 20 + "}"),
        (HEADER, json.dumps({"text": "[" * 3000 + "{" * 3000})),
        (HEADER, json.dumps({"text": '"[{' * 500})),
        (HEADER, "{}"),
    ],
)
def test_odd_but_good_json_is_read(header: str, claims: str) -> None:
    assert judged(checks.header_and_claims_are_json_objects, compact(header, claims)) is None
