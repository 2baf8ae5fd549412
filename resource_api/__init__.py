"""Org1's REST API: bearer token in, records out."""

from .app import create_app
from .settings import Settings

__all__ = ["Settings", "create_app"]
