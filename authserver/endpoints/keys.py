"""``GET /id/keys`` (RFC 7517 5): the public keys of this org, and only these."""

from flask import Response

from authserver.answers import json_answer
from authserver.openapi import COMMON, TEXT, Operation, Reply, json_of, members
from authserver.services import services


def keys() -> Response:
    """The key set: first the key that signs, then older ones whose tokens still verify."""
    return json_answer(200, {"keys": [key.jwk for key in services().signing_keys.current()]})


_KEY = members(dict.fromkeys(("kty", "use", "alg", "kid", "n", "e"), TEXT))
OPERATIONS = {
    "GET": Operation(
        summary="The org's public keys.",
        replies={
            200: Reply(says="The key set.", content=json_of(members({"keys": {"type": "array", "items": _KEY}}))),
            **COMMON,
        },
    )
}
