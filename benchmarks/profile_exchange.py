"""Where the time of an exchange goes: by stage, and by function, with the WSGI app called in process."""

import argparse
import cProfile
import io
import json
import pstats
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import Any

import bare_view
from demo_org import DemoOrg, make_demo_org
from stages import REST, STAGES, timed_stages

from authserver import Settings, create_app

_TOKEN = "/services/oauth2/token"  # noqa: S105  a path, no token
_HOST = "127.0.0.1:8001"
#: The exchanges are done in so many batches, of which the median counts.
_BATCHES = 10

App = Callable[..., Any]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=5000, help="how many are measured (%(default)s)")
    parser.add_argument("--functions", type=int, default=25, help="how many functions are listed (%(default)s)")
    parser.add_argument("--jti", action="store_true", help="give each assertion an id")
    options = parser.parse_args()
    batch = max(options.exchanges // _BATCHES, 1)
    with tempfile.TemporaryDirectory(prefix="orgless-bench-") as folder:
        org = make_demo_org(Path(folder))
        settings = Settings.from_environment({**org.orgless_environment(), "ORGLESS_LOGIN_URL": f"http://{_HOST}"})
        app = create_app(settings)
        _print_stages(app, org, batch, with_jti=options.jti)
        _print_functions(app, _forms(org, batch, with_jti=options.jti), options.functions)


def _print_stages(app: App, org: DemoOrg, batch: int, *, with_jti: bool) -> None:
    bare = bare_view.create_app(json.loads(exchange(app, org.form(with_jti=False))))
    floor: list[float] = []
    ours: list[float] = []
    spent: dict[str, list[float]] = {stage: [] for stage in (REST, *STAGES)}
    for _ in range(_BATCHES):
        floor.append(_microseconds(bare, _forms(org, batch, with_jti=False)))
        ours.append(_microseconds(app, _forms(org, batch, with_jti=with_jti)))
        for stage, microseconds in _by_stage(app, _forms(org, batch, with_jti=with_jti)).items():
            spent[stage].append(microseconds)
    print(f"bare view {median(floor):4.0f} µs of CPU time, orgless {median(ours):4.0f} µs, in process, one thread\n")
    medians = {stage: median(figures) for stage, figures in spent.items()}
    total = sum(medians.values())
    for stage, microseconds in medians.items():
        print(f"{stage:28} {microseconds:6.1f} µs  {microseconds / total:4.0%}")
    print(f"{'together':28} {total:6.1f} µs, of which the timing itself took {max(total - median(ours), 0):.0f}")


def _by_stage(app: App, forms: list[str]) -> dict[str, float]:
    """Microseconds of each stage for one exchange."""
    prepared = [_environment(form) for form in forms]
    with timed_stages() as clock:
        for environment in prepared:
            _serve(app, environment)
        clock.enter(REST)
    return {stage: clock.spent[stage] / len(forms) / 1000 for stage in (REST, *STAGES)}


def _print_functions(app: App, forms: list[str], count: int) -> None:
    profile = cProfile.Profile()
    for form in forms:
        environment = _environment(form)
        profile.runcall(_serve, app, environment)
    told = io.StringIO()
    pstats.Stats(profile, stream=told).strip_dirs().sort_stats("tottime").print_stats(count)
    print(f"\nBy own time under cProfile, {len(forms)} exchanges (small functions seem dearer than they are):")
    print("\n".join(line for line in told.getvalue().splitlines()[4:] if line.strip()))


def _microseconds(app: App, forms: list[str]) -> float:
    """CPU time of one exchange."""
    prepared = [_environment(form) for form in forms]
    start = process_time_ns()
    for environment in prepared:
        _serve(app, environment)
    return (process_time_ns() - start) / len(forms) / 1000


def _forms(org: DemoOrg, count: int, *, with_jti: bool) -> list[str]:
    return [org.form(with_jti=True) for _ in range(count)] if with_jti else [org.form(with_jti=False)] * count


def exchange(app: App, form: str) -> bytes:
    """The body of one answer."""
    return _serve(app, _environment(form))


def _serve(app: App, environment: dict[str, Any]) -> bytes:
    statuses: list[str] = []
    answer = app(environment, lambda status, headers, error=None: statuses.append(status))  # noqa: ARG005  WSGI's own
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not statuses[0].startswith("200 "):
        raise SystemExit(f"the exchange failed: {statuses[0]}: {body!r}")
    return body


def _environment(form: str) -> dict[str, Any]:
    """What a WSGI server gives the app (PEP 3333)."""
    body = form.encode("ascii")
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": _TOKEN,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": _HOST,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8001",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


if __name__ == "__main__":
    main()
