"""Drives one server with wrk: a script in Lua posts the given forms, and only answers that succeed count."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measured_server import BenchmarkError

#: One connection for each thread of the measured servers.
CONNECTIONS = 8

_SCRIPT = r"""
local forms, requests = FORMS, {}
sent = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function setup(thread) one_thread = thread end

function init(arguments)
  for form in io.lines(forms) do requests[#requests + 1] = wrk.format(nil, nil, nil, form) end
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"answers": %d, "microseconds": %d, "refused": %d, "broken": %d, "sent": %d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, one_thread:get("sent")
  ))
end
"""


class FormsRanOutError(BenchmarkError):
    """The server was faster than expected: forms for one use were sent twice."""


@dataclass(frozen=True, slots=True)
class Driven:
    """What wrk counted: all answers succeeded.

    Args:
        answers: How many.
        seconds: In which time.
        sent: How many requests were made, the ones without an answer at the end included.
    """

    answers: int
    seconds: float
    sent: int


def drive(url: str, forms: Sequence[str], *, seconds: int, folder: Path) -> Driven:
    """Posts the forms one after the other, again from the first when they run out.

    Args:
        url: Where to.
        forms: The bodies.
        seconds: For how long.
        folder: Where script and forms are written.

    Raises:
        FormsRanOutError: Several forms were all sent, and those that were sent again were refused.
        BenchmarkError: Any other answer was no success, or wrk failed.
    """
    file, script = folder / "forms.txt", folder / "post.lua"
    file.write_text("\n".join(forms) + "\n")
    script.write_text(_SCRIPT.replace("FORMS", json.dumps(str(file)), 1))
    ended = subprocess.run(
        ["wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s", f"--script={script}", url],
        capture_output=True,
        text=True,
        check=False,
    )
    counted = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    if ended.returncode or not counted:
        raise BenchmarkError(f"wrk failed: {ended.stderr or ended.stdout}")
    counts = json.loads(counted[-1])
    again = counts["sent"] - len(forms) if len(forms) > 1 else 0
    if counts["broken"] or counts["refused"] > max(again, 0):
        raise BenchmarkError(f"{url}: {counts['refused']} answers were no success, {counts['broken']} broke off")
    if counts["refused"]:
        raise FormsRanOutError(f"{url}: {again} forms were sent again")
    return Driven(counts["answers"], counts["microseconds"] / 1_000_000, counts["sent"])


def require_wrk() -> None:
    """Ends the process with one line where wrk is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit("the benchmark drives the servers with wrk, which is not installed: apt install wrk")
