"""``GET /id/keys`` (RFC 7517 5): the public keys of this org, and only these."""

from flask import Response

from authserver.answers import json_answer
from authserver.services import services


def keys() -> Response:
    """The key set."""
    return json_answer(200, {"keys": list(services().keys)})
