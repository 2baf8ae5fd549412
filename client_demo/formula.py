"""The formula language of Per User Subject, as far as subjects need it: constants, ``$User`` fields, ``&``, ``+``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from lark import Lark, Token, UnexpectedInput

from plumbing.redaction import excerpt
from plumbing.strict_toml import did_you_mean

from .errors import FormulaError
from .org2 import User

#: What stands behind ``$User.``; a formula sees record ids in their form of 15 characters.
USER_FIELDS: Mapping[str, Callable[[User], str]] = {
    "Username": lambda user: user.username,
    "Email": lambda user: user.email,
    "FirstName": lambda user: user.first_name,
    "LastName": lambda user: user.last_name,
    "FederationIdentifier": lambda user: user.federation_id,
    "Id": lambda user: user.id[:15],
}

_GRAMMAR = r"""
start: operand (("&" | "+") operand)*
?operand: STRING | FIELD | "(" start ")"
STRING: /"(?:[^"\\]|\\.)*"/ | /'(?:[^'\\]|\\.)*'/
FIELD: /\$User\.[A-Za-z]\w*/i
%ignore /\s+/
"""
_TYPOGRAPHIC_QUOTES = "\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb"
_WORD = re.compile(r"[A-Za-z]\w*")
_OTHER_GLOBAL = re.compile(r"\$\w*(?:\.\w*)?")


@dataclass(frozen=True, slots=True)
class Formula:
    """A subject's formula: its operands in order, constants as text and fields by name."""

    operands: tuple[tuple[str, bool], ...]

    @property
    def is_constant(self) -> bool:
        """Whether every user gets the same subject."""
        return not any(is_field for _, is_field in self.operands)

    def evaluate(self, user: User) -> str:
        """The subject for a user of Org2; a blank field is empty text."""
        return "".join(USER_FIELDS[text](user) if is_field else text for text, is_field in self.operands)


def parse_formula(text: str) -> Formula:
    """Reads a formula.

    Raises:
        FormulaError: It is none, or one that asks for more than is played here; with the position and the repair.
    """
    if not text.strip():
        raise FormulaError("the formula is empty: write a constant in quotes, or $User.Username", 1)
    if _is_bare_literal(text):
        raise FormulaError(f'a constant stands in quotes: write "{excerpt(text.strip())}" (with the quotes)', 1)
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        position = len(text) if _is_at_end(error) else max(0, getattr(error, "pos_in_stream", None) or 0)
        raise FormulaError(_explain(text, position, error), position + 1) from None
    return Formula(tuple(_operand(token) for token in tree.scan_values(lambda leaf: isinstance(leaf, Token))))


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", propagate_positions=False)


def _is_bare_literal(text: str) -> bool:
    """A username as one would type it into a text field."""
    return "@" in text and not re.search(rf"[\"'$(){{}}&{_TYPOGRAPHIC_QUOTES}]", text)


def _operand(token: Token) -> tuple[str, bool]:
    if token.type == "STRING":
        return re.sub(r"\\(.)", r"\1", str(token)[1:-1]), False
    name = str(token).partition(".")[2]
    for known in USER_FIELDS:
        if known.casefold() == name.casefold():  # formulas do not mind letter case outside quotes
            return known, True
    listed = ", ".join(USER_FIELDS)
    wrong = f"$User has no field {name} here{did_you_mean(name, USER_FIELDS)}; there are: {listed}"
    raise FormulaError(wrong, (token.start_pos or 0) + 1)


def _is_at_end(error: UnexpectedInput) -> bool:
    token = getattr(error, "token", None)
    return token is not None and token.type == "$END"


def _explain(text: str, position: int, error: UnexpectedInput) -> str:
    rest = text[position:]
    if not rest:
        opened = text.count("(") > text.count(")")
        return "a “)” is missing at the end" if opened else "a constant or a $User field is missing at the end"
    if getattr(error, "token", None) is not None and rest[0] in "\"'$(":
        return "an & is missing before this"
    if rest[0] in "\"'":
        return f"the constant is not closed: a {rest[0]} is missing at its end"
    return _explain_foreign(rest) or _explain_word(rest)


def _explain_foreign(rest: str) -> str:
    """What comes from elsewhere: a text editor, another kind of credential, another global variable."""
    if rest[0] in _TYPOGRAPHIC_QUOTES:
        return f"{rest[0]} is a typographic quote, as text editors make them: write a straight one, \" or '"
    if rest.startswith("{!"):
        return "{!…} is how external credentials write it: here the formula stands alone, like $User.Username"
    found = _OTHER_GLOBAL.match(rest)
    return f"{found[0]} is not known here: only fields of the running user, like $User.Username" if found else ""


def _explain_word(rest: str) -> str:
    found = _WORD.match(rest)
    if found is None:
        return f"“{excerpt(rest[0])}” is not expected here: constants in quotes and $User fields are joined with &"
    word, after = found[0], rest[found.end() :].lstrip()
    if after.startswith("("):
        return f"the function {word} is not played here: only constants, $User fields, & and +"
    if word.casefold() == "user" and after.startswith("."):
        return "a $ is missing: write $User"
    for known in USER_FIELDS:
        if known.casefold() == word.casefold():
            return f'write $User.{known} for the field, or "{word}" for a constant'
    return f"“{excerpt(word)}” is neither a $User field nor in quotes: constants stand in quotes"
