"""What the rounds say: medians with their range, and ratios to the bare view taken round by round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """One contender in one round.

    Args:
        requests_per_second: As wrk counted them.
        cpu_microseconds: User and system time of the server's whole process tree for one request.
    """

    requests_per_second: float
    cpu_microseconds: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several rounds, the least and the most."""

    median: float
    least: float
    most: float

    def shown(self, decimals: int = 0) -> str:
        """For example ``1,480 (1,455-1,502)``."""
        low, high = f"{self.least:,.{decimals}f}", f"{self.most:,.{decimals}f}"
        return f"{self.median:,.{decimals}f} ({low}-{high})"


#: A round: the cost of each contender by its name.
Round = Mapping[str, Cost]

_COLUMNS = ("", "requests/s", "CPU per request, µs", "CPU, times the floor", "requests/s, times the floor")


def spread(values: Iterable[float]) -> Spread:
    """Median and range of the values, of which there must be one at least."""
    ordered = sorted(values)
    return Spread(median(ordered), ordered[0], ordered[-1])


def cpu_ratio(rounds: Sequence[Round], name: str, floor: str) -> Spread:
    """How many times the floor's CPU time a request costs: each round compared with itself."""
    return spread(one[name].cpu_microseconds / one[floor].cpu_microseconds for one in rounds)


def speed_ratio(rounds: Sequence[Round], name: str, floor: str) -> Spread:
    """How many times the floor's requests are answered in a second: each round compared with itself."""
    return spread(one[name].requests_per_second / one[floor].requests_per_second for one in rounds)


def as_table(rounds: Sequence[Round], floor: str) -> str:
    """Text for people; each figure is a median with its range."""
    rows = [_COLUMNS, *(_row(rounds, name, floor) for name in rounds[0])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def as_json(rounds: Sequence[Round], floor: str) -> dict[str, Any]:
    """The same figures for programs, and the rounds that they come from."""
    figures = {
        name: {
            "requests_per_second": asdict(spread(one[name].requests_per_second for one in rounds)),
            "cpu_microseconds": asdict(spread(one[name].cpu_microseconds for one in rounds)),
            "cpu_ratio": asdict(cpu_ratio(rounds, name, floor)),
            "speed_ratio": asdict(speed_ratio(rounds, name, floor)),
        }
        for name in rounds[0]
    }
    return {"figures": figures, "rounds": [{name: asdict(cost) for name, cost in one.items()} for one in rounds]}


def _row(rounds: Sequence[Round], name: str, floor: str) -> tuple[str, ...]:
    return (
        name,
        spread(one[name].requests_per_second for one in rounds).shown(),
        spread(one[name].cpu_microseconds for one in rounds).shown(),
        cpu_ratio(rounds, name, floor).shown(2),
        speed_ratio(rounds, name, floor).shown(2),
    )
