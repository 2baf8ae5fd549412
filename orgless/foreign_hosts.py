"""Finds named credentials that call hosts of Salesforce which this world's Org1 is not: nobody answers there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from client_demo.address_book import is_salesforce, origin
from plumbing.strict_toml import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authserver.org import Org

    from .loading import LoadedWorld


def foreign_hosts(loaded: LoadedWorld) -> Iterator[Problem]:
    """One warning for each address that does not fit Org1: of another kind of org, or of another My Domain."""
    known = {loaded.org1.login_audience, loaded.org1.my_domain_url}
    for credential in loaded.org2.named_credentials:
        remarks = (("token_endpoint_url", _login_remark(loaded.org1)), ("url", _instance_remark(loaded.org1)))
        for key, remark in remarks:
            address = httpx.URL(getattr(credential, key))
            if is_salesforce(address.host) and origin(address) not in known:
                where = f"named_credentials ({credential.name}).{key}"
                yield Problem(loaded.world.org2_file, where, f"{origin(address)} is not played here: {remark}")


def _login_remark(org: Org) -> str:
    kind = "sandbox" if org.is_sandbox else "production org"
    return f"{org.name} is a {kind}, its login host is {org.login_audience}"


def _instance_remark(org: Org) -> str:
    return f"{org.name}'s My Domain is {org.my_domain_url}"
