"""Org2: signs assertions as a named credential does, exchanges them for tokens and calls out with these."""

from .app import create_app

__all__ = ["create_app"]
