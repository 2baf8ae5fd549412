"""Makes a query's conditions SQL, with every value as a bound parameter.

SOQL has no third truth value: a field without a value is unequal to every value, and NOT turns "does not hold" into
"holds". So every comparison is made to be true or false. The wording for an operator that does not fit is inferred.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Text, and_, bindparam, false, func, not_, or_, select

from resource_api.errors import InvalidFieldError, InvalidQueryFilterOperatorError, MalformedQueryError
from resource_api.records.statements import IS_DELETED
from resource_api.schema.fields import IDS, FieldType
from resource_api.schema.tables import PLAIN_TEXT

from .complaints import complaint
from .literals import PATTERN_ESCAPE, Meaning, Span
from .scope import Found, Scope
from .syntax import Comparison, Condition, Junction, Kind, Literal, Membership, Negation, Operator, Path

Truth = ColumnElement[bool]
_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
_EQUALITIES = frozenset({Operator.EQUAL, Operator.UNEQUAL, Operator.IN, Operator.NOT_IN})


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
        match condition:
            case Junction(all_hold=all_hold, operands=operands):
                parts = [self.compiled(operand) for operand in operands]
                return and_(*parts) if all_hold else or_(*parts)
            case Negation(operand=operand):
                return not_(func.coalesce(self.compiled(operand), false()))
            case Membership():
                return self._membership(condition)
            case Comparison():
                return self._comparison(condition)

    def _comparison(self, comparison: Comparison) -> Truth:
        found = self._scope.find(comparison.path)
        self._refuse_unfit(found, comparison.operator)
        column = found.source.compared(found.field)
        if comparison.operator is Operator.LIKE:
            return self._like(found, column, comparison.literals[0])
        values = [self._meaning.value(found.field, literal, found.at) for literal in comparison.literals]
        match comparison.operator:
            case Operator.EQUAL | Operator.IN:
                return _any_of(column, values)
            case Operator.UNEQUAL | Operator.NOT_IN:
                return not_(func.coalesce(_any_of(column, values), false()))
            case ordered:
                return _ordered(column, ordered, values[0])

    def _membership(self, membership: Membership) -> Truth:
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
        return among if membership.is_among else not_(func.coalesce(among, false()))

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


def _any_of(column: ColumnElement[Any], values: list[str | int | float | Span | None]) -> Truth:
    parts: list[Truth] = [
        and_(column >= value.first, column < value.end) for value in values if isinstance(value, Span)
    ]
    plain = [value for value in values if value is not None and not isinstance(value, Span)]
    if len(plain) == 1:
        parts.append(column == _bound(plain[0]))
    elif plain:
        parts.append(column.in_([_bound(value) for value in plain]))
    if any(value is None for value in values):
        parts.append(column.is_(None))
    return or_(*parts)


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
