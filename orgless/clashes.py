"""What two orgs of one world must not have in common: ids, My Domains, signing keys, usernames."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from authserver.org import USUAL_SIGNING_KEY
from plumbing import strict_toml
from plumbing.strict_toml import BadFileError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .org_place import OrgPlace

#: Two ids of one org agree so far, whatever their suffix.
_SHORT_ID = 15


def clashes(places: Sequence[OrgPlace]) -> list[Problem]:
    """One problem for each value that an earlier org has too, however broken the rest of the files is.

    A username is unique over all production orgs, and over all sandboxes (reference of the product: it is unique over
    all orgs, and a sandbox's users get a suffix).
    """
    found = _Taken()
    for place in places:
        try:
            tables = strict_toml.parse(place.file)
        except BadFileError:
            continue  # which is told where the file is read
        for claim in _claims(place, tables):
            found.take(place, *claim)
    return found.problems


@dataclass
class _Taken:
    """Which values are taken, and by whom."""

    by: dict[tuple[str, str], OrgPlace] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, place: OrgPlace, kind: str, value: str, where: str, repair: str) -> None:
        owner = self.by.setdefault((kind, value.casefold() if kind != "id" else value), place)
        if owner != place:
            told = f"“{value[:60]}” is {owner.name}'s already, by {owner.file}: {repair}"
            self.problems.append(Problem(place.file, where, told))


def _claims(place: OrgPlace, tables: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """What the org has for itself alone: of which kind, what, by which key of its file, and what to do instead."""
    org = tables.get("org")
    org = org if isinstance(org, dict) else {}
    signing_key = org.get("signing_key_file", USUAL_SIGNING_KEY)
    for key, value, repair in (
        ("id", org.get("id"), "give each org an id of its own"),
        ("my_domain", org.get("my_domain"), "give each org a My Domain of its own"),
        ("signing_key_file", signing_key, f'each org signs for itself: signing_key_file = "{place.name}_signing.key"'),
    ):
        if isinstance(value, str):
            yield key, value[:_SHORT_ID] if key == "id" else value, f"org.{key}", repair
    kind = org.get("kind", "production")
    for index, username in strict_toml.members(tables, "users", "username"):
        repair = f"no two orgs of the kind {kind} may have the same username: change one"
        yield f"username of a {kind}", username, strict_toml.key(("users", index, "username"), tables), repair
