"""Leads logical addresses to actual ones, as a hosts file does: URL and Host header stay, only the connection moves."""

from collections.abc import Mapping

import httpx

from plumbing.environment import is_origin
from plumbing.strict_toml import did_you_mean

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: How many addresses a refusal lists.
_MOST_SHOWN = 8
_SALESFORCE_DOMAINS = ("salesforce.com", "force.com")


class RealSalesforceRefusedError(httpx.ConnectError):
    """The address belongs to Salesforce itself and leads nowhere else; nothing was sent."""


class AddressBookTransport(httpx.BaseTransport):
    """Sends each request to the actual address of its origin.

    Args:
        book: Logical origins and the actual origins they lead to.
        inner: Makes the connections. A request arrives there with the actual address and the logical Host header.
        call_real_salesforce: Lets hosts of Salesforce that are not in the book be called over the internet.
    """

    def __init__(
        self, book: Mapping[str, str], inner: httpx.BaseTransport, *, call_real_salesforce: bool = False
    ) -> None:
        self._book = {origin(httpx.URL(logical)): httpx.URL(actual) for logical, actual in book.items()}
        self._inner = inner
        self._call_real_salesforce = call_real_salesforce

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request where the book says.

        Raises:
            RealSalesforceRefusedError: The host is Salesforce's own and is not in the book.
            httpx.TransportError: The connection failed.
        """
        logical = origin(request.url)
        actual = self._book.get(logical)
        if actual is None:
            if is_salesforce(request.url.host) and not self._call_real_salesforce:
                raise RealSalesforceRefusedError(self._refusal(logical))
            return self._inner.handle_request(request)
        try:
            return self._inner.handle_request(_moved(request, actual))
        except httpx.ConnectError as error:
            raise httpx.ConnectError(f"the address book leads {logical} to {origin(actual)}: {error}") from error

    def _refusal(self, logical: str) -> str:
        played, more = list(self._book)[:_MOST_SHOWN], len(self._book) - _MOST_SHOWN
        listed = " and ".join(played) + (f" and {more} more" if more > 0 else "")
        known = f"only {listed} {'is' if len(self._book) == 1 else 'are'} played here" if played else "it is empty"
        return (
            f"{logical} is not in the address book (ORGLESS_ADDRESS_BOOK): {known}{did_you_mean(logical, self._book)}; "
            "orgless stays offline (ORGLESS_CALL_REAL_SALESFORCE=true would really call Salesforce)"
        )

    def close(self) -> None:
        """Closes the inner transport."""
        self._inner.close()


class TransportPerOrigin(httpx.BaseTransport):
    """Hands each request to the transport of its actual origin: an ``httpx.WSGITransport`` per app needs no sockets."""

    def __init__(self, transports: Mapping[str, httpx.BaseTransport]) -> None:
        self._transports = {origin(httpx.URL(address)): transport for address, transport in transports.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Lets the origin's own transport send the request.

        Raises:
            httpx.ConnectError: The origin has none.
        """
        transport = self._transports.get(origin(request.url))
        if transport is None:
            raise httpx.ConnectError(f"nothing answers at {origin(request.url)}")
        return transport.handle_request(request)

    def close(self) -> None:
        """Closes every transport."""
        for transport in self._transports.values():
            transport.close()


def read_address_book(text: str) -> dict[str, str]:
    """Reads ``logical=actual`` pairs that blanks separate.

    Raises:
        ValueError: A pair is malformed or a logical address occurs twice; the text names it and the repair.
    """
    book: dict[str, str] = {}
    for pair in text.split():
        logical, equals, actual = pair.partition("=")
        if not (equals and _is_address(logical) and _is_address(actual)):
            raise ValueError(
                f"“{pair[:80]}” is no pair like https://login.salesforce.com=http://127.0.0.1:8001 "
                "(no path, no slash at the end)"
            )
        name = origin(httpx.URL(logical))
        if name in book:
            raise ValueError(f"{name} occurs twice: leave one out")
        book[name] = actual
    return book


def origin(url: httpx.URL) -> str:
    """The scheme, host and port of an address, in one spelling: no default port, small letters."""
    port = "" if url.port in {None, _DEFAULT_PORTS.get(url.scheme)} else f":{url.port}"
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host.rstrip('.')}{port}"


def is_salesforce(host: str) -> bool:
    """Whether the host is one of Salesforce's own."""
    name = host.lower().rstrip(".")
    return any(name == domain or name.endswith(f".{domain}") for domain in _SALESFORCE_DOMAINS)


def _moved(request: httpx.Request, actual: httpx.URL) -> httpx.Request:
    extensions = dict(request.extensions)
    if actual.scheme == "https":
        extensions["sni_hostname"] = request.url.host
    url = request.url.copy_with(scheme=actual.scheme, host=actual.host, port=actual.port)
    return httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)


def _is_address(text: str) -> bool:
    """Whether it is an origin that the HTTP client takes as well."""
    try:
        return is_origin(text) and bool(httpx.URL(text).host)
    except (httpx.InvalidURL, UnicodeError):  # the latter for names that look international and are not
        return False
