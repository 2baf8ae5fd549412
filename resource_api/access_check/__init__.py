"""Who may use the API: a bearer token, checked by asking the authorization server (RFC 7662)."""

from .checks import CHECKS

__all__ = ["CHECKS"]
