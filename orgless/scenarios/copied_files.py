"""Copies what the files of a world name, and what lies beside them, into the folder of a draft."""

import shutil
from pathlib import Path

from orgless.loading import LoadedWorld
from orgless.wanted_keys import wanted


def copy_files(base: LoadedWorld, folder: Path) -> None:
    """Copies keys, certificates, secrets, objects and records; not the files that the draft itself writes.

    Args:
        base: The world that is copied.
        folder: The folder of the draft.
    """
    org_files, certs = [one.file for one in base.orgs], base.world.certs
    names = [name for one in org_files for app in one.connected_apps for name in app.certificate_files]
    (folder / "certs").mkdir(mode=0o700, parents=True)
    for file in [*wanted(base.world, org_files, base.org2_file).files(), *(certs / name for name in names)]:
        if file.is_relative_to(certs):  # an absolute path stays good as it is
            _copy(file, folder / "certs" / file.relative_to(certs))
    for place in (one.place for one in base.orgs):
        for file in (place.objects_file, place.records_file):
            if file.is_file():
                _copy(file, folder / file.relative_to(base.world.folder))


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(file, target)
