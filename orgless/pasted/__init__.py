"""Reads what people paste: a JWT, a token request in one of its forms, or the command that sends it."""
