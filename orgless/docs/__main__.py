"""``python -m orgless.docs [DIR]`` writes the generated pages into DIR, which is ``docs`` unless it is named."""

import os
import sys
from pathlib import Path

from orgless.loading import load
from orgless.told import tell
from orgless.world import find_world

from .pages import PAGES


def main(arguments: list[str]) -> None:
    """Writes every page and names it."""
    folder = Path(arguments[0] if arguments else "docs")
    folder.mkdir(parents=True, exist_ok=True)
    demo_world = load(
        find_world(None, {name: value for name, value in os.environ.items() if name != "ORGLESS_WORLD"}), tell
    )
    for name, page in PAGES.items():
        (folder / name).write_text(page(demo_world), encoding="utf-8")
        tell(f"wrote {folder / name}")


if __name__ == "__main__":
    main(sys.argv[1:])
