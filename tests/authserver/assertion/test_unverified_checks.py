"""The first list, each check by a table: which assertions it refuses, and what it tells as the likely cause."""

import json
from typing import Any

import pytest
from building import (
    CONSUMER_KEY,
    LEFT_OUT,
    NOW,
    OLD_KEY,
    SECRET,
    a_registered_certificate,
    a_token_request,
    an_app,
    an_assertion,
    an_org,
    base64url,
    certificate_pem,
    circumstances,
    compact,
    private_key,
    private_pem,
)

from authserver.assertion import unverified_checks as checks
from authserver.assertion.unverified import read_assertion
from plumbing.checks import Check, Reason

HEADER, CLAIMS = '{"alg":"RS256"}', json.dumps({"iss": CONSUMER_KEY, "sub": "max@org1.example", "exp": int(NOW) + 9})
GOOD = an_assertion()


def judged(check: Check[Any], assertion: str, *, org: Any = None, **changes: Any) -> Reason | None:
    return check(read_assertion(a_token_request(assertion=assertion, **changes), circumstances(org=org)))


def _cause(reason: Reason | None) -> str:
    assert reason is not None
    return reason.cause


def test_an_assertion_must_be_there() -> None:
    assert judged(checks.assertion_is_present, GOOD) is None
    reason = judged(checks.assertion_is_present, "")
    assert reason == Reason(
        "a parameter named assertion", "parameters: assertion, grant_type", "an empty value counts as none"
    )


def test_an_assertion_has_at_most_16_kilobytes() -> None:
    assert judged(checks.assertion_is_of_bearable_size, "x" * 16384) is None
    assert judged(checks.assertion_is_of_bearable_size, "x" * 16385) == Reason("at most 16,384 characters", "16,385")


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


ALGORITHMS = [
    ("none", "an unsigned JWT proves nothing"),
    ("HS256", "HS256 signs with a shared secret"),
    ("RS512", "External Credential offers RS512"),
    *(
        (name, "")
        for name in ("None", "NONE", "nOnE", "rs256", "RS256 ", "RS384", "PS256", "ES256", "HS512", "", "EdDSA")
    ),
    *((value, "") for value in (None, 1, True, [], ["RS256"], {"alg": "RS256"}, LEFT_OUT)),
]


@pytest.mark.parametrize(("algorithm", "cause"), ALGORITHMS, ids=lambda value: repr(value)[:20])
def test_rs256_is_the_only_algorithm(algorithm: Any, cause: str) -> None:
    reason = judged(checks.algorithm_is_rs256, an_assertion(header={"alg": algorithm}))
    assert reason is not None
    assert reason.expected == "RS256"
    assert cause in reason.cause
    assert bool(reason.cause) == bool(cause)


def test_rs256_it_is() -> None:
    assert judged(checks.algorithm_is_rs256, GOOD) is None


@pytest.mark.parametrize(
    ("member", "value"),
    [("crit", ["exp"]), ("crit", []), ("crit", None), ("crit", "x"), ("crit", ["b64"]), ("b64", False), ("b64", True)],
)
def test_a_header_may_not_demand_extensions(member: str, value: Any) -> None:
    reason = judged(checks.header_demands_no_extension, an_assertion(header={member: value}))
    assert reason is not None
    assert (reason.expected, reason.got.partition(":")[0]) == (f"no {member}", member)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": LEFT_OUT},
        {"typ": "jwt"},
        {"typ": "at+jwt"},
        {"typ": 1},
        {"cty": "JWT"},
        {"zip": "DEF"},
        {"unknown": {"a": [1]}},
        {"kid": "../../etc/passwd"},
        {"jku": "http://127.0.0.1:1/keys"},
    ],
)
def test_other_members_of_the_header_are_ignored(header: dict[str, Any]) -> None:
    for check in checks.UNVERIFIED_CHECKS:
        assert judged(check, an_assertion(header=header)) is None, check.name


@pytest.mark.parametrize("issuer", [LEFT_OUT, None, "", [], [CONSUMER_KEY], {}, {"iss": CONSUMER_KEY}, 1, 0, True, 1.5])
def test_the_issuer_must_be_text(issuer: Any) -> None:
    assert judged(checks.issuer_is_given, GOOD) is None
    reason = judged(checks.issuer_is_given, an_assertion(iss=issuer))
    assert reason is not None
    assert reason.expected == "iss: the connected app's consumer key"


UNKNOWN_ISSUERS = {
    "in quotes": (f'"{CONSUMER_KEY}"', "quotes or blanks around it"),
    "in single quotes": (f"'{CONSUMER_KEY}'", "quotes or blanks around it"),
    "a blank before": (f" {CONSUMER_KEY}", "quotes or blanks around it"),
    "a line feed behind": (f"{CONSUMER_KEY}\n", "quotes or blanks around it"),
    "the secret": (SECRET, "it is a consumer secret"),
    "the label": ("Org2 Integration", "it is a connected app's label"),
    "the username": ("max@org1.example", "it looks like a username"),
    "cut off": (CONSUMER_KEY[:-1], "nearly the consumer key of “Org2 Integration”"),
    "in small letters": (CONSUMER_KEY.lower(), "nearly the consumer key of “Org2 Integration”"),
    "a NUL behind": (f"{CONSUMER_KEY}\0", "nearly the consumer key of “Org2 Integration”"),
    "a full-width letter": (CONSUMER_KEY.replace("M", "\uff2d", 1), "nearly the consumer key of “Org2 Integration”"),
    "a wildcard": ("3MVG9%", "the key of another org"),
    "SQL": ("' OR 1=1 --", "the key of another org"),
    "a foreign key": ("3MVG9.SomebodyElse_9999999999", "the key of another org"),
}


@pytest.mark.parametrize(("issuer", "cause"), UNKNOWN_ISSUERS.values(), ids=UNKNOWN_ISSUERS.keys())
def test_the_issuer_is_compared_to_the_letter_and_a_wrong_one_is_explained(issuer: str, cause: str) -> None:
    assert cause in _cause(judged(checks.issuer_is_a_consumer_key, an_assertion(iss=issuer)))


def test_a_registered_consumer_key_is_known() -> None:
    assert judged(checks.issuer_is_a_consumer_key, an_assertion(iss=OLD_KEY)) is None


def test_an_app_without_a_certificate_is_told_from_one_with_another() -> None:
    org = an_org(an_app(certificate=None))
    reason = judged(checks.app_has_a_certificate, GOOD, org=org)
    assert reason is not None
    assert reason.got == "none at “Org2 Integration”"
    assert judged(checks.app_has_a_certificate, GOOD) is None


SIGNATURES = {
    "of another app's key": (
        an_assertion(key=private_key("Old_Integration")),
        "it matches the certificate of the connected app “Old Integration” (",
    ),
    "of a strange key": (an_assertion(key=private_key("stranger")), "another key signed it"),
    "of a strange key that is named": (
        an_assertion(key=private_key("stranger"), header={"kid": "stranger_1"}),
        "(the header's kid names “stranger_1”)",
    ),
    "of a key named oddly": (
        an_assertion(key=private_key("stranger"), header={"kid": "<x>"}),
        "another key signed it, ",
    ),
    "of other claims": (f"{HEAD}.{base64url(CLAIMS)}.{SIGNATURE}", "changed after it was signed"),
    "of another header": (f"{base64url(HEADER)}.{BODY}.{SIGNATURE}", "changed after it was signed"),
    "too short": (f"{HEAD}.{BODY}.{base64url(b'x')}", "another key signed it"),
    "zero": (f"{HEAD}.{BODY}.{base64url(bytes(256))}", "another key signed it"),
    "with a zero before": (f"{HEAD}.{BODY}.{base64url(bytes(1) + bytes(256))}", "another key signed it"),
}


@pytest.mark.parametrize(("assertion", "cause"), SIGNATURES.values(), ids=SIGNATURES.keys())
def test_only_the_registered_key_makes_the_signature(assertion: str, cause: str) -> None:
    reason = judged(checks.signature_matches_the_certificate, assertion)
    assert reason is not None
    assert "Org2_JWT.crt (SHA-256 " in reason.expected
    assert cause in reason.cause


def test_the_registered_key_does() -> None:
    assert judged(checks.signature_matches_the_certificate, GOOD) is None


def test_a_certificate_that_is_taken_away_stops_working_at_once() -> None:
    replaced = an_org(an_app(certificate=a_registered_certificate("newer")))
    assert judged(checks.signature_matches_the_certificate, GOOD, org=replaced) is not None
    assert (
        judged(checks.signature_matches_the_certificate, an_assertion(key=private_key("newer")), org=replaced) is None
    )
