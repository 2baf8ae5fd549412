"""What one exchange costs, beside a bare view and Authlib's stock grant on the same gunicorn: ``make bench``."""

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contenders import BARE, ORGLESS, Contender, contenders
from figures import Round, as_json, as_table, cpu_ratio
from measured_server import THREADS, WORKERS, BenchmarkError
from wrk import CONNECTIONS, require_wrk

_PACKAGES = ("gunicorn", "flask", "authlib", "cryptography", "sqlalchemy")


def main() -> None:
    """Measures and prints."""
    options = _options()
    require_wrk()
    if not Path("/proc/self/stat").exists():
        raise SystemExit("the benchmark reads the servers' CPU time from /proc, which only Linux has")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the servers are stopped too
    try:
        with tempfile.TemporaryDirectory(prefix="orgless-bench-") as folder, contenders(Path(folder)) as all_of_them:
            rounds = _measure(all_of_them, options.rounds, options.seconds, Path(folder))
    except BenchmarkError as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit("stopped") from None
    print(json.dumps({**_setting(options), **as_json(rounds, BARE)}) if options.json else _told(options, rounds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=_positive, default=9, help="rounds that count, after one that does not (%(default)s)"
    )
    parser.add_argument("--seconds", type=_positive, default=2, help="how long each contender is driven (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON, with every round")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _measure(all_of_them: list[Contender], count: int, seconds: int, folder: Path) -> list[Round]:
    """The rounds that count; in each one another contender comes first, and the very first is left out."""
    rounds: list[Round] = []
    for number in range(count + 1):
        first = number % len(all_of_them)
        costs = {}
        for contender in all_of_them[first:] + all_of_them[:first]:
            _progress(f"round {number} of {count}: {contender.name}" if number else f"warming up: {contender.name}")
            costs[contender.name] = contender.measure(seconds, folder)
        if number:
            rounds.append({contender.name: costs[contender.name] for contender in all_of_them})
    _progress("")
    return rounds


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _setting(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "rounds_counted": options.rounds,
        "seconds": options.seconds,
        "workers": WORKERS,
        "threads": THREADS,
        "connections": CONNECTIONS,
        "cpus": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _told(options: argparse.Namespace, rounds: list[Round]) -> str:
    setting = _setting(options)
    packages = ", ".join(f"{name} {number}" for name, number in setting["packages"].items())
    ratio = cpu_ratio(rounds, ORGLESS, BARE)
    return (
        f"Python {setting['python']}, {packages}; {setting['cpus']} CPUs, load {setting['load']:.1f}\n"
        f"gunicorn: {WORKERS} workers with {THREADS} threads; wrk: {CONNECTIONS} connections; "
        f"{options.rounds} rounds of {options.seconds} s, interleaved: medians (least-most)\n\n"
        f"{as_table(rounds, BARE)}\n\n"
        f"An exchange costs {ratio.median:.2f} times the bare view's CPU time ({ratio.least:.2f}-{ratio.most:.2f}): "
        "all checks, the report, the durable history and the durable token included."
    )


if __name__ == "__main__":
    main()
