"""``GET /services/oauth2/userinfo`` (OpenID Connect Core 5.3): who the token's user is."""

from flask import Response

from authserver.answers import json_answer
from authserver.services import services

from .access import token_user
from .account import account


def userinfo() -> Response:
    """The members that Salesforce sends."""
    user, made = token_user(), services()
    if isinstance(user, Response):
        return user
    return json_answer(
        200,
        {
            "sub": made.identity_url(user),
            "user_id": user.user_id,
            "organization_id": made.org.org_id,
            "preferred_username": user.username,
            "nickname": user.username.partition("@")[0],
            "name": user.name,
            "email": user.email,
            "email_verified": True,
            "given_name": user.first_name,
            "family_name": user.last_name,
            "zoneinfo": "GMT",
            **account(user),
        },
    )
