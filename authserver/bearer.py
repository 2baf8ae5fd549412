"""Reads a bearer token from an Authorization header (RFC 6750 2.1)."""


def bearer_token(authorization: str) -> str | None:
    """The token of a Bearer header, whose scheme is written in any case; the older scheme OAuth counts too."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() or None if scheme.lower() in {"bearer", "oauth"} else None
