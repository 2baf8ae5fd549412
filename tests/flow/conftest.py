"""The demo world and what plays it; browser tests only where there is a browser, except in CI, which must have it."""

import os
import shutil

from scenes import demo_world, play_scene

__all__ = ["demo_world", "play_scene"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
collect_ignore = [] if CHROMIUM or os.environ.get("CI") else ["test_browser.py"]


def pytest_report_header() -> list[str]:
    """Says what is left out."""
    return (
        ["Chromium is missing: tests/flow/test_browser.py is left out (apt install chromium)"] if collect_ignore else []
    )
