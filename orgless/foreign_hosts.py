"""Finds named credentials that call hosts of Salesforce that none of this world's orgs is: nobody answers there."""

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
    """One warning for each address that fits none of the orgs: of another kind of org, or of another My Domain."""
    orgs = [one.org for one in loaded.orgs]
    known = {url for org in orgs for url in (org.login_audience, org.my_domain_url)}
    remarks = (("token_endpoint_url", _login_remark), ("url", _instance_remark))
    for credential in loaded.org2.named_credentials:
        for key, remark in remarks:
            address = httpx.URL(getattr(credential, key))
            if is_salesforce(address.host) and origin(address) not in known:
                where = f"named_credentials ({credential.name}).{key}"
                told = f"{origin(address)} is not played here: {'; '.join(map(remark, orgs))}"
                yield Problem(loaded.world.org2_file, where, told)


def _login_remark(org: Org) -> str:
    kind = "sandbox" if org.is_sandbox else "production org"
    return f"{org.name} is a {kind}, its login host is {org.login_audience}"


def _instance_remark(org: Org) -> str:
    return f"{org.name}'s My Domain is {org.my_domain_url}"
