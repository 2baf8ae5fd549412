"""Org2 as its administrator set it up: users, certificates, and named credentials with the fields of their form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from plumbing.salesforce_id import id_for
from plumbing.strict_toml import STRICT

from .errors import UnknownCertificateError, UnknownNamedCredentialError, UnknownUserError, UserNeededError
from .key_files import KeyPair

JWT = "JWT"
JWT_TOKEN_EXCHANGE = "JWT Token Exchange"  # noqa: S105  a protocol's name
PER_USER = "Per User"
NAMED_PRINCIPAL = "Named Principal"

UNIT_SECONDS: Mapping[str, int] = {"Seconds": 1, "Minutes": 60, "Hours": 3600}

#: The keys of a named credential in the order of the form, and the form's own labels.
FORM_LABELS: Mapping[str, str] = {
    "label": "Label",
    "name": "Name",
    "url": "URL",
    "certificate": "Certificate",
    "identity_type": "Identity Type",
    "authentication_protocol": "Authentication Protocol",
    "token_endpoint_url": "Token Endpoint URL",
    "scope": "Scope",
    "issuer": "Issuer",
    "per_user_subject": "Per User Subject",
    "named_principal_subject": "Named Principal Subject",
    "audiences": "Audiences",
    "token_valid_for": "Token Valid for",
    "token_valid_for_unit": "Token Valid for (unit)",
    "jwt_signing_certificate": "JWT Signing Certificate",
    "generate_authorization_header": "Generate Authorization Header",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of Org2, as whom callouts are made."""

    __pydantic_config__ = STRICT
    username: str
    email: str
    first_name: str = ""
    last_name: str = ""
    federation_id: str = ""

    @property
    def id(self) -> str:
        """The record id in its 18-character form, always the same for the same username."""
        return id_for("005", self.username.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """An entry of Certificate and Key Management: its unique name and where its two files lie."""

    __pydantic_config__ = STRICT
    name: str
    private_key_file: str
    certificate_file: str
    key_size: Literal[2048, 4096] = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCredential:
    """A legacy named credential; the fields are those of Salesforce's form, see ``FORM_LABELS``."""

    __pydantic_config__ = STRICT
    label: str
    name: str
    url: str
    certificate: str = ""
    identity_type: Literal["Per User", "Named Principal"]
    authentication_protocol: Literal["JWT Token Exchange", "JWT"]
    token_endpoint_url: str = ""
    scope: str = ""
    issuer: str
    per_user_subject: str = ""
    named_principal_subject: str = ""
    audiences: tuple[str, ...]
    token_valid_for: int
    token_valid_for_unit: Literal["Seconds", "Minutes", "Hours"]
    jwt_signing_certificate: str
    generate_authorization_header: bool = True

    @property
    def is_per_user(self) -> bool:
        """Whether each user of Org2 is a subject of their own."""
        return self.identity_type == PER_USER

    @property
    def subject_field(self) -> str:
        """The key whose value becomes ``sub``."""
        return "per_user_subject" if self.is_per_user else "named_principal_subject"

    @property
    def validity_seconds(self) -> int:
        """How long an assertion is valid, in seconds."""
        return self.token_valid_for * UNIT_SECONDS[self.token_valid_for_unit]

    def shown_fields(self) -> dict[str, str]:
        """Label and value of each field as the form shows them; several audiences stand on lines of their own."""
        values = {label: _shown(getattr(self, key)) for key, label in FORM_LABELS.items()}
        values["Token Valid for"] = f"{self.token_valid_for} {self.token_valid_for_unit}"
        del values["Token Valid for (unit)"]
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Org2:
    """The calling org with its keys loaded."""

    id: str
    name: str
    users: tuple[User, ...]
    certificates: tuple[Certificate, ...]
    named_credentials: tuple[NamedCredential, ...]
    key_pairs: Mapping[str, KeyPair] = field(repr=False)

    def named_credential(self, name: str) -> NamedCredential:
        """The named credential of that name.

        Raises:
            UnknownNamedCredentialError: There is none.
        """
        for credential in self.named_credentials:
            if credential.name == name:
                return credential
        raise UnknownNamedCredentialError(name, (one.name for one in self.named_credentials))

    def key_pair(self, name: str) -> KeyPair:
        """The certificate of that name, with its key.

        Raises:
            UnknownCertificateError: There is none.
        """
        if name not in self.key_pairs:
            raise UnknownCertificateError(name, self.key_pairs)
        return self.key_pairs[name]

    def user(self, username: str) -> User:
        """The user of that name; letter case does not matter.

        Raises:
            UnknownUserError: There is none.
        """
        for user in self.users:
            if user.username.casefold() == username.casefold():
                return user
        raise UnknownUserError(username, (one.username for one in self.users))

    def calling_user(self, credential: NamedCredential, username: str | None) -> User | None:
        """As whom a callout is made: the user named, else the only one there is; a named principal needs none.

        Raises:
            UnknownUserError: There is no such user.
            UserNeededError: The identity type is Per User, none was named and there is not exactly one.
        """
        if username is not None:
            return self.user(username)
        if not credential.is_per_user:
            return None
        if len(self.users) == 1:
            return self.users[0]
        raise UserNeededError(credential.name, (one.username for one in self.users))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "\n".join(value) if isinstance(value, tuple) else str(value)
