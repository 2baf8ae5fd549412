"""Makes a query's conditions SQL, with every value as a bound parameter.

SOQL has no third truth value: a field without a value is unequal to every value, and NOT turns "does not hold" into
"holds". So NOT is pushed inwards, down to the comparisons, each of which is made true or false there; above them AND
and OR take SQL's unknown for false. The wording for an operator that does not fit is inferred.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Float, Text, and_, bindparam, false, func, not_, or_, select
from sqlalchemy.sql.elements import Grouping

from resource_api.errors import InvalidFieldError, InvalidQueryFilterOperatorError, MalformedQueryError
from resource_api.records.statements import IS_DELETED
from resource_api.schema.fields import IDS, FieldType
from resource_api.schema.tables import PLAIN_TEXT

from .complaints import complaint
from .literals import PATTERN_ESCAPE, Meaning, Span, merged
from .scope import Found, Scope
from .syntax import Comparison, Condition, Junction, Kind, Literal, Membership, Negation, Operator, Path

Truth = ColumnElement[bool]
_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
_EQUALITIES = frozenset({Operator.EQUAL, Operator.UNEQUAL, Operator.IN, Operator.NOT_IN})
_DENIALS = frozenset({Operator.UNEQUAL, Operator.NOT_IN})

#: What SQLite's parser puts on its stack, which ends at 100, for a comparison, and for a query around a condition.
_OF_A_COMPARISON, _OF_A_SUB_QUERY = 10, 15
#: For a function's name and parenthesis, for a part in parentheses that stands first, and for one after another.
_OF_A_FUNCTION, _OF_THE_FIRST, _OF_OTHERS = 2, 1, 3
#: Parts of one junction; more are put into groups.
_WIDEST = 25
#: The level from which on junctions stand in a function. SQLite looks for an index for every way through AND and OR,
#: which takes for ever with a dozen levels; it does not look into a function.
_OPAQUE = 2


class _Part(NamedTuple):
    """A condition as SQL, and how much of the parser's stack it takes."""

    stack: int
    truth: Truth


class _Group(Grouping[bool]):
    """Parentheses that stay, where SQLAlchemy takes away those around an OR within an OR."""

    inherit_cache = True
    operator = None


class Conditions:
    """Compiles the conditions of one query.

    Args:
        scope: What its names mean.
        meaning: What its literals mean.
        deleted_too: Whether records in the recycle bin are found as well.
    """

    def __init__(self, scope: Scope, meaning: Meaning, *, deleted_too: bool) -> None:
        self._scope = scope
        self._meaning = meaning
        self._deleted_too = deleted_too
        self._stack = 0
        self.sub_queries_show_set_up = False

    def all_of(self, condition: Condition | None) -> list[Truth]:
        """What holds for every row that is found."""
        table = self._scope.base.table
        found = [] if self._deleted_too or IS_DELETED not in table.c else [table.c[IS_DELETED] == 0]
        if condition is not None:
            found.append(self.compiled(condition))
        return found

    def compiled(self, condition: Condition) -> Truth:
        """The condition as SQL; its depth was bounded when it was read."""
        self._stack, truth = self._part(condition)
        return truth

    def _part(self, condition: Condition, *, negated: bool = False, level: int = 0) -> _Part:
        match condition:
            case Junction():
                return self._junction(condition, negated=negated, level=level)
            case Negation(operand=operand):
                return self._part(operand, negated=not negated, level=level)
            case Membership():
                return self._membership(condition, negated=negated)
            case Comparison():
                return _Part(_OF_A_COMPARISON, self._comparison(condition, negated=negated))

    def _junction(self, junction: Junction, *, negated: bool, level: int) -> _Part:
        parts = [self._part(operand, negated=negated, level=level + 1) for operand in junction.operands]
        stack, truth = _joined(parts, all_hold=junction.all_hold != negated)  # De Morgan's laws
        return _Part(stack + _OF_A_FUNCTION, func.coalesce(truth, false())) if level == _OPAQUE else _Part(stack, truth)

    def _comparison(self, comparison: Comparison, *, negated: bool) -> Truth:
        found = self._scope.find(comparison.path)
        self._refuse_unfit(found, comparison.operator)
        column = found.source.compared(found.field)
        if comparison.operator is Operator.LIKE:
            return _denied_if(self._like(found, column, comparison.literals[0]), negated=negated)
        values = [self._meaning.value(found.field, literal, found.at) for literal in comparison.literals]
        if comparison.operator in _EQUALITIES:
            return _denied_if(_any_of(column, values), negated=negated != (comparison.operator in _DENIALS))
        return _denied_if(_ordered(column, comparison.operator, values[0]), negated=negated)

    def _membership(self, membership: Membership, *, negated: bool) -> _Part:
        """A sub-query's wordings are inferred."""
        scope, sub_query = self._scope, membership.sub_query
        if scope.is_inner:
            text = "Nesting of semi join sub-selects is not supported"
            raise complaint(MalformedQueryError, scope.text, membership.path.at, text)
        outer = self._id_field(scope, membership.path)
        inner = Scope(scope.objects, scope.text, sub_query.object_name, sub_query.alias, inner=f"in{sub_query.path.at}")
        conditions = Conditions(inner, self._meaning, deleted_too=self._deleted_too)
        found = self._id_field(inner, sub_query.path)
        column = found.source.column(found.field)
        holding = [column.is_not(None), *conditions.all_of(sub_query.condition)]
        self.sub_queries_show_set_up |= inner.shows_set_up
        among = outer.source.column(outer.field).in_(select(column).select_from(inner.rows).where(*holding))
        return _Part(_OF_A_SUB_QUERY + conditions._stack, _denied_if(among, negated=negated == membership.is_among))

    def _id_field(self, scope: Scope, path: Path) -> Found:
        found = scope.find(path)
        if found.field.type not in IDS:
            text = f"Semi join sub-selects can only query id fields, cannot use: '{path.text}'"
            raise complaint(MalformedQueryError, scope.text, found.at, text)
        return found

    def _like(self, found: Found, column: ColumnElement[Any], literal: Literal) -> Truth:
        if literal.kind is Kind.NULL:
            return column.is_(None)
        pattern = self._meaning.pattern(found.field, literal, found.at)
        return column.like(bindparam(None, pattern, PLAIN_TEXT), escape=PATTERN_ESCAPE)

    def _refuse_unfit(self, found: Found, operator: Operator) -> None:
        field, query = found.field, self._meaning.query
        if not field.is_sortable:
            text = f"field '{field.name}' can not be filtered in a query call"
            raise complaint(InvalidFieldError, query, found.at, text)
        fits = operator in _EQUALITIES
        fits |= operator is Operator.LIKE and field.is_text
        fits |= operator in _ORDERED and field.type is not FieldType.BOOLEAN
        if not fits:
            text = f"invalid operator on {field.type} field"
            raise complaint(InvalidQueryFilterOperatorError, query, found.at, text)


def _joined(parts: list[_Part], *, all_hold: bool) -> _Part:
    """The part that takes most of the parser's stack stands first, where it takes least."""
    parts = sorted(parts, key=lambda part: part.stack, reverse=True)
    stack = max(parts[0].stack + _OF_THE_FIRST, parts[1].stack + _OF_OTHERS) + _OF_OTHERS * (len(parts) > _WIDEST)
    return _Part(stack, _grouped(and_ if all_hold else or_, [part.truth for part in parts]))


def _grouped(join: Callable[..., Truth], truths: list[Truth]) -> Truth:
    """Of many a junction of junctions: SQLite hangs each part below the one before, and no more than 1,000."""
    if len(truths) <= _WIDEST:
        return join(*truths)
    return join(*(_Group(join(*truths[at : at + _WIDEST])) for at in range(0, len(truths), _WIDEST)))


def _denied_if(truth: Truth, *, negated: bool) -> Truth:
    return not_(func.coalesce(truth, false())) if negated else truth


def _any_of(column: ColumnElement[Any], values: Iterable[str | int | float | Span | None]) -> Truth:
    values = set(values)
    spans = merged(value for value in values if isinstance(value, Span))
    parts: list[Truth] = [and_(column >= span.first, column < span.end) for span in spans]
    plain = sorted(value for value in values if value is not None and not isinstance(value, Span))
    if len(plain) == 1:
        parts.append(column == _bound(plain[0]))
    elif plain:
        parts.append(column.in_([_bound(value) for value in plain]))
    if None in values:
        parts.append(column.is_(None))
    return _grouped(or_, parts)


def _ordered(column: ColumnElement[Any], operator: Operator, value: str | float | Span | None) -> Truth:
    if value is None:
        return false()
    first, last = (value.first, value.end) if isinstance(value, Span) else (value, value)
    is_span = isinstance(value, Span)
    match operator:
        case Operator.LESS:
            return column < _bound(first)
        case Operator.AT_LEAST:
            return column >= _bound(first)
        case Operator.AT_MOST:
            return column < _bound(last) if is_span else column <= _bound(last)
        case _:
            return column >= _bound(last) if is_span else column > _bound(last)


def _bound(value: str | float) -> ColumnElement[Any]:
    """The value as a parameter of its own type, not the column's: 1.5 compares with whole numbers too."""
    kind: Text | BigInteger | Float[float]
    if isinstance(value, str):
        return bindparam(None, value, PLAIN_TEXT)
    kind = BigInteger() if isinstance(value, int) else Float(53)
    return bindparam(None, value, kind)
