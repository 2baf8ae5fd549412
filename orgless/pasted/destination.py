"""Whether a pasted request goes to the org's own token endpoint; in life another server would answer it otherwise."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from authserver.assertion.circumstances import TOKEN_PATH
from authserver.assertion.likely_causes import why_wrong_audience
from authserver.org import Org
from plumbing.checks import Reason, check
from plumbing.redaction import excerpt

_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".test")
_LOGIN_HOSTS = frozenset({"login.salesforce.com", "test.salesforce.com"})
#: What a host holds where a shell, Postman or a manual would have put the real one.
_PLACEHOLDERS = frozenset("${}<>%")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request was sent; the scheme is empty where that is not told."""

    scheme: str
    host: str
    path: str
    org: Org


def destination(url: str, org: Org) -> Destination | None:
    """Where the address leads; None where it tells nothing, as with a variable in the place of the host.

    Args:
        url: As it was pasted; ``//host/path`` without a scheme.
        org: The org whose token endpoint is meant.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if _PLACEHOLDERS & {*host, *parts.path}:
        host = ""
    if not host and not parts.path.startswith("/services/"):
        return None
    return Destination(parts.scheme.lower(), host.rstrip("."), parts.path, org)


def host_of(url: str) -> str:
    """The host with its port, as a Host header would name it; empty where the address tells none."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
    return "" if _PLACEHOLDERS & set(host) else host


@check(
    rule="RFC 6749 3.2",
    error=None,
    says="",
    setting="Client: the URL of the token request; Org2: Named Credential > Token Endpoint URL",
)
def request_goes_to_the_token_endpoint(sent: Destination) -> Reason | None:
    """The request is sent to this org's token endpoint."""
    cause = "; ".join(filter(None, (_why_not_this_org(sent), _why_not_this_path(sent.path))))
    if not cause:
        return None
    scheme = f"{sent.scheme}://" if sent.scheme else ""
    got = f"sent to {excerpt(f'{scheme}{sent.host}{sent.path}', 120)}"
    return Reason(f"{sent.org.login_audience}{TOKEN_PATH}", f"{got}, which is not this org's token endpoint", cause)


def not_yet_yours(host: str, org: Org) -> str:
    """Which setting of ``org1.toml`` may not be the reader's own, where a host is right in life; or empty."""
    if host in _LOGIN_HOSTS:
        kind = "sandbox" if org.is_sandbox else "production"
        return f"or `kind` in org1.toml is not yet yours: it says “{kind}”"
    if host.endswith(".my.salesforce.com"):
        return f"or `my_domain` in org1.toml is not yet yours: it says “{org.my_domain}”"
    return ""


def _why_not_this_org(sent: Destination) -> str:
    org, host = sent.org, sent.host
    if not host or _is_local(host):
        return ""
    if host in {urlsplit(org.login_audience).hostname, urlsplit(org.my_domain_url).hostname}:
        return "the scheme must be https" if sent.scheme == "http" else ""
    cause = why_wrong_audience(f"https://{host}", org) or "that is no server of Salesforce's"
    return "; ".join(filter(None, (cause, not_yet_yours(host, org))))


def _why_not_this_path(path: str) -> str:
    bare = path.rstrip("/").replace("//", "/").lower()
    causes = (
        (path == TOKEN_PATH, ""),
        (bare == TOKEN_PATH, f"the path is {TOKEN_PATH}, to the letter"),
        (bare.endswith("/oauth2/authorize"), "a browser begins the web server flow there; assertions are not read"),
        (bare.startswith("/services/oauth2/"), "that endpoint of OAuth is another one; assertions are not read there"),
        (bare.startswith("/services/data"), "that is the API, which wants the access token"),
        (bare in {"", "/"}, f"the path {TOKEN_PATH} is missing"),
    )
    return next((cause for applies, cause in causes if applies), f"the path is {TOKEN_PATH}")


def _is_local(host: str) -> bool:
    """Names of one's own machine and network: there orgless, or a proxy before it, may be listening."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_ENDINGS)
