"""Which keys, certificates and secrets the files of a world name, which are missing, and who can make those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.strict_toml import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from authserver.org_file import OrgFile
    from client_demo.org2_file import Org2File

    from .world import World


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key of Org2 and its self-signed certificate."""

    name: str
    key_file: Path
    certificate_file: Path
    key_size: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that the files name.

    Args:
        folder: Where all of it lies.
        org_id: Org2's, for its certificates.
        org_name: Likewise.
        pairs: Of Org2, which orgless can make.
        secrets: Of the connected apps of all orgs, which orgless can make.
        signing_keys: Of the orgs, which orgless can make.
        certificates_of_others: Registered with connected apps and none of Org2's: only their owners have them.
    """

    folder: Path
    org_id: str
    org_name: str
    pairs: tuple[Pair, ...]
    secrets: tuple[Path, ...]
    signing_keys: tuple[Path, ...]
    certificates_of_others: Mapping[Path, str]

    def missing(self) -> list[Path]:
        """The files that orgless can make and that are not there, in the order of the files."""
        return [path for path in self.files() if not path.exists()]

    def files(self) -> list[Path]:
        """All files that orgless can make."""
        of_pairs = [path for pair in self.pairs for path in (pair.key_file, pair.certificate_file)]
        return [*of_pairs, *self.secrets, *self.signing_keys]

    def missing_of_others(self) -> list[Problem]:
        """One line for each certificate that is missing and that somebody else has to send."""
        return [
            Problem(path, "", f"no such file; copy the certificate that is registered with “{label}” there")
            for path, label in self.certificates_of_others.items()
            if not path.exists()
        ]


def wanted(world: World, orgs: Sequence[OrgFile], org2: Org2File) -> Wanted:
    """What the files name."""
    pairs = tuple(
        Pair(one.name, world.certs / one.private_key_file, world.certs / one.certificate_file, one.key_size)
        for one in org2.certificates
    )
    apps = [app for org in orgs for app in org.connected_apps]
    of_org2 = {pair.certificate_file for pair in pairs}
    registered = {world.certs / name: app.label for app in apps for name in app.certificate_files}
    secrets = (world.certs / app.consumer_secret_file for app in apps if app.consumer_secret_file)
    return Wanted(
        folder=world.certs,
        org_id=org2.org.id,
        org_name=org2.org.name,
        pairs=pairs,
        secrets=tuple(dict.fromkeys(secrets)),  # an app that two orgs installed has one
        signing_keys=tuple(world.certs / org.org.signing_key_file for org in orgs),
        certificates_of_others={path: label for path, label in registered.items() if path not in of_org2},
    )


def problems_with_keys(world: World, named: Wanted) -> list[Problem]:
    """One line for each file that is missing, with what to do."""
    told = f"no such file; `orgless certs{world.option}` makes what is missing"
    return [*(Problem(path, "", told) for path in named.missing()), *named.missing_of_others()]
