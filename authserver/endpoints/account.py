"""What userinfo and the identity URL both end with: the state and the settings of the user's account."""

from authserver.users import User


def account(user: User) -> dict[str, object]:
    """The members; the settings are those of an org that nobody changed them in."""
    return {
        "active": user.active,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": 0,
        "is_app_installed": True,
    }
