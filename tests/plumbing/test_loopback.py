import pytest

from plumbing.loopback import LOOPBACK_HOSTS, LOOPBACK_NAMES, is_address, is_loopback_address


@pytest.mark.parametrize("address", ["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_addresses_are_recognised(address: str) -> None:
    assert is_loopback_address(address)


@pytest.mark.parametrize(
    "address", ["", "x", "128.0.0.1", "::", "::2", "::1:2", "::ffff:128.0.0.1", "192.0.2.1", "127.1", " ::1"]
)
def test_other_addresses_are_not(address: str) -> None:
    assert not is_loopback_address(address)


@pytest.mark.parametrize(("text", "is_one"), [("192.0.2.1", True), ("::1", True), ("", False), ("/run/x.sock", False)])
def test_a_peer_on_a_unix_socket_has_no_address(text: str, *, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_a_host_header_has_the_same_names_with_brackets_around_those_with_colons() -> None:
    assert [name.strip("[]") for name in LOOPBACK_NAMES] == list(LOOPBACK_HOSTS)
