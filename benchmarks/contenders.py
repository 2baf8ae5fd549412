"""Who is measured: the bare view, our server with everything on, and the stock grant, each on a gunicorn of its own."""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from demo_org import DemoOrg, make_demo_org
from figures import Cost
from measured_server import BenchmarkError, MeasuredServer
from wrk import FormsRanOutError, drive

TOKEN = "/services/oauth2/token"  # noqa: S105  a path, no token
#: The names of the contenders.
BARE, ORGLESS, ORGLESS_JTI, STOCK = "bare view", "orgless", "orgless, with jti", "stock grant"

#: So many times the assertions that are expected to be used up are signed.
_RESERVE = 1.4
#: A drive counts where each worker did at least this part of the work.
_LEAST_SHARE = 0.25
_TRIES = 20


class Forms(Protocol):
    """Where a round's token requests come from."""

    def take(self, seconds: int) -> Sequence[str]:
        """The bodies for a round of so many seconds."""

    def used(self, sent: int) -> None:
        """So many of them, from the first on, were sent; more than there were if they ran out."""


class OneForm:
    """One assertion without an id for all requests of a round."""

    def __init__(self, org: DemoOrg) -> None:
        self._org = org

    def take(self, seconds: int) -> Sequence[str]:  # noqa: ARG002  the protocol's parameter
        """A new one for each round."""
        return [self._org.form(with_jti=False)]

    def used(self, sent: int) -> None:
        """It can be used any number of times."""


class FormsForOneUse:
    """Assertions with an id each, signed between the rounds, as many as the round may need."""

    def __init__(self, org: DemoOrg, requests_per_second: float) -> None:
        self._org = org
        self._expected = requests_per_second
        self._unused: list[str] = []

    def take(self, seconds: int) -> Sequence[str]:
        """All that were not used so far, filled up."""
        needed = math.ceil(self._expected * seconds * _RESERVE)
        self._unused += [self._org.form(with_jti=True) for _ in range(needed - len(self._unused))]
        return self._unused

    def used(self, sent: int) -> None:
        """Each is used once only."""
        if sent > len(self._unused):
            self._expected *= _RESERVE
        del self._unused[:sent]


@dataclass(frozen=True, slots=True)
class Contender:
    """A server and what is asked of it."""

    name: str
    server: MeasuredServer
    forms: Forms = field(repr=False)

    def measure(self, seconds: int, folder: Path) -> Cost:
        """One round.

        gunicorn leaves to chance which worker takes a new connection. Where one gets nearly all, its threads fight for
        the interpreter and another quantity is measured: such a drive is repeated.

        Raises:
            BenchmarkError: An answer was no success, a process of the server was lost, or chance never was kind.
        """
        for _ in range(_TRIES):
            forms = self.forms.take(seconds)
            before = self.server.cpu_time()
            try:
                driven = drive(self.server.url + TOKEN, forms, seconds=seconds, folder=folder)
            except FormsRanOutError:
                self.forms.used(len(forms) + 1)
                continue
            self.server.wait_until_idle()
            used = self.server.cpu_time() - before
            self.forms.used(driven.sent)
            if used.least_share >= _LEAST_SHARE:
                return Cost(driven.answers / driven.seconds, used.total / driven.answers * 1_000_000)
        raise BenchmarkError(f"{self.name}: one worker got nearly all connections, {_TRIES} times in a row; run again")


@contextmanager
def contenders(folder: Path) -> Iterator[list[Contender]]:
    """All contenders, started and found to answer as they should, with their files in ``folder``.

    Raises:
        BenchmarkError: One does not.
    """
    org = make_demo_org(folder)
    with ExitStack() as running:

        def serve(name: str, app: str, environment: dict[str, str]) -> MeasuredServer:
            server = MeasuredServer(app, name=name, folder=folder, environment=environment)
            return running.enter_context(server)

        ours = serve(ORGLESS, "authserver:create_app()", org.orgless_environment())
        answer = _token_answer(ours, org)
        bare = serve(BARE, "bare_view:create_app()", org.bare_environment(answer))
        stock = serve(STOCK, "stock_grant:create_app()", org.stock_environment())
        if abs(len(_token_answer(bare, org)) - len(answer)) > 1:
            raise BenchmarkError("the bare view's answer is not as long as ours")
        _token_answer(stock, org)
        one = OneForm(org)
        for_one_use = FormsForOneUse(org, drive(ours.url + TOKEN, one.take(1), seconds=1, folder=folder).answers)
        yield [
            Contender(BARE, bare, one),
            Contender(ORGLESS, ours, one),
            Contender(ORGLESS_JTI, ours, for_one_use),
            Contender(STOCK, stock, one),
        ]


def _token_answer(server: MeasuredServer, org: DemoOrg) -> bytes:
    server.wait_for_workers()
    status, body = server.post(TOKEN, org.form(with_jti=False))
    if status != 200 or "access_token" not in json.loads(body):  # noqa: PLR2004  OK
        raise BenchmarkError(f"{server.name} answers {status}: {body[:300]!r}\n{server.last_lines()}")
    return body
