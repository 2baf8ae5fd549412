"""``docs/checks.md``: every check with its rule, its answer on the wire, its setting and the scenarios that play it."""

from collections.abc import Iterator, Sequence
from typing import Any

from authserver.assertion.check_lists import CHECK_LISTS
from authserver.assertion.profile import PROFILES
from orgless.scenarios.catalogue import ALL_SCENARIOS
from plumbing.checks import Check
from resource_api.access_check import CHECKS as API_CHECKS

from .markdown import GENERATED, anchor, code, page, table

_INTRODUCTION = """\
# The checks

Each request is judged by these checks, in this order. The first one that refuses decides the answer on the wire; the
report goes on, and tells everything else that would be refused next. A check is one function whose name is true when
all is well.

An answer that is marked with ° is inferred: no capture of the vendor's own text for that case is known. The column
“strict” is the error code in the profile `strict`, where it is another one than Salesforce's. What else the two
profiles do is told in [profiles.md](profiles.md)."""


def checks_page() -> str:
    """The page's Markdown."""
    return page(_lines())


def _lines() -> Iterator[str]:
    yield GENERATED
    yield _INTRODUCTION
    for title, checks in CHECK_LISTS:
        yield from ("", f"## {title}", "")
        yield from table(
            ("check", "rule", "on the wire", "strict", "setting to change", "scenarios"),
            [
                (
                    f"{anchor(one.name)}{code(one.name)}<br>{one.sentence}",
                    one.rule,
                    _answer(one, str(one.error.error), one.error.status_code),
                    _strict(one),
                    one.setting,
                    _scenarios(one),
                )
                for one in checks
            ],
        )
    yield from _of_the_api(API_CHECKS)


def _of_the_api(checks: Sequence[Check[Any]]) -> Iterator[str]:
    yield from ("", "## Org1's REST API", "")
    yield "The header `Orgless-Access` of a refusal names the check, and `Orgless-Access-Reason` tells why."
    yield ""
    yield from table(
        ("check", "rule", "on the wire", "setting to change", "scenarios"),
        [
            (
                f"{anchor(one.name)}{code(one.name)}<br>{one.sentence}",
                one.rule,
                _answer(one, str(one.error.code), one.error.status),
                one.setting,
                _scenarios(one),
            )
            for one in checks
        ],
    )


def _answer(check: Check[Any], error: str, status: int) -> str:
    return f"{status} {code(error)}<br>{check.says}{'°' if check.wording_is_inferred else ''}"


def _strict(check: Check[Any]) -> str:
    strict = str(PROFILES["strict"].error_of(check).error)
    return "" if strict == check.error.error else code(strict)


def _scenarios(check: Check[Any]) -> str:
    names = [one.name for one in ALL_SCENARIOS if one.refused_by is check]
    return "<br>".join(f"[{name}](scenarios.md#{name})" for name in names)
