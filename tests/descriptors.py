"""What this process has open."""

import os
from pathlib import Path


def open_below(place: Path) -> list[Path]:
    """The files that it has open at a path that begins so, each as often as it is open."""
    targets = [Path(os.path.realpath(link)) for link in Path("/proc/self/fd").iterdir()]
    return [target for target in targets if str(target).startswith(str(place))]
