"""The demo world and what plays it, and two orgs; browser tests only where there is a browser, or in CI, which must."""

import os
import shutil

from client_of_orgs import client, loaded, servers
from scenes import demo_world, play_scene

__all__ = ["client", "demo_world", "loaded", "play_scene", "servers"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
collect_ignore = [] if CHROMIUM or os.environ.get("CI") else ["test_browser.py"]


def pytest_report_header() -> list[str]:
    """Says what is left out."""
    return (
        ["Chromium is missing: tests/flow/test_browser.py is left out (apt install chromium)"] if collect_ignore else []
    )
