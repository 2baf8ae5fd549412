"""Org1's REST API: bearer token in, records out."""
