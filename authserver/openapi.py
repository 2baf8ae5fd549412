"""How the endpoints describe themselves (OpenAPI 3.1): each says beside its code what it takes and answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
SECONDS: Schema = {"type": "integer", "description": "seconds since 1970-01-01T00:00:00Z"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}

_PROFILES = ("salesforce", "strict")
_CREDENTIALS = {
    "consumer": {"type": "http", "scheme": "basic", "description": "consumer key and consumer secret of an app"},
    "token": {"type": "http", "scheme": "bearer", "description": "an access token"},
    "token_in_url": {"type": "apiKey", "in": "query", "name": "oauth_token", "description": "an access token"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer under one status.

    Args:
        says: When it comes.
        content: The media types that it may have, each with its schema; none where its body is empty.
        headers: Those that it always has, beside the ones that every answer has, with what they hold.
    """

    says: str
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of the path or the query."""

    name: str
    place: str
    says: str
    schema: Schema = field(default_factory=lambda: TEXT)
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one method does at one path.

    Args:
        summary: In one sentence.
        replies: What it answers, by status, in both profiles.
        replies_of: What it answers in one profile only.
        profiles: In which it is served.
        parameters: Of path and query.
        form: The schema of the form in its body, where it takes one.
        credentials: Any one of these is enough; ``None`` among them: none is needed.
        credentials_of: The same for one profile only.
    """

    summary: str
    replies: Mapping[int, Reply]
    replies_of: Mapping[str, Mapping[int, Reply]] = field(default_factory=dict)
    profiles: tuple[str, ...] = _PROFILES
    parameters: tuple[Parameter, ...] = ()
    form: Schema | None = None
    credentials: tuple[str | None, ...] = (None,)
    credentials_of: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


def members(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """A JSON object with these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def form(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """A form with these fields; others are ignored."""
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required)}


ERROR = members({"error": TEXT, "error_description": TEXT})


def json_of(schema: Schema) -> dict[str, Schema]:
    """JSON of that schema, as a reply's content."""
    return {"application/json": schema}


def refusal(says: str, **headers: str) -> Reply:
    """A reply with an OAuth error object."""
    return Reply(
        says=says, content=json_of(ERROR), headers={name.replace("_", "-"): of for name, of in headers.items()}
    )


def word(says: str, **headers: str) -> Reply:
    """A reply of plain text."""
    named = {name.replace("_", "-"): of for name, of in headers.items()}
    return Reply(says=says, content={"text/plain": TEXT}, headers=named)


#: What any endpoint answers to requests that are none of its own.
COMMON = {
    501: refusal("The body has a transfer coding other than chunked."),
    421: refusal("This server does not answer for that host name."),
    503: refusal("The database failed."),
}
#: The same for endpoints that read a body.
COMMON_WITH_BODY = {
    413: refusal("The body is larger than 64 kB."),
    **COMMON,
}


def document(paths: Iterable[tuple[str, Mapping[str, Operation]]], *, server: str, profile: str) -> dict[str, Any]:
    """The description of all endpoints, as OpenAPI's JSON.

    Args:
        paths: Each path as Flask writes it, with its operations by their methods.
        server: The address under which the document was asked for.
        profile: The name of the profile in force.
    """
    says = f"The JWT bearer flow (RFC 7523), with the profile {profile}."
    return {
        "openapi": "3.1.0",
        "info": {"title": "Org1's authorization server", "version": "1", "description": says},
        "servers": [{"url": server}],
        "paths": {
            path.replace("<", "{").replace(">", "}"): {
                method.lower(): _operation(operation, profile)
                for method, operation in operations.items()
                if profile in operation.profiles
            }
            for path, operations in paths
        },
        "components": {"securitySchemes": _CREDENTIALS},
    }


def _operation(operation: Operation, profile: str) -> dict[str, Any]:
    replies = {**operation.replies, **operation.replies_of.get(profile, {})}
    described: dict[str, Any] = {
        "summary": operation.summary,
        "responses": {str(status): _reply(reply) for status, reply in sorted(replies.items())},
        "security": [
            {name: []} if name else {} for name in operation.credentials_of.get(profile, operation.credentials)
        ],
    }
    if operation.parameters:
        described["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.form is not None:
        content = {"application/x-www-form-urlencoded": {"schema": operation.form}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _reply(reply: Reply) -> dict[str, Any]:
    described: dict[str, Any] = {"description": reply.says}
    if reply.content:
        described["content"] = {media_type: {"schema": schema} for media_type, schema in reply.content.items()}
    if reply.headers:
        described["headers"] = {
            name: {"description": holds, "required": True, "schema": TEXT} for name, holds in reply.headers.items()
        }
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.is_required or parameter.place == "path",
        "description": parameter.says,
        "schema": parameter.schema,
    }
