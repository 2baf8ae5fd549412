"""Time that stands still until a test moves it."""

from dataclasses import dataclass

from .assertions import NOW


@dataclass
class StoppedClock:
    """Answers ``now``, in seconds since the epoch."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Moves the time on, or back."""
        self.now += seconds
