"""``GET /id/<org>/<user>``: the identity URL that a token response names as ``id``.

Members that only some apps have are left out, as Salesforce does: ``mobile_policy``, ``custom_permissions``.
"""

from flask import Response, request

from authserver.answers import text_answer
from authserver.live_tokens import LiveToken
from authserver.openapi import COMMON, ERROR, FLAG, TEXT, TEXT_OR_NULL, Operation, Parameter, Reply, members
from authserver.services import Services, services
from authserver.users import TIME_ZONE, User
from plumbing.salesforce_id import is_id, with_suffix

from .access import CREDENTIALS, REFUSALS, VERSION, token_in_use
from .account import ACCOUNT, PHOTOS, URLS, account, changed_at, photos, urls
from .identity_formats import FORM, JSON, XML, format_asked_for, in_format

_UNKNOWN = ("addr_street", "addr_city", "addr_state", "addr_country", "addr_zip", "mobile_phone")
_SEES_OTHERS = frozenset({"api", "full"})


def identity(org_id: str, user_id: str) -> Response:
    """Describes a user of this org to whoever holds a live token of it; the two words for bad ids are inferred."""
    asking, made = token_in_use(), services()
    if isinstance(asking, Response):
        return asking
    if not is_id(org_id) or with_suffix(org_id) != made.org.org_id:
        return text_answer(403, "Wrong_Org")
    user = made.org.user_with_id(user_id) if is_id(user_id) else None
    if user is None or not _may_see(asking, user, made):
        return text_answer(404, "Bad_Id")
    form = format_asked_for(request.args.get("format", ""), request.environ.get("HTTP_ACCEPT", ""))
    return in_format(form, _described(user, made, asking, zone="Z" if form == XML else "+0000"))


def _may_see(asking: LiveToken, user: User, made: Services) -> bool:
    """Oneself always; others with the right scope and permission only (the answer to the rest is inferred)."""
    has_api = made.org.profile_of(asking.user).api_enabled
    return user is asking.user or (has_api and not _SEES_OTHERS.isdisjoint(asking.session.scope.split()))


def _described(user: User, made: Services, asking: LiveToken, *, zone: str) -> dict[str, object]:
    return {
        "id": made.identity_url(user),
        "asserted_user": user is asking.user,
        "user_id": user.user_id,
        "organization_id": made.org.org_id,
        "username": user.username,
        "nick_name": user.username.partition("@")[0],
        "display_name": user.name,
        "email": user.email,
        "email_verified": True,
        "first_name": user.first_name or None,
        "last_name": user.last_name,
        "timezone": TIME_ZONE,
        "photos": photos(made),
        **dict.fromkeys(_UNKNOWN),
        "mobile_phone_verified": False,
        "is_lightning_login_user": False,
        "status": {"created_date": None, "body": None},
        "urls": urls(user, made),
        **account(user),
        "last_modified_date": changed_at(made, f"%Y-%m-%dT%H:%M:%S.000{zone}"),
        "is_app_installed": True,
    }


_IDENTITY = members(
    {
        **dict.fromkeys(("id", "user_id", "organization_id", "username", "nick_name", "display_name", "email"), TEXT),
        **dict.fromkeys(("asserted_user", "email_verified", "mobile_phone_verified", "is_lightning_login_user"), FLAG),
        "first_name": TEXT_OR_NULL,
        **dict.fromkeys(("last_name", "timezone", "last_modified_date"), TEXT),
        "photos": PHOTOS,
        **dict.fromkeys(_UNKNOWN, TEXT_OR_NULL),
        "status": members({"created_date": TEXT_OR_NULL, "body": TEXT_OR_NULL}),
        "urls": URLS,
        **ACCOUNT,
        "is_app_installed": FLAG,
    }
)
_OPERATION = Operation(
    summary="Describes a user.",
    parameters=(
        Parameter(name="org_id", place="path", says="The org's id, of 15 or 18 characters."),
        Parameter(name="user_id", place="path", says="The user's id, of 15 or 18 characters."),
        Parameter(name="format", place="query", says="json, xml or urlencoded; it wins over Accept."),
        VERSION,
    ),
    credentials_of=CREDENTIALS,
    replies={
        200: Reply(says="The user.", content={JSON: _IDENTITY, XML: TEXT, FORM: {"type": "object"}}),
        403: Reply(says="Wrong_Org: another org's id.", content={"text/plain": TEXT}),
        404: Reply(says="Bad_Id: no user of this org.", content={"text/plain": TEXT, JSON: ERROR}),
        **COMMON,
    },
    replies_of=REFUSALS,
)
OPERATIONS = {"GET": _OPERATION, "POST": _OPERATION}
