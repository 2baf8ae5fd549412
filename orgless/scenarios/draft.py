"""An editable copy of a world in a folder of its own: what a scenario changes, and what is told of the changes."""

import copy
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import tomlkit

from client_demo.certificates import make_certificate
from client_demo.errors import BadCalloutError
from client_demo.key_files import load_private_key
from client_demo.step1_sign_assertion import subject_for
from orgless.loading import LoadedWorld, load
from orgless.told import ToldError
from orgless.world import World
from plumbing import strict_toml
from plumbing.clock import Clock, system_clock
from plumbing.private_files import write_private

from .changes import Change, differences
from .copied_files import copy_files
from .further_orgs import FurtherOrgs
from .own_client import OwnClient

Table = dict[str, Any]


class Draft:
    """A world that can be changed without harm to the one that it was copied from.

    ``org1`` and ``org2`` are the two files' tables, and ``further_orgs`` holds those of the others; what stands in them
    when ``load`` is called is what is served.

    Args:
        base: The world to begin with.
        folder: An empty folder, for nobody else's eyes: private keys are copied into it.
        clock: The time, in seconds since the epoch.

    Raises:
        ToldError: The world has nothing that a scenario could be played with.
    """

    def __init__(self, base: LoadedWorld, folder: Path, clock: Clock = system_clock) -> None:
        self.clock = clock
        self.profile = "salesforce"
        self.org2_is_ahead = timedelta()
        self.client = OwnClient()
        self._folder = folder
        self._base = base
        self._other_changes: list[Change] = []
        copy_files(base, folder)
        self.org1 = strict_toml.parse(base.world.org1_file)
        self.org2 = strict_toml.parse(base.world.org2_file)
        self.further_orgs = FurtherOrgs(base)
        self._before = copy.deepcopy((self.org1, self.org2))
        index = self._usable_credential()
        self.credential_name = base.org2.named_credentials[index].name
        self.calling_user = base.org2.users[0].username if base.org2.users else None
        self.named_credential: Table = self.org2["named_credentials"][index]
        self.connected_app: Table = self._app_of(self.named_credential["issuer"])
        self.user: Table = self._user_of(index)

    @property
    def certs(self) -> Path:
        """The folder of keys, certificates and secrets."""
        return self._folder / "certs"

    @property
    def private_key_file(self) -> Path:
        """The private key that the named credential signs with."""
        return self.certs / str(self._certificate_row()["private_key_file"])

    @property
    def consumer_secret(self) -> str:
        """The consumer secret of the connected app."""
        name = self.connected_app.get("consumer_secret_file")
        if not name:
            raise ToldError(f"“{self.connected_app['label']}” has no consumer_secret_file, and this scenario needs one")
        return (self.certs / str(name)).read_text(encoding="utf-8").strip()

    def secrets(self) -> dict[str, str]:
        """All consumer secrets of the world, and what to call them."""
        return {
            (self.certs / app["consumer_secret_file"]).read_text(encoding="utf-8").strip(): (
                f"the consumer secret of {app['label']}"
            )
            for app in self.org1["connected_apps"]
            if app.get("consumer_secret_file")
        }

    def other_signing_certificate(self) -> str:
        """Another certificate of Org2, which is registered with another connected app."""
        registered = {app.get("certificate_file") for app in self.org1["connected_apps"]}
        for row in self.org2["certificates"]:
            if (
                row["name"] != self.named_credential["jwt_signing_certificate"]
                and row["certificate_file"] in registered
            ):
                return str(row["name"])
        raise ToldError("this scenario needs a second certificate of Org2, registered with another connected app")

    def rename_user(self, username: str) -> None:
        """Gives the user of Org1 another username; approvals follow."""
        for approval in self.org1.get("approvals", []):
            if approval["username"] == self.user["username"]:
                approval["username"] = username
        self.user["username"] = username

    def profile_of_the_user(self) -> Table:
        """The table of the profile that the user of Org1 has; a new one where the file does not describe it."""
        profiles: list[Table] = self.org1.setdefault("profiles", [])
        name = self.user["profile"]
        if not any(one["name"] == name for one in profiles):
            profiles.append({"name": name})
        return next(one for one in profiles if one["name"] == name)

    def make_org1_a_sandbox(self) -> None:
        """Makes Org1 a sandbox, and posts there."""
        self.org1["org"]["kind"] = "sandbox"
        self.ask_at_the_login_host()

    def make_app_external(self) -> None:
        """Makes the connected app an external client app, and asks where such an app is known: at the My Domain."""
        self.connected_app["kind"] = "external client app"
        self._ask_at(f"https://{self.org1['org']['my_domain']}.my.salesforce.com")

    def ask_at_the_login_host(self) -> None:
        """Asks for tokens where all orgs of Org1's kind do."""
        kind = "test" if self.org1["org"].get("kind") == "sandbox" else "login"
        self._ask_at(f"https://{kind}.salesforce.com")

    def move_app_to_another_org(self) -> None:
        """Lets another org of the world have the app, and Org1 not; its signing key is made where it is missing."""
        _, other = self.further_orgs.first(self.org1)
        other["connected_apps"].append(self.connected_app)
        label = self.connected_app["label"]
        self.org1["connected_apps"] = [one for one in self.org1["connected_apps"] if one is not self.connected_app]
        if "approvals" in self.org1:
            self.org1["approvals"] = [one for one in self.org1["approvals"] if one["connected_app"] != label]
        signing_key_file = other["org"]["signing_key_file"]
        if not (self.certs / signing_key_file).exists():
            self._write(signing_key_file, self._make_certificate("signing", self.clock())[0])

    def make_validity_short(self) -> None:
        """Lets the JWT be valid for three minutes, as a strict server demands."""
        self.named_credential |= {"token_valid_for": 3, "token_valid_for_unit": "Minutes"}

    def renew_signing_certificate(self) -> None:
        """Makes a new key pair at Org2 under the same name, which Org1 never hears of."""
        row = self._certificate_row()
        stem = f"{row['name']}_renewed"
        key, certificate = self._make_certificate(row["name"], self.clock())
        row |= {"private_key_file": f"{stem}.key", "certificate_file": f"{stem}.crt"}
        self._write(f"{stem}.key", key)
        self._write(f"{stem}.crt", certificate)

    def let_certificate_expire(self) -> None:
        """Puts a certificate in place that is two years old; its key is the same."""
        row = self._certificate_row()
        key = load_private_key(self.private_key_file)
        made_at = self.clock() - timedelta(days=2 * 365).total_seconds()
        self._write(row["certificate_file"], self._make_certificate(row["name"], made_at, key=key)[1])
        told = "made two years ago, expired a year ago", "valid today"
        self._other_changes.append(Change(f"certs/{row['certificate_file']}", "", told[1], told[0]))

    def set_org2_clock(self, ahead: timedelta, told: str) -> None:
        """Lets Org2's clock go wrong."""
        self.org2_is_ahead = ahead
        self._other_changes.append(Change("Org2's clock", "", "right", told))

    def ask_a_strict_server(self) -> None:
        """Lets Org1 be as strict as RFC 7523 and RFC 8725 allow."""
        self.profile = "strict"
        self._other_changes.append(Change("Org1's authorization server", "profile", "salesforce", "strict"))

    def changes(self) -> list[Change]:
        """Everything that was changed, without secrets."""
        found = [
            *differences("org2.toml", self._before[1], self.org2),
            *differences("org1.toml", self._before[0], self.org1),
            *self.further_orgs.changes(),
            *self._other_changes,
            *self.client.changes,
        ]
        names = self.secrets()

        def named(text: str) -> str:
            for secret, name in names.items():
                text = text.replace(f'"{secret}"', name).replace(secret, name)
            return text

        return [Change(one.where, one.key, named(one.before), named(one.after)) for one in found]

    def load(self, announce: Callable[[str], None]) -> LoadedWorld:
        """Writes the files and loads the world that they make.

        Raises:
            BadFileError: The changes made the world one that does not load.
        """
        (self._folder / "org1.toml").write_text(tomlkit.dumps(self.org1), encoding="utf-8")
        (self._folder / "org2.toml").write_text(tomlkit.dumps(self.org2), encoding="utf-8")
        self.further_orgs.write(self._folder)
        return load(World(self._folder, self.certs, self._folder / "state"), announce)

    def _ask_at(self, host: str) -> None:
        self.named_credential |= {"token_endpoint_url": f"{host}/services/oauth2/token", "audiences": [host]}

    def _usable_credential(self) -> int:
        for index, credential in enumerate(self._base.org2.named_credentials):
            if credential.authentication_protocol == "JWT Token Exchange":
                return index
        raise ToldError(f"{self._base.world.org2_file} has no named credential with the protocol JWT Token Exchange")

    def _app_of(self, issuer: str) -> Table:
        apps: list[Table] = self.org1["connected_apps"]
        for app in sorted(apps, key=lambda one: (one["consumer_key"] != issuer, not one.get("certificate_file"))):
            return app
        raise ToldError(f"{self._base.world.org1_file} has no connected app")

    def _user_of(self, index: int) -> Table:
        """The user that the named credential means, else the first."""
        credential, org2 = self._base.org2.named_credentials[index], self._base.org2
        try:
            subject = subject_for(credential, org2.users[0] if org2.users else None)
        except BadCalloutError:
            subject = ""
        users: list[Table] = self.org1["users"]
        for user in sorted(users, key=lambda one: one["username"].casefold() != subject.casefold()):
            return user
        raise ToldError(f"{self._base.world.org1_file} has no user")

    def _certificate_row(self) -> Table:
        name = self.named_credential["jwt_signing_certificate"]
        return next(row for row in self.org2["certificates"] if row["name"] == name)

    def _make_certificate(self, name: str, made_at: float, key: Any = None) -> tuple[str, str]:
        return make_certificate(name, self.org2["org"]["id"], self.org2["org"]["name"], 2048, made_at, key=key)

    def _write(self, name: str, content: str) -> None:
        write_private(self.certs / name, content, overwrite=True)
