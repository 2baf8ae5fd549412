"""``GET /services/oauth2/userinfo`` (OpenID Connect Core 5.3): who the token's user is."""

from flask import Response

from authserver.answers import json_answer
from authserver.openapi import COMMON, FLAG, TEXT, TEXT_OR_NULL, Operation, Reply, Schema, json_of, members
from authserver.services import Services, services
from authserver.users import TIME_ZONE, User

from .access import CREDENTIALS, REFUSALS, VERSION, token_in_use
from .account import ACCOUNT, PHOTOS, URLS, account, changed_at, photos, urls


def userinfo() -> Response:
    """The members that Salesforce sends."""
    asking = token_in_use()
    return asking if isinstance(asking, Response) else json_answer(200, _described(asking.user, services()))


def _described(user: User, made: Services) -> dict[str, object]:
    pictures = photos(made)
    return {
        "sub": made.identity_url(user),
        "user_id": user.user_id,
        "organization_id": made.org.org_id,
        "preferred_username": user.username,
        "nickname": user.username.partition("@")[0],
        "name": user.name,
        "email": user.email,
        "email_verified": True,
        "given_name": user.first_name or None,
        "family_name": user.last_name,
        "zoneinfo": TIME_ZONE,
        "photos": pictures,
        "profile": f"{made.settings.instance_url}/{user.user_id}",
        "picture": pictures["picture"],
        "address": {},
        "is_salesforce_integration_user": False,
        "urls": urls(user, made),
        **account(user),
        "updated_at": changed_at(made, "%Y-%m-%dT%H:%M:%SZ"),
        "is_app_installed": True,
    }


_MEMBERS: dict[str, Schema] = {
    **dict.fromkeys(("sub", "user_id", "organization_id", "preferred_username", "nickname", "name", "email"), TEXT),
    "email_verified": FLAG,
    "given_name": TEXT_OR_NULL,
    **dict.fromkeys(("family_name", "zoneinfo"), TEXT),
    "photos": PHOTOS,
    **dict.fromkeys(("profile", "picture"), TEXT),
    "address": members({}),
    "is_salesforce_integration_user": FLAG,
    "urls": URLS,
    **ACCOUNT,
    "updated_at": TEXT,
    "is_app_installed": FLAG,
}
#: What the server's description of itself lists.
CLAIMS = tuple(_MEMBERS)

_OPERATION = Operation(
    summary="Describes the token's user.",
    parameters=(VERSION,),
    credentials_of=CREDENTIALS,
    replies={200: Reply(says="The user.", content=json_of(members(_MEMBERS))), **COMMON},
    replies_of=REFUSALS,
)
OPERATIONS = {"GET": _OPERATION, "POST": _OPERATION}
