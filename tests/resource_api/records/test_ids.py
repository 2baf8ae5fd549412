import pytest

from plumbing.salesforce_id import is_id
from resource_api.records.ids import id_of, normal_id


def test_ids_in_sequence_sort_in_sequence_and_are_well_formed() -> None:
    ids = [id_of("001", number) for number in (0, 1, 9, 10, 35, 36, 61, 62, 3843, 3844, 10**12)]
    assert ids == sorted(ids)
    assert all(is_id(one) and one.startswith("001") and len(one) == 18 for one in ids)


def test_the_short_and_the_long_form_are_the_same_id() -> None:
    long = id_of("001", 11)
    assert normal_id(long[:15]) == normal_id(long) == long


@pytest.mark.parametrize(
    "text", ["", "001", "001xx000000000BAA", "001xx000000000BAAA", "001xx000000000\xe9", "a" * 400]
)
def test_what_is_no_id_is_none(text: str) -> None:
    assert normal_id(text) is None
