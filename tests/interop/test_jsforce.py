"""jsforce, in a program of its own."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from interop.npm_packages import environment, name_and_version, node
from interop.org1 import Org1
from interop.steps import EXTERNAL_ID, OBJECTS, QUERY, Step, Take

PROGRAM = Path(__file__).with_name("jsforce_steps.mjs")


def steps(org1: Org1, folder: Path) -> Iterator[Step]:
    """The steps that the program took, each to be judged."""
    told = {
        "consumerKey": org1.consumer_key,
        "username": org1.username,
        "keyFile": str(org1.key_file),
        "wrongKeyFile": str(org1.wrong_key_file),
        "query": QUERY,
        "objects": OBJECTS,
        "externalId": EXTERNAL_ID,
    }
    ended = subprocess.run(
        [node(), PROGRAM, json.dumps(told)],
        env=environment(org1, folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    for line in ended.stdout.splitlines():
        took = json.loads(line)
        yield Step(took["step"], took["call"], lambda took=took: shown(took))


def shown(took: dict[str, str]) -> str:
    """What the client showed in a step, if that succeeded."""
    assert "failure" not in took, took["failure"]
    return took["shown"]


def test_every_step_of_jsforce_succeeds(org1: Org1, take: Take, tmp_path: Path) -> None:
    take(name_and_version("jsforce"), steps(org1, tmp_path))
