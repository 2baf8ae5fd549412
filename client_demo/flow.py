"""Runs the three steps of a callout: a stored token first, else sign and exchange; one new exchange after a 401."""

import httpx

from plumbing.clock import Clock

from .callout import CHECK_HEADER, Callout, CalloutResult, ResourceResponse, SignedAssertion
from .exchange import Exchange
from .org2 import JWT, NamedCredential, Org2, User
from .step1_sign_assertion import sign_assertion, subject_for
from .step2_request_access_token import TokenAnswer, request_access_token
from .step3_call_resource import ResourceAnswer, call_resource, check_callout
from .token_cache import TokenCache, token_key
from .wire import Wire

__all__ = ["Callout", "CalloutResult", "Exchange", "Org2Caller", "ResourceResponse", "SignedAssertion"]

_UNAUTHORIZED = 401


class Org2Caller:
    """Makes callouts as Org2.

    Args:
        org2: The org with its keys.
        client: Makes the connections; usually upon an ``AddressBookTransport``.
        tokens: The stored access tokens.
        clock: The time that assertions are signed at, and that exchanges are measured with.
    """

    def __init__(self, org2: Org2, client: httpx.Client, tokens: TokenCache, clock: Clock) -> None:
        self._org2 = org2
        self._wire = Wire(client, clock)
        self._tokens = tokens
        self._clock = clock

    def make(self, callout: Callout) -> CalloutResult:
        """Makes a callout; whatever the other side answers is a result.

        Raises:
            BadCalloutError: It cannot be made at all: unknown names, a malformed path, header or formula.
        """
        credential = self._org2.named_credential(callout.named_credential)
        user = self._org2.calling_user(credential, callout.username)
        check_callout(callout)
        return _Run(self._org2, self._wire, self._tokens, self._clock, credential, user).make(callout)


class _Run:
    """One callout while it is being made: gathers what happened."""

    def __init__(  # noqa: PLR0913, PLR0917  what Org2Caller has, and who calls through what
        self,
        org2: Org2,
        wire: Wire,
        tokens: TokenCache,
        clock: Clock,
        credential: NamedCredential,
        user: User | None,
    ) -> None:
        self._wire, self._tokens, self._clock = wire, tokens, clock
        self._credential = credential
        self._username = user.username if user and credential.is_per_user else None
        self._subject = subject_for(credential, user)
        self._key_pair = org2.key_pair(credential.jwt_signing_certificate)
        self._key = token_key(credential, self._username, self._subject)
        self._assertion: SignedAssertion | None = None
        self._exchanges: list[Exchange] = []
        self._secrets: list[str] = []
        self._last_exchange: TokenAnswer | None = None
        self._used_cached_token = False
        self._renewed = False

    def make(self, callout: Callout) -> CalloutResult:
        if not self._credential.generate_authorization_header:
            return self._result(callout, self._call(callout, None))
        if self._credential.authentication_protocol == JWT:
            return self._result(callout, self._call(callout, self._sign().text))
        if callout.new_token:
            self._tokens.remove(self._key)
        token = self._stored_or_new_token()
        answer = self._call(callout, token) if token else None
        if answer and answer.exchange.status == _UNAUTHORIZED:
            self._renewed = True
            token = self._new_token(rejected=token)
            answer = self._call(callout, token) if token else None
        return self._result(callout, answer)

    def _stored_or_new_token(self) -> str | None:
        stored = self._tokens.get(self._key)
        if stored is None:
            return self._new_token(rejected=None)
        self._used_cached_token = True
        self._secrets.append(stored)
        return stored

    def _new_token(self, rejected: str | None) -> str | None:
        """A token other than the rejected one: another thread's if it was quicker, else one of our own."""
        with self._tokens.renewal(self._key):
            stored = self._tokens.get(self._key)
            if stored not in {None, rejected}:
                self._used_cached_token = self._used_cached_token or rejected is None
                return stored
            self._last_exchange = answer = request_access_token(self._credential, self._sign(), self._wire)
            self._exchanges.append(answer.exchange)
            if answer.access_token:
                self._tokens.put(self._key, answer.access_token, self._clock())
            else:
                self._tokens.remove(self._key)
            return answer.access_token

    def _sign(self) -> SignedAssertion:
        self._assertion = sign_assertion(self._credential, self._subject, self._key_pair, self._clock())
        self._secrets.append(self._assertion.text)
        return self._assertion

    def _call(self, callout: Callout, bearer: str | None) -> ResourceAnswer:
        if bearer is not None:
            self._secrets.append(bearer)
        answer = call_resource(self._credential, callout, bearer, tuple(self._secrets), self._wire)
        self._exchanges.append(answer.exchange)
        return answer

    def _result(self, callout: Callout, answer: ResourceAnswer | None) -> CalloutResult:
        last, failed = self._last_exchange, answer or self._last_exchange
        return CalloutResult(
            callout=callout,
            username=self._username,
            assertion=self._assertion,
            exchanges=tuple(self._exchanges),
            response=answer.response if answer else None,
            apex_error=failed.apex_error if failed else None,
            diagnosis=(failed.diagnosis if failed else None) or self._remark(answer),
            login_url_of_entry=last.login_url_of_entry if last else None,
            used_cached_token=self._used_cached_token,
            renewed=self._renewed,
            secrets=tuple(self._secrets),
        )

    def _remark(self, answer: ResourceAnswer | None) -> str | None:
        """What a 401 from the API most likely means; an API that names the check that refused needs no guess."""
        if answer is None or answer.exchange.status != _UNAUTHORIZED:
            return None
        if not self._credential.generate_authorization_header:
            return "Generate Authorization Header is off, so no token was sent."
        if answer.response and answer.response.header(CHECK_HEADER):
            return None
        if self._renewed:
            return "The API refused a token that was issued just now: does its URL belong to the org that issued it?"
        return "The API refused the JWT itself: does it want an access token (JWT Token Exchange)?"
