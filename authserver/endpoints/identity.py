"""``GET /id/<org>/<user>``: the identity URL that a token response names as ``id``."""

import re

from flask import Response, request

from authserver.answers import json_answer, text_answer
from authserver.services import Services, services
from authserver.users import User
from plumbing.salesforce_id import is_id, with_suffix

from .access import token_user
from .account import account

_VERSIONED = {
    "enterprise": "/services/Soap/c/{version}/",
    "metadata": "/services/Soap/m/{version}/",
    "partner": "/services/Soap/u/{version}/",
    "rest": "/services/data/v{version}/",
    "sobjects": "/services/data/v{version}/sobjects/",
    "search": "/services/data/v{version}/search/",
    "query": "/services/data/v{version}/query/",
}
_NEWEST = "67.0"
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def identity(org_id: str, user_id: str) -> Response:
    """Describes a user of this org to whoever holds a live token of it."""
    asking, made = token_user(), services()
    if isinstance(asking, Response):
        return asking
    if not is_id(org_id) or with_suffix(org_id) != made.org.org_id:
        return text_answer(403, "Wrong_Org")
    user = made.org.user_with_id(user_id) if is_id(user_id) else None
    if user is None:
        return text_answer(404, "Bad_Id")
    return json_answer(200, _described(user, made, is_asking=user is asking))


def _described(user: User, made: Services, *, is_asking: bool) -> dict[str, object]:
    return {
        "id": made.identity_url(user),
        "asserted_user": is_asking,
        "user_id": user.user_id,
        "organization_id": made.org.org_id,
        "username": user.username,
        "nick_name": user.username.partition("@")[0],
        "display_name": user.name,
        "email": user.email,
        "email_verified": True,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "timezone": "GMT",
        "status": {"created_date": None, "body": None},
        "urls": _urls(user, made),
        **account(user),
    }


def _urls(user: User, made: Services) -> dict[str, str]:
    base = made.settings.instance_url
    asked = request.args.get("version", "{version}")
    version = _NEWEST if asked == "latest" else asked
    if not _VERSION.fullmatch(version):
        version = "{version}"  # Salesforce leaves the word in where no number is asked for
    urls = {name: base + path.format(version=version) for name, path in _VERSIONED.items()}
    return urls | {"profile": f"{base}/{user.user_id}", "custom_domain": base}
