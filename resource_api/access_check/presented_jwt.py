"""A JWT access token beside what it is judged against: its form by the profile, this API's own name, keys and time."""

from dataclasses import dataclass, field

from .jwt_access_token import JwtAccessToken
from .key_set import KeySet


@dataclass(frozen=True, slots=True)
class JwtForm:
    """How a JWT shows that it is an access token, and nothing else that the same server signs.

    Args:
        types: What the header's ``typ`` may be, in small letters.
        token_type: The header's ``tty``, or empty where there need not be one.
        required: Claims without which it is none.
        subject_mark: What the subject begins with.
        audience_may_be_text: Whether the audience may stand without an array around it.
    """

    types: tuple[str, ...]
    token_type: str
    required: tuple[str, ...]
    subject_mark: str
    audience_may_be_text: bool


#: Salesforce's own form: ``tty`` and the array ``aud`` as in a real token; what of it must be there is inferred.
SALESFORCE_FORM = JwtForm(("jwt",), "sfdc-core-token", ("sub", "exp"), "uid:", audience_may_be_text=False)
#: RFC 9068 2.1, 2.2 and 4.
STRICT_FORM = JwtForm(
    ("at+jwt", "application/at+jwt"), "", ("sub", "client_id", "iat", "jti", "exp"), "", audience_may_be_text=True
)


@dataclass(frozen=True, slots=True)
class PresentedJwt:
    """A request's token, where it is a JWT.

    Args:
        jwt: The token, taken apart.
        form: What it must look like.
        instance_url: Who issues tokens of this org, and whom they are made out to.
        keys: The authorization server's.
        now: Seconds since 1970.
    """

    jwt: JwtAccessToken
    form: JwtForm
    instance_url: str
    keys: KeySet = field(repr=False)
    now: float
