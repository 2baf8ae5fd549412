"""Security contract A: one compact JWS in canonical base64url with two JSON objects inside, and nothing else."""

import base64
import json
import zlib
from itertools import count

import pytest
from building import CONSUMER_KEY, NOW, TOKEN, Server, a_form, an_assertion, base64url, compact
from building.keys import private_key
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from refusals import granted, refused

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
HEADER = '{"alg":"RS256"}'
GOOD = {"iss": CONSUMER_KEY, "sub": "max@org1.example", "aud": "https://login.salesforce.com", "exp": int(NOW) + 180}
CLAIMS = json.dumps(GOOD)
ASSERTION = an_assertion()
FIRST, SECOND, THIRD = ASSERTION.split(".")


def signed(first: str, second: str) -> str:
    """The two segments as they stand, with a good signature over them."""
    signing_input = f"{first}.{second}".encode("utf-8", "surrogatepass")
    signature = private_key().sign(signing_input, padding.PKCS1v15(), hashes.SHA256())
    return f"{first}.{second}.{base64url(signature)}"


def signature_with(character: str) -> str:
    """A good assertion with this character in its signature."""
    return next(text for number in count() if character in (text := an_assertion(x=number)).rpartition(".")[2])


def twin(segment: str) -> str:
    """Another text of the same bytes: the last character's unused bits are not zero."""
    other = segment[:-1] + ALPHABET[ALPHABET.index(segment[-1]) + 1]
    assert base64.urlsafe_b64decode(other + "==") == base64.urlsafe_b64decode(segment + "==")
    return other


def members(text: str) -> str:
    """The good claims with this JSON text as further members."""
    return CLAIMS[:-1] + "," + text + "}"


PLUS, SLASH = signature_with("-"), signature_with("_")
FORMS = {
    "A1 nothing": "",
    "A1 one segment": FIRST,
    "A1 two segments": f"{FIRST}.{SECOND}",
    "A1 four segments": f"{ASSERTION}.{THIRD}",
    "A1 no header": f".{SECOND}.{THIRD}",
    "A1 no payload": f"{FIRST}..{THIRD}",
    "A1 no signature": f"{FIRST}.{SECOND}.",
    "A1 dots alone": "..",
    "A1 a dot before it": f".{ASSERTION}",
    "A1 a dot behind it": f"{ASSERTION}.",
    "A1 a final line feed": f"{ASSERTION}\n",
    "A1 a final NUL": f"{ASSERTION}\0",
    "A1 a blank before it": f" {ASSERTION}",
    "A1 a scheme before it": f"Bearer {ASSERTION}",
    "A1 quotes around it": f'"{ASSERTION}"',
    "A1 two of them": f"{ASSERTION},{ASSERTION}",
    "A2 padding": f"{ASSERTION}==",
    "A2 padding in the header": signed(f"{base64url(HEADER + ' ')}==", SECOND),
    "A2 padding in the payload": signed(FIRST, f"{SECOND}="),
    "A2 plus": ".".join((*PLUS.split(".")[:2], PLUS.rpartition(".")[2].replace("-", "+"))),
    "A2 slash": ".".join((*SLASH.split(".")[:2], SLASH.rpartition(".")[2].replace("_", "/"))),
    "A2 a blank inside": f"{FIRST}.{SECOND[:9]} {SECOND[9:]}.{THIRD}",
    "A2 a tab inside": f"{FIRST}\t.{SECOND}.{THIRD}",
    "A2 line breaks every 64 characters": "\r\n".join(ASSERTION[at : at + 64] for at in range(0, len(ASSERTION), 64)),
    "A2 a NUL inside": signed(f"{FIRST}\0", SECOND),
    "A2 an umlaut": f"{FIRST}.{SECOND}ä.{THIRD}",
    "A2 a full-width letter": f"\uff25{FIRST[1:]}.{SECOND}.{THIRD}",
    "A2 a zero-width space": f"{FIRST}\u200b.{SECOND}.{THIRD}",
    "A2 an ideographic full stop": f"{FIRST}\u3002{SECOND}.{THIRD}",
    "A2 an impossible length": signed(FIRST, SECOND[: len(SECOND) // 4 * 4] + "A"),
    "A3 the header's last character": signed(twin(base64url(HEADER + " ")), SECOND),
    "A3 the payload's last character": signed(FIRST, twin(base64url(CLAIMS + " " * ((1 - len(CLAIMS)) % 3)))),
    "A3 the signature's last character": f"{FIRST}.{SECOND}.{twin(THIRD)}",
    "A4 five parts": ".".join((base64url('{"alg":"RSA-OAEP","enc":"A128GCM"}'), THIRD, "AAAA", SECOND, "AAAA")),
    "A4 a JWS in JSON, flattened": json.dumps({"protected": FIRST, "payload": SECOND, "signature": THIRD}),
    "A4 a JWS in JSON": json.dumps({"payload": SECOND, "signatures": [{"protected": FIRST, "signature": THIRD}]}),
    "A4 a nested JWT": compact('{"alg":"RS256","cty":"JWT"}', ASSERTION),
    "A4 a nested JWT as a JSON string": compact('{"alg":"RS256","cty":"JWT"}', json.dumps(ASSERTION)),
}

#: What is no JSON object in UTF-8, made of a text that is one.
NO_OBJECTS = {
    "an array": lambda text: f"[{text}]",
    "a string": json.dumps,
    "a number": lambda _text: "1",
    "true": lambda _text: "true",
    "null": lambda _text: "null",
    "blanks alone": lambda _text: " ",
    "text behind it": lambda text: f"{text}x",
    "two objects": lambda text: f"{text}{text}",
    "a NUL behind it": lambda text: f"{text}\0",
    "cut off": lambda text: text[:-1],
    "a comma too many": lambda text: f"{text[:-1]},}}",
    "a comment": lambda text: f"{text[:-1]}/**/}}",
    "single quotes": lambda text: text.replace('"', "'"),
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "Latin-1": lambda text: f'{text[:-1]},"x":"ä"}}'.encode("latin-1"),
    "an overlong letter": lambda text: text.encode()[:-1] + b',"x":"\xc1\xa1"}',
    "half a character": lambda text: f'{text[:-1]},"x":"\ud800"}}'.encode("utf-8", "surrogatepass"),
    "half a character, escaped": lambda text: f'{text[:-1]},"x":"\\ud800"}}',
    "half a character as a name": lambda text: f'{text[:-1]},"\\uDC00x":1}}',
    "NaN": lambda text: f'{text[:-1]},"x":NaN}}',
    "Infinity": lambda text: f'{text[:-1]},"x":[Infinity]}}',
    "minus Infinity": lambda text: f'{text[:-1]},"x":-Infinity}}',
    "a control character in a string": lambda text: f'{text[:-1]},"x":"\x01"}}',
    "deflated": lambda text: zlib.compress(text.encode()),
}
TWICE = {
    "A6 alg twice": compact('{"alg":"none","alg":"RS256"}', CLAIMS),
    "A6 alg twice, the good one first": compact('{"alg":"RS256","alg":"none"}', CLAIMS),
    "A6 an unknown member of the header twice": compact('{"alg":"RS256","x":1,"x":1}', CLAIMS),
    **{f"A6 {name} twice": compact(HEADER, members(json.dumps({name: value})[1:-1])) for name, value in GOOD.items()},
    "A6 sub twice, another first": compact(HEADER, '{"sub":"erika@org1.example",' + CLAIMS[1:]),
    "A6 iss twice, once escaped": compact(HEADER, members(r'"\u0069ss":"x"')),
    "A6 a name twice in a claim's object": compact(HEADER, members('"x":{"y":1,"y":1}')),
    "A6 a name twice deep inside": compact(HEADER, members('"x":[[{"y":{"z":1,"z":2}}]]')),
    "A6 an empty name twice": compact(HEADER, members('"":1,"":1')),
}
LARGE = {
    "A7 one character too many": f"{ASSERTION}{'A' * (16 * 1024 + 1 - len(ASSERTION))}",
    "A7 a claim of 20,000 characters": an_assertion(x="x" * 20_000),
    "A7 lists in lists": compact(HEADER, members('"x":' + "[" * 3000 + "]" * 3000)),
    "A7 objects in objects": compact(HEADER, members('"x":' + '{"x":' * 1500 + "1" + "}" * 1500)),
    "A7 lists in lists in the header": compact('{"alg":"RS256","x":' + "[" * 5000 + "]" * 5000 + "}", CLAIMS),
    "A7 lists without an end": compact(HEADER, '{"x":' + "[" * 10_000),
    "A7 a number of 9,000 digits": compact(HEADER, members('"x":' + "9" * 9_000)),
    "A7 an expiry of 9,000 digits": compact(HEADER, CLAIMS.replace(str(GOOD["exp"]), "9" * 9_000)),
    "A7 a number of 9,000 digits in the header": compact('{"alg":"RS256","x":-' + "9" * 9_000 + "}", CLAIMS),
}
OBJECTS = {
    **{f"A5 payload: {name}": compact(HEADER, make(CLAIMS)) for name, make in NO_OBJECTS.items()},
    **{f"A5 header: {name}": compact(make(HEADER), CLAIMS) for name, make in NO_OBJECTS.items()},
}
ALL = FORMS | OBJECTS | TWICE | LARGE


@pytest.mark.parametrize("assertion", ALL.values(), ids=ALL.keys())
def test_an_assertion_of_another_form_is_refused(either_shared: Server, assertion: str) -> None:
    data = assertion.encode("utf-8", "surrogatepass")
    refused(either_shared.post(TOKEN, a_form() | {"assertion": data}), 400, error=_code(either_shared, assertion))


def _code(server: Server, assertion: str) -> str:
    is_strict = server.settings.profile == "strict"
    return "invalid_request" if is_strict and not assertion else "invalid_grant"


@pytest.mark.parametrize(
    "assertion",
    [
        ASSERTION,
        compact(HEADER, CLAIMS),
        compact(f"  {HEADER}\r\n", f"\t{CLAIMS}\n"),
        compact(HEADER, members('"ä":"\\ud83d\\ude00 \u2028 😀"')),
        compact(HEADER, members('"x":' + "[" * 40 + "]" * 40)),
        signed(base64url(HEADER), base64url(members(f'"x":"{"x" * 11_400}"'))),
    ],
    ids=["plain", "two members", "blanks around", "any character", "nested 40 times", "nearly 16 kB"],
)
def test_what_they_were_made_from_is_accepted(either_shared: Server, assertion: str) -> None:
    granted(either_shared.request_token(assertion))
