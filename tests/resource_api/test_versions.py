import pytest

from resource_api.errors import NotFoundError, UnsupportedApiVersionError
from resource_api.versions import VERSIONS, version_named


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (31, "Summer '14"),
        (32, "Winter '15"),
        (33, "Spring '15"),
        (34, "Summer '15"),
        (64, "Summer '25"),
        (65, "Winter '26"),
        (66, "Spring '26"),
        (67, "Summer '26"),
    ],
)
def test_a_version_has_the_label_of_its_release(number: int, label: str) -> None:
    assert [one.label for one in VERSIONS if one.number == number] == [label]


def test_the_list_goes_from_31_to_67_without_a_gap() -> None:
    assert [one.text for one in VERSIONS] == [f"{number}.0" for number in range(31, 68)]


def test_latest_is_the_newest() -> None:
    assert version_named("latest").number == 67


@pytest.mark.parametrize(
    "segment", ["v68.0", "v999.0", "v67", "67.0", "v67.1", "V67.0", "v067.0", "v-1.0", "v\u0666\u0667.0", ""]
)
def test_what_is_no_version_is_not_found(segment: str) -> None:
    with pytest.raises(NotFoundError):
        version_named(segment)


@pytest.mark.parametrize("segment", ["v20.0", "v30.0"])
def test_a_retired_version_is_gone(segment: str) -> None:
    with pytest.raises(UnsupportedApiVersionError):
        version_named(segment)
