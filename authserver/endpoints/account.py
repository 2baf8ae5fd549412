"""What userinfo, the identity URL and the directory say alike of a user's account, in an org of usual settings."""

import re
from datetime import UTC, datetime

from flask import request

from authserver.openapi import FLAG, TEXT, Schema, members
from authserver.services import Services
from authserver.users import LANGUAGE, LOCALE, User

_VERSIONED = {
    "enterprise": "/services/Soap/c/{version}/{org}",
    "metadata": "/services/Soap/m/{version}/{org}",
    "partner": "/services/Soap/u/{version}/{org}",
    "rest": "/services/data/v{version}/",
    "sobjects": "/services/data/v{version}/sobjects/",
    "search": "/services/data/v{version}/search/",
    "query": "/services/data/v{version}/query/",
    "recent": "/services/data/v{version}/recent/",
    "tooling_soap": "/services/Soap/T/{version}/{org}",
    "tooling_rest": "/services/data/v{version}/tooling/",
    "profile": "/{user}",
    "feeds": "/services/data/v{version}/chatter/feeds",
    "groups": "/services/data/v{version}/chatter/groups",
    "users": "/services/data/v{version}/chatter/users",
    "feed_items": "/services/data/v{version}/chatter/feed-items",
    "feed_elements": "/services/data/v{version}/chatter/feed-elements",
    "custom_domain": "",
}
_NEWEST = "67.0"
_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")

PHOTOS: Schema = members({"picture": TEXT, "thumbnail": TEXT})
URLS: Schema = members(dict.fromkeys(_VERSIONED, TEXT))
ACCOUNT: dict[str, Schema] = {
    "active": FLAG,
    "user_type": TEXT,
    "language": TEXT,
    "locale": TEXT,
    "utcOffset": {"type": "integer", "description": "of the time zone, in milliseconds"},
}


def account(user: User) -> dict[str, object]:
    """State and settings."""
    return {"active": user.active, "user_type": "STANDARD", "language": LANGUAGE, "locale": LOCALE, "utcOffset": 0}


def photos(made: Services) -> dict[str, object]:
    """The pictures of a user who has uploaded none."""
    base = f"{made.settings.instance_url}/profilephoto/005"
    return {"picture": f"{base}/F", "thumbnail": f"{base}/T"}


def urls(user: User, made: Services) -> dict[str, object]:
    """Where the org's APIs are, in the version that the request asks for."""
    asked = request.args.get("version", "{version}")
    version = _NEWEST if asked == "latest" else asked
    if not _VERSION.fullmatch(version):
        version = "{version}"  # Salesforce leaves the word in where no number is asked for
    named = {"version": version, "org": made.org.org_id[:15], "user": user.user_id}
    return {name: made.settings.instance_url + path.format(**named) for name, path in _VERSIONED.items()}


def changed_at(made: Services, form: str) -> str:
    """When the user was last changed, which is when the org's file was: a date that is not known otherwise."""
    return datetime.fromtimestamp(made.org_changed_at, UTC).strftime(form)
