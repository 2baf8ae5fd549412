"""``GET /directory``: the org, its profiles and its users, for the org's own REST API; Salesforce has no such thing."""

from flask import Response, request

from authserver.answers import JSON, json_answer
from authserver.client_authentication import authenticate_by_header
from authserver.errors import InvalidClientError
from authserver.openapi import COMMON, FLAG, TEXT, TEXT_OR_NULL, Operation, Reply, json_of, members, refusal
from authserver.services import Services, services

from .reading import request_in

#: It may be kept by whoever asked, who must ask each time whether it still holds.
_CACHING = [("Cache-Control", "private, no-cache"), ("X-Content-Type-Options", "nosniff")]


def directory() -> Response:
    """Answers to apps that may introspect all tokens, by their secret; 304 to whoever has it already (RFC 9110 13)."""
    made = services()
    refused = _refusal(made)
    if refused is not None:
        said = {"error": refused.error, "error_description": refused.description}
        return json_answer(401, said, refused.get_headers())
    document = made.directory.document
    response = Response(document.body, 200, [JSON, *_CACHING])
    response.set_etag(document.etag)
    response.make_conditional(request.environ)
    return response


def _refusal(made: Services) -> InvalidClientError | None:
    try:
        app = authenticate_by_header(request_in(request.environ, b""), made)
    except InvalidClientError as error:
        return error
    return None if app.introspect_all_tokens else InvalidClientError("this app may not introspect all tokens")


_NULL = {"type": "null"}
_ORGANIZATION = members(
    {
        **dict.fromkeys(("id", "name", "my_domain", "organization_type", "instance_name"), TEXT),
        "is_sandbox": FLAG,
        "namespace_prefix": _NULL,
        "created_at": _NULL,
    }
)
_USER = members(
    {
        **dict.fromkeys(("id", "username", "email", "last_name", "name", "alias", "profile_id"), TEXT),
        "first_name": TEXT_OR_NULL,
        "active": FLAG,
        "federation_id": _NULL,
        **dict.fromkeys(("time_zone", "locale", "language"), TEXT),
    }
)
_PROFILE = members(dict.fromkeys(("id", "name", "user_type"), TEXT))
_DIRECTORY = members(
    {
        "organization": _ORGANIZATION,
        "profiles": {"type": "array", "items": _PROFILE},
        "users": {"type": "array", "items": _USER},
    }
)
_ETAG = {"ETag": "changes when anything in it does"}
OPERATIONS = {
    "GET": Operation(
        summary="The org, its profiles and its users, for the org's own REST API.",
        credentials=("consumer",),
        replies={
            200: Reply(says="All of it.", content=json_of(_DIRECTORY), headers=_ETAG),
            304: Reply(says="The same as the one that If-None-Match names.", headers=_ETAG),
            401: refusal(
                "The caller is no app that may introspect all tokens.", WWW_Authenticate="how to authenticate"
            ),
            **COMMON,
        },
    )
}
