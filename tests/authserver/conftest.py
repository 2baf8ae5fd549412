"""The authorization server to test with, in a world of its own."""

from login_servers import (
    _no_settings_from_outside,
    _shared_servers,
    database_url,
    either_server,
    either_shared,
    new_server,
    server,
    shared,
    strict_server,
    strict_shared,
)

__all__ = [
    "_no_settings_from_outside",
    "_shared_servers",
    "database_url",
    "either_server",
    "either_shared",
    "new_server",
    "server",
    "shared",
    "strict_server",
    "strict_shared",
]
