"""What is shortened before it reaches a log, a page or a transcript, and what is left as it is."""

import logging

import pytest
from building import an_assertion, certificate_pem, compact, private_pem

from plumbing.redaction import RedactingFilter, excerpt, may_hold_secrets, names_a_secret, printable, redacted

TOKEN = "00Dxx0000001gPL!AQEAQ" + "Zb4.xK_9" * 11 + "abc"
SIGNED = an_assertion()
SECRETS = {
    "token": (TOKEN, TOKEN[20:]),
    "token in a sentence": (f"the token {TOKEN} was refused", TOKEN[20:]),
    "token glued to a word": (f"x{TOKEN}", TOKEN[20:]),
    "token, escaped": (TOKEN.replace("!", "%21"), TOKEN[20:]),
    "token, escaped twice": (TOKEN.replace("!", "%2521"), TOKEN[20:]),
    "token in JSON": ('{"access_token":"' + TOKEN + '"}', TOKEN[20:]),
    "assertion": (SIGNED, SIGNED.rpartition(".")[2]),
    "assertion glued to a word": (f"JWT_{SIGNED}", SIGNED.rpartition(".")[2]),
    "assertion with blanks in its header": (
        compact('{ "alg": 1}', "{}"),
        compact('{ "alg": 1}', "{}").rpartition(".")[2],
    ),
    "assertion with line feeds in its header": (
        compact('{\n"alg": 1}', "{\r\n}"),
        compact('{\n"alg": 1}', "{\r\n}")[-300:],
    ),
    "two assertions": (f"{SIGNED} {SIGNED}", SIGNED.rpartition(".")[2]),
    "key": (private_pem(), private_pem()[60:200]),
    "key cut off": (private_pem()[:900], private_pem()[60:200]),
    "key in one line": (private_pem().replace("\n", "\\n"), private_pem()[70:90]),
    "key without armour": ("".join(private_pem().splitlines()[1:-1]), private_pem().splitlines()[5]),
    "key without armour in lines": ("\n".join(private_pem().splitlines()[1:-1]), private_pem().splitlines()[5]),
    "encrypted key": (
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUJDREVG\n-----END ENCRYPTED PRIVATE KEY-----",
        "QUJDREVG",
    ),
    "secret in a form": ("grant_type=x&client_secret=abc123&y=1", "abc123"),
    "secret in JSON": ('{"client_secret": "abc123"}', "abc123"),
    "secret in other letters": ("Consumer_Secret: abc123", "abc123"),
    "password": ("password=hunter22", "hunter22"),
    "basic": ("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "QWxhZGRpbjpvcGVu"),
}


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS.keys())
def test_secrets_are_cut_short(text: str, secret: str) -> None:
    assert secret in text or "\n" in secret
    shown = redacted(text)
    assert secret not in shown
    assert "…" in shown
    assert may_hold_secrets(text)
    assert secret not in excerpt(text, 100_000)


HARMLESS = [
    "",
    "plain text",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "max@org1.example",
    "https://login.salesforce.com",
    "00Dxx0000001gPLEAY",
    "3MVG9orglessDemoWorldOrg2Integration0000000000000000000000000000000000000000000000001",
    "SHA-256 ab:cd:ef",
    "the secret of success",
    "a basic idea",
    "a--b",
    "eyJhbGciOiJSUzI1NiJ9",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text
    assert excerpt(text, 200) == text


def test_what_is_left_tells_which_it_was() -> None:
    assert redacted(TOKEN) == "00Dxx0000001gPL!AQEA…"
    header, claims, _ = SIGNED.split(".")
    assert redacted(SIGNED) == f"{header}.{claims}.…"
    assert redacted(private_pem()) == "-----BEGIN PRIVATE KEY----- …\n"
    assert redacted(certificate_pem()).startswith("-----BEGIN CERTIFICATE----- …")
    assert redacted("a=1&client_secret=x&b=2") == "a=1&client_secret=…&b=2"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\0b\x7f\x9b", "a\\x00b\\x7f\\x9b"),
        ("a\r\nb\tc", "a\\r\nb\tc"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("\u061c1\ufeff2", "\\u061c1\\ufeff2"),
        ("\ud800", "\\ud800"),
        ("ümläut 😀", "ümläut 😀"),
    ],
)
def test_control_and_direction_characters_become_text(text: str, shown: str) -> None:
    assert printable(text) == shown
    printable(text).encode()


def test_an_excerpt_is_short_and_of_one_line() -> None:
    assert excerpt("a\u2028b") == "a\\u2028b"
    assert excerpt("x" * 61) == "x" * 59 + "…"
    assert excerpt("x" * 60) == "x" * 60
    assert excerpt("a\nb\tc\x1b") == "a\\nb\\tc\\x1b"
    assert excerpt("x" * 10**7, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("name", "secret"), [("client_secret", True), ("PassWord", True), ("private_key", True), ("sub", False)]
)
def test_a_name_tells_that_what_it_names_is_secret(name: str, *, secret: bool) -> None:
    assert names_a_secret(name) is secret


def a_record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    info = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("x", logging.ERROR, __file__, 1, message, arguments, info)


def test_a_records_arguments_are_redacted_and_it_stays_one_line() -> None:
    record = a_record("token %s of %s", TOKEN, "max\nFORGED\x1b")
    assert RedactingFilter().filter(record)
    assert logging.Formatter().format(record) == "token 00Dxx0000001gPL!AQEA… of max\\nFORGED\\x1b"


def test_a_records_traceback_is_redacted_its_causes_included() -> None:
    with pytest.raises(RuntimeError) as failed:
        raise RuntimeError(f"{private_pem()} \x1b") from KeyError(TOKEN)
    record = a_record("failed", error=failed.value)
    RedactingFilter().filter(record)
    text = logging.Formatter().format(record)
    assert "RuntimeError" in text
    assert "KeyError" in text
    assert TOKEN[20:] not in text
    assert private_pem().splitlines()[4] not in text
    assert "\x1b" not in text


def test_a_record_whose_arguments_do_not_fit_is_not_lost() -> None:
    record = a_record("a %d", 1)
    assert RedactingFilter().filter(record)
    assert RedactingFilter().filter(record), "a second handler's filter sees the record again"
