"""Reads the text of a SOQL query."""

from pathlib import Path as FilePath
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from resource_api.errors import MalformedQueryError, QueryTooComplicatedError

from .complaints import syntax_complaint
from .syntax import (
    Comparison,
    Condition,
    FieldGroup,
    Junction,
    Kind,
    Literal,
    Membership,
    Negation,
    Operator,
    Ordering,
    Path,
    Query,
    SubQuery,
)

#: In characters.
LONGEST_QUERY = 20_000
#: In a list of date literals each counts, for it is a condition of its own in SQL.
MOST_CONDITIONS = 500
#: Levels of AND, OR, NOT and sub-queries; ``conditions`` keeps small what they take of the databases.
DEEPEST_NESTING = 40
MOST_ORDERINGS = 32
MOST_SUB_QUERIES = 2
LARGEST_NUMBER = 2**31 - 1

_KINDS = {
    "STRING": Kind.TEXT,
    "NUMBER": Kind.NUMBER,
    "BOOLEAN": Kind.BOOLEAN,
    "NULL": Kind.NULL,
    "DATE": Kind.DATE,
    "DATETIME": Kind.DATETIME,
    "NAMED_DATES": Kind.DAYS,
    "N_DAYS": Kind.DAYS,
}
_OPERATORS = {"<>": Operator.UNEQUAL}


class Parser:
    """A parser; several threads may use it at once."""

    def __init__(self) -> None:
        grammar = FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
        self._lark = Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=True, transformer=_ToSyntax())

    def parse(self, text: str) -> Query:
        """What the query says.

        Raises:
            MalformedQueryError: It is no SOQL, or none that this server answers; says where and what.
            QueryTooComplicatedError: It has too many conditions or nests too deeply.
        """
        parts = self._parts(text)
        return Query(
            text=text,
            fields=parts["fields"],
            object_name=parts["object_name"],
            alias=parts["alias"],
            condition=_bounded(parts["condition"]),
            orderings=parts["orderings"],
            limit=None if parts["limit"] is None else _whole_number(text, parts["limit"]),
            offset=0 if parts["offset"] is None else _whole_number(text, parts["offset"]),
        )

    def _parts(self, text: str) -> dict[str, Any]:
        if not text.strip():
            raise MalformedQueryError("SOQL statements cannot be empty or null")
        if len(text) > LONGEST_QUERY:
            raise MalformedQueryError(f"SOQL statements can not be longer than {LONGEST_QUERY} characters")
        try:
            return self._lark.parse(text)  # type: ignore[return-value]  # what _ToSyntax.start answers
        except UnexpectedToken as error:
            at = error.token.start_pos
            raise syntax_complaint(text, len(text) if at is None or error.token.type == "$END" else at) from None
        except UnexpectedCharacters as error:
            raise syntax_complaint(text, error.pos_in_stream) from None  # type: ignore[arg-type]  # lark sets it late


@v_args(inline=True)
class _ToSyntax(Transformer[Token, Any]):
    def start(  # noqa: PLR0913, PLR0917  one for each part of a query
        self,
        fields: tuple[Path | FieldGroup, ...],
        name: Token,
        alias: str | None,
        condition: Condition | None,
        orderings: tuple[Ordering, ...] | None,
        limit: Token | None,
        offset: Token | None,
    ) -> dict[str, Any]:
        return {
            "fields": fields,
            "object_name": _path(name),
            "alias": alias or "",
            "condition": condition,
            "orderings": orderings or (),
            "limit": limit,
            "offset": offset,
        }

    def counting(self) -> tuple[Path, ...]:
        return ()

    def fields(self, *selected: Token | FieldGroup) -> tuple[Path | FieldGroup, ...]:
        return tuple(_path(one) if isinstance(one, Token) else one for one in selected)

    def group(self, word: Token) -> FieldGroup:
        return FieldGroup(word.upper(), word.start_pos or 0)

    def alias(self, token: Token) -> str:
        return str(token)

    def where(self, condition: Condition) -> Condition:
        return condition

    def conjunction(self, *operands: Condition) -> Junction:
        return Junction(all_hold=True, operands=operands)

    def disjunction(self, *operands: Condition) -> Junction:
        return Junction(all_hold=False, operands=operands)

    def negation(self, operand: Condition) -> Negation:
        return Negation(operand)

    def compare(self, path: Token, operator: Token, literal: Token) -> Comparison:
        return Comparison(_path(path), _OPERATORS.get(operator) or Operator(str(operator)), (_literal(literal),))

    def like(self, path: Token, literal: Token) -> Comparison:
        return Comparison(_path(path), Operator.LIKE, (_literal(literal),))

    def within(self, path: Token, literals: tuple[Literal, ...]) -> Comparison:
        return Comparison(_path(path), Operator.IN, literals)

    def without(self, path: Token, literals: tuple[Literal, ...]) -> Comparison:
        return Comparison(_path(path), Operator.NOT_IN, literals)

    def among(self, path: Token, sub_query: SubQuery) -> Membership:
        return Membership(_path(path), is_among=True, sub_query=sub_query)

    def not_among(self, path: Token, sub_query: SubQuery) -> Membership:
        return Membership(_path(path), is_among=False, sub_query=sub_query)

    def subquery(self, path: Token, name: Token, alias: str | None, condition: Condition | None) -> SubQuery:
        return SubQuery(_path(path), _path(name), alias or "", condition)

    def list(self, *tokens: Token) -> tuple[Literal, ...]:
        return tuple(map(_literal, tokens))

    def order(self, *orderings: Ordering) -> tuple[Ordering, ...]:
        if len(orderings) > MOST_ORDERINGS:
            raise QueryTooComplicatedError
        return orderings

    def ordering(self, path: Token, direction: Token | None, nulls: Token | None) -> Ordering:
        # "By default, null values are sorted first", in either direction.
        return Ordering(_path(path), _is(direction, "DESC"), _is(nulls, "LAST"))

    def nulls(self, where: Token) -> Token:
        return where

    def limit(self, number: Token) -> Token:
        return number

    def offset(self, number: Token) -> Token:
        return number


def _path(token: Token) -> Path:
    return Path(str(token), token.start_pos or 0)


def _literal(token: Token) -> Literal:
    return Literal(_KINDS[token.type], str(token), token.start_pos or 0)


def _is(token: Token | None, word: str) -> bool:
    return token is not None and token.upper() == word


def _whole_number(query: str, token: Token) -> int:
    if not token.isdigit() or len(token) > len(str(LARGEST_NUMBER)) or int(token) > LARGEST_NUMBER:
        raise syntax_complaint(query, token.start_pos or 0)
    return int(token)


def _bounded(condition: Condition | None) -> Condition | None:
    """The same, once it is known to be neither too deep nor too wide; without recursion."""
    level: list[Condition] = [] if condition is None else [condition]
    conditions = depth = sub_queries = 0
    while level:
        depth += 1
        conditions += sum(map(_weight, level))
        sub_queries += sum(isinstance(one, Membership) for one in level)
        if depth > DEEPEST_NESTING or conditions > MOST_CONDITIONS or sub_queries > MOST_SUB_QUERIES:
            raise QueryTooComplicatedError
        level = [operand for one in level for operand in _operands(one)]
    return condition


def _weight(condition: Condition) -> int:
    literals = condition.literals if isinstance(condition, Comparison) else ()
    return max(1, sum(literal.kind is Kind.DAYS for literal in literals))


def _operands(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case Junction(operands=operands):
            return operands
        case Negation(operand=operand):
            return (operand,)
        case Membership(sub_query=SubQuery(condition=inner)):
            return () if inner is None else (inner,)
        case _:
            return ()
