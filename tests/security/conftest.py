"""Org1 in this process, its authorization server alone or with the REST API, and all three servers as processes."""

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
from scenes import demo_world
from served_world import served, target
from whole_org1 import _shared_org1s, either_org1, new_org1, org1, shared_org1

__all__ = [
    "_no_settings_from_outside",
    "_shared_org1s",
    "_shared_servers",
    "database_url",
    "demo_world",
    "either_org1",
    "either_server",
    "either_shared",
    "new_org1",
    "new_server",
    "org1",
    "served",
    "server",
    "shared",
    "shared_org1",
    "strict_server",
    "strict_shared",
    "target",
]
