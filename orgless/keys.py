"""Makes the keys, certificates and secrets that a world's files name and that are missing; replaces none unasked."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from authserver.signing_key import make_signing_key, rotate_signing_key
from client_demo.certificates import make_certificate
from client_demo.key_files import BadKeyFileError, load_private_key
from plumbing.clock import system_clock
from plumbing.private_files import write_private
from plumbing.strict_toml import BadFileError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from plumbing.clock import Clock

    from .wanted_keys import Pair, Wanted

#: From this size on, making a key takes long enough to be announced, in bits.
SLOW_KEY_SIZE = 4096
_PRIVATE, _PUBLIC = 0o600, 0o644


class Outcome(StrEnum):
    """What became of a file."""

    MADE = "made"
    KEPT = "kept"
    REPLACED = "replaced"
    ROTATED = "rotated"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file of the certificates' folder and what became of it."""

    path: Path
    outcome: Outcome


class KeyMaker:
    """Makes files in the certificates' folder, one process at a time.

    Args:
        wanted: What there is to make.
        key_size: 2048 or 4096 for all pairs; None takes what ``org2.toml`` says for each.
        force: Replace what is there.
        announce: Told before something slow happens.
        clock: Decides from when the certificates are valid.
    """

    def __init__(
        self,
        wanted: Wanted,
        *,
        key_size: int | None = None,
        force: bool = False,
        announce: Callable[[str], None],
        clock: Clock = system_clock,
    ) -> None:
        self._wanted = wanted
        self._key_size = key_size
        self._force = force
        self._announce = announce
        self._clock = clock

    def make_all(self, *, rotate: bool = False) -> list[KeyFile]:
        """Makes what is missing, or with ``force`` everything, and answers what became of each file.

        Args:
            rotate: Put a new key before those of each signing key file that is there.

        Raises:
            BadFileError: A certificate is there without its key, or the folder cannot be written to.
        """
        folder = self._wanted.folder
        try:
            with _alone_in(folder, self._announce):
                self._refuse_orphans()
                self._make_private(folder)
                of_pairs = [file for pair in self._wanted.pairs for file in self._make_pair(pair)]
                of_secrets = [self._make(path, _new_secret) for path in self._wanted.secrets]
                of_orgs = [self._make_signing_key(path, rotate=rotate) for path in self._wanted.signing_keys]
                return [*of_pairs, *of_secrets, *of_orgs]
        except OSError as error:
            told = f"cannot be written: {error.strerror}; ORGLESS_CERTS names another folder for keys and certificates"
            raise BadFileError([Problem(folder, "", told)]) from None

    def _make_pair(self, pair: Pair) -> list[KeyFile]:
        if self._force or not pair.key_file.exists():
            return self._make_both(pair)
        if pair.certificate_file.exists():
            return [KeyFile(pair.key_file, Outcome.KEPT), KeyFile(pair.certificate_file, Outcome.KEPT)]
        return [
            KeyFile(pair.key_file, Outcome.KEPT),
            self._make(pair.certificate_file, lambda: self._signed_again(pair), _PUBLIC),
        ]

    def _make_both(self, pair: Pair) -> list[KeyFile]:
        size = self._key_size or pair.key_size
        if size >= SLOW_KEY_SIZE:
            self._announce(f"making a key of {size} bits for {pair.name}, which takes a few seconds …")
        key, certificate = self._certificate(pair, size)
        return [
            self._make(pair.key_file, lambda: key),
            self._make(pair.certificate_file, lambda: certificate, _PUBLIC),
        ]

    def _signed_again(self, pair: Pair) -> str:
        """A certificate for a key that is there already."""
        try:
            return self._certificate(pair, pair.key_size, load_private_key(pair.key_file))[1]
        except BadKeyFileError as error:
            raise BadFileError([Problem(pair.key_file, "", str(error))]) from None

    def _certificate(self, pair: Pair, size: int, key: RSAPrivateKey | None = None) -> tuple[str, str]:
        return make_certificate(
            name=pair.name,
            org_id=self._wanted.org_id,
            org_name=self._wanted.org_name,
            key_size=size,
            now_at=self._clock(),
            key=key,
        )

    def _make_signing_key(self, path: Path, *, rotate: bool) -> KeyFile:
        if self._force or not (rotate and path.exists()):
            return self._make(path, lambda: make_signing_key(self._clock()).decode("ascii"))
        try:
            rotate_signing_key(path, self._clock())
        except ValueError as error:
            raise BadFileError([Problem(path, "", str(error).removeprefix(f"{path}: "))]) from None
        return KeyFile(path, Outcome.ROTATED)

    def _make(self, path: Path, content: Callable[[], str], mode: int = _PRIVATE) -> KeyFile:
        exists = path.exists()
        if exists and not self._force:
            return KeyFile(path, Outcome.KEPT)
        write_private(path, content(), overwrite=True, mode=mode)
        return KeyFile(path, Outcome.REPLACED if exists else Outcome.MADE)

    def _make_private(self, folder: Path) -> None:
        """Closes the folder to others, unless it serves somebody else too."""
        named = (*self._wanted.files(), *self._wanted.certificates_of_others)
        ours = {"README.md", *(path.name for path in named)}
        if all(path.name in ours for path in folder.iterdir()) and folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)

    def _refuse_orphans(self) -> None:
        problems = [
            Problem(
                pair.certificate_file,
                "",
                f"is there without its private key {pair.key_file.name}: put the key beside it, "
                "or delete the certificate, and a new pair is made",
            )
            for pair in self._wanted.pairs
            if pair.certificate_file.exists() and not pair.key_file.exists() and not self._force
        ]
        if problems:
            raise BadFileError(problems)


@contextmanager
def _alone_in(folder: Path, announce: Callable[[str], None]) -> Iterator[None]:
    """Holds the folder, which is made where it is missing, against other processes that make keys in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            announce(f"another process is making keys in {folder}; waiting for it …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _new_secret() -> str:
    """A consumer secret in Salesforce's form: 64 hexadecimal digits."""
    return secrets.token_hex(32).upper() + "\n"
