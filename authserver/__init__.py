"""Org1's authorization server: assertions in, access tokens out."""
