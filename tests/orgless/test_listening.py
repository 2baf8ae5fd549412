import errno
import socket

import pytest

from orgless.listening import is_loopback, listen
from orgless.told import BadInputError, ToldError


def test_port_zero_is_any_free_one_and_listens_at_once() -> None:
    one = listen("127.0.0.1", 0, "--auth-port")
    with one.socket:
        assert one.port > 0
        assert one.url == f"http://127.0.0.1:{one.port}"
        socket.create_connection(("127.0.0.1", one.port), timeout=5).close()


def test_a_taken_port_names_the_option() -> None:
    one = listen("127.0.0.1", 0, "--auth-port")
    with one.socket:
        told = f"port {one.port} is taken: something listens there; choose another with --api-port (0 = any free one)"
        with pytest.raises(ToldError) as raised:
            listen("127.0.0.1", one.port, "--api-port")
    assert raised.value.message == told
    assert raised.value.exit_code == 1


def test_a_host_that_is_no_address_of_this_machine_is_told() -> None:
    with pytest.raises(ToldError, match=r"--host 203\.0\.113\.7: this machine has no such address"):
        listen("203.0.113.7", 0, "--auth-port")


@pytest.mark.parametrize("host", ["not a host", "a" * 300, "\udcff"])
def test_a_host_that_is_none_is_told(host: str) -> None:
    with pytest.raises(BadInputError, match="neither an address nor a name"):
        listen(host, 0, "--auth-port")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EACCES, "port 80 is not allowed for this user; choose one above 1023 with --auth-port"),
        (errno.ENOBUFS, "port 80 on 127.0.0.1 cannot be used: No buffer space available; --auth-port chooses another"),
    ],
)
def test_other_refusals_of_the_system_are_told(number: int, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_address: object) -> None:
        raise OSError(number, "No buffer space available")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ToldError, match=told):
        listen("127.0.0.1", 80, "--auth-port")


def test_a_name_stands_in_the_address() -> None:
    one = listen("localhost", 0, "--auth-port")
    with one.socket:
        assert one.url == f"http://localhost:{one.port}"


def test_all_addresses_are_reached_by_the_loopback_one() -> None:
    one = listen("0.0.0.0", 0, "--auth-port")  # noqa: S104
    with one.socket:
        assert one.url == f"http://127.0.0.1:{one.port}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8"])
def test_what_only_this_machine_reaches_is_loopback(host: str) -> None:
    assert is_loopback(host)


def test_what_others_reach_is_not_loopback() -> None:
    assert not is_loopback("0.0.0.0")  # noqa: S104
    assert not is_loopback("203.0.113.7")
