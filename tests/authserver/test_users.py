"""Users and profiles: login IP ranges in all their spellings, whom they admit, and ids that stay."""

from ipaddress import ip_address

import pytest
from building import a_profile, a_user

from authserver.users import AddressRange, UserProfile
from plumbing.salesforce_id import is_id

RANGES = [
    ("10.0.0.0-10.0.0.255", "10.0.0.0", "10.0.0.255"),
    (" 10.0.0.0 - 10.0.0.255 ", "10.0.0.0", "10.0.0.255"),
    ("10.0.0.0/24", "10.0.0.0", "10.0.0.255"),
    ("10.0.0.7/32", "10.0.0.7", "10.0.0.7"),
    ("10.0.0.7", "10.0.0.7", "10.0.0.7"),
    ("10.0.0.7-10.0.0.7", "10.0.0.7", "10.0.0.7"),
    ("2001:db8::/126", "2001:db8::", "2001:db8::3"),
    ("2001:db8::1-2001:db8::ff", "2001:db8::1", "2001:db8::ff"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_a_range_is_two_addresses_a_network_or_one_address(text: str, first: str, last: str) -> None:
    made = AddressRange.of(text)
    assert (str(made.first), str(made.last)) == (first, last)
    assert made.holds(ip_address(first))
    assert made.holds(ip_address(last))
    assert not made.holds(ip_address(first) - 1)
    assert not made.holds(ip_address(last) + 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "10.0.0.0-",
        "-10.0.0.1",
        "10.0.0.2-10.0.0.1",
        "10.0.0.0-2001:db8::1",
        "10.0.0.1/24",
        "10.0.0.0/33",
        "10.0.0.0/24-10.0.1.0",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "localhost",
        "10.0.0.*",
        "10.0.0.1-10.0.0.2-10.0.0.3",
    ],
)
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        AddressRange.of(text)


def test_a_range_is_shown_as_setup_shows_it() -> None:
    assert str(AddressRange.of("10.0.0.0/24")) == "10.0.0.0-10.0.0.255"
    assert str(AddressRange.of("10.0.0.7")) == "10.0.0.7"


ADMITTED = [
    ((), "198.51.100.1", True),
    (("10.0.0.0/24",), "10.0.0.9", True),
    (("10.0.0.0/24",), "::ffff:10.0.0.9", True),
    (("10.0.0.0/24",), "10.0.1.9", False),
    (("10.0.0.0/24", "10.0.1.9"), "10.0.1.9", True),
    (("10.0.0.0/24",), "::1", False),
    (("::1",), "127.0.0.1", False),
    (("::1",), "::1", True),
    (("10.0.0.0/24",), "", False),
    (("10.0.0.0/24",), "a socket of the system", False),
    (("10.0.0.0/24",), "10.0.0.5%x", False),
    ((), "", True),
]


@pytest.mark.parametrize(("ranges", "address", "is_admitted"), ADMITTED)
def test_a_profile_admits_the_addresses_in_its_ranges_and_without_ranges_all(
    ranges: tuple[str, ...], address: str, *, is_admitted: bool
) -> None:
    assert a_profile(*ranges).admits(address) is is_admitted


def test_a_profile_restricts_nothing_by_itself() -> None:
    profile = UserProfile(name="Standard User")
    assert (profile.login_ip_ranges, profile.session_timeout_minutes, profile.api_enabled) == ((), None, True)


def test_a_profiles_id_follows_from_its_name_whatever_the_letter_case() -> None:
    assert is_id(a_profile().profile_id)
    assert a_profile().profile_id.startswith("00e")
    assert a_profile().profile_id == a_profile(name="SYSTEM Administrator").profile_id
    assert a_profile().profile_id != a_profile(name="Standard User").profile_id


def test_a_user_is_active_and_not_frozen_unless_told_otherwise() -> None:
    assert (a_user().active, a_user().frozen) == (True, False)
    assert a_user(first_name="", last_name="Musterfrau").name == "Musterfrau"
