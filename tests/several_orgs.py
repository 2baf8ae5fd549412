"""The world of two orgs that docs/several-orgs.md builds, made as that page says."""

import re
from pathlib import Path

from orgless.loading import make_keys
from orgless.starter import write_starter
from orgless.world import find_world

PAGE = Path(__file__).parent.parent / "docs" / "several-orgs.md"

SANDBOX_ID = "00Dzz0000003iSPEAY"
SANDBOX_USER = "max@org1.example.uat"


def write_two_orgs(folder: Path) -> Path:
    """Writes the world without keys: a starter, to which the page adds a sandbox and a named credential."""
    write_starter(folder, force=False)
    org, named_credential = toml_blocks()
    place = folder / "orgs" / "uat"
    place.mkdir(parents=True)
    (place / "org.toml").write_text(org, encoding="utf-8")
    with (folder / "org2.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{named_credential}")
    return folder


def with_keys(folder: Path) -> Path:
    """Makes the keys of a world that was written."""
    make_keys(find_world(folder, {}), announce=lambda _line: None)
    return folder


def toml_blocks() -> list[str]:
    """The files of the page, in its order."""
    return re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
