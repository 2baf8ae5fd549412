"""Named checks in ordered lists."""

from typing import Any

import pytest

from plumbing.checks import Check, Judgement, Outcome, Reason, check, judge


def a_check(name: str, answer: Reason | None, *needs: Check[Any], asked: list[str] | None = None) -> Check[Any]:
    def judged(_subject: object) -> Reason | None:
        """It is so."""
        if asked is not None:
            asked.append(name)
        return answer

    judged.__name__ = name
    return check(rule="R", error=ValueError, says="no", setting="S", needs=needs)(judged)


NO = Reason("a", "b")


def names(found: list[Judgement]) -> list[tuple[str, str]]:
    return [(one.check.name, one.outcome.value) for one in found]


def test_a_check_has_its_functions_name_and_first_paragraph() -> None:
    @check(rule="RFC 1", error=KeyError, says="wire", setting="Org1", wording_is_inferred=True)
    def all_is_well(subject: int) -> Reason | None:
        """All is
        well here.

        More.
        """
        return None if subject else NO

    assert (all_is_well.name, all_is_well.sentence) == ("all_is_well", "All is well here.")
    assert (all_is_well.rule, all_is_well.error, all_is_well.says, all_is_well.setting) == (
        "RFC 1",
        KeyError,
        "wire",
        "Org1",
    )
    assert all_is_well.wording_is_inferred
    assert (all_is_well(1), all_is_well(0)) == (None, NO)


def test_a_check_without_a_docstring_has_no_sentence() -> None:
    @check(rule="", error=None, says="", setting="")
    def silent(_subject: object) -> None:
        return None

    assert silent.sentence == ""


def test_only_what_does_not_simply_hold_is_told_in_the_order_of_the_list() -> None:
    found = judge([a_check("a", None), a_check("b", NO), a_check("c", None), a_check("d", NO)], 1)
    assert names(found) == [("b", "refused"), ("d", "refused")]
    assert found[0].reason is NO


def test_what_needs_a_check_that_does_not_hold_is_not_asked() -> None:
    asked: list[str] = []
    one = a_check("one", NO, asked=asked)
    two = a_check("two", None, one, asked=asked)
    three = a_check("three", None, two, asked=asked)
    four = a_check("four", NO, asked=asked)
    assert names(judge([one, two, three, four], 1)) == [
        ("one", "refused"),
        ("two", "not reached"),
        ("three", "not reached"),
        ("four", "refused"),
    ]
    assert asked == ["one", "four"]


def test_what_is_tolerated_is_noted_and_stands_in_nobodys_way() -> None:
    deviates = a_check("deviates", Reason("a", "b", deviation="odd"))
    after = a_check("after", NO, deviates)
    assert names(judge([deviates, after], 1, tolerated={"odd"})) == [("deviates", "noted"), ("after", "refused")]
    assert names(judge([deviates, after], 1)) == [("deviates", "refused"), ("after", "not reached")]


def test_a_reason_without_a_deviation_is_never_tolerated() -> None:
    assert names(judge([a_check("a", NO)], 1, tolerated={""})) == [("a", "refused")]


def test_what_is_unproven_is_handed_from_list_to_list() -> None:
    one = a_check("one", NO)
    unproven: set[str] = set()
    judge([one], 1, unproven=unproven)
    assert names(judge([a_check("two", None, one)], 1, unproven=unproven)) == [("two", "not reached")]
    assert unproven == {"one", "two"}


def test_the_subject_is_what_is_judged() -> None:
    seen = []
    judge([check(rule="", error=None, says="", setting="")(seen.append)], "subject")
    assert seen == ["subject"]


@pytest.mark.parametrize("outcome", Outcome)
def test_outcomes_are_words(outcome: Outcome) -> None:
    assert str(outcome) in {"held", "noted", "refused", "not reached"}
