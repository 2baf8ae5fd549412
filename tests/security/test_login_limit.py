"""Security contract J5: a limit counts what a user's own app did, and nobody else can use it up."""

from collections.abc import Callable

from building import Server, an_assertion, private_key
from refusals import granted, refused

LIMIT = ('kind = "production"', 'kind = "production"\nlogins_per_user_and_hour = 3')


def test_j5_what_is_refused_does_not_count(new_server: Callable[..., Server]) -> None:
    server = new_server(LIMIT)
    for forged in (
        an_assertion(key=private_key("Stranger")),
        an_assertion(aud="https://evil.example"),
        an_assertion(exp=1),
        an_assertion(jti=""),
        an_assertion(header={"alg": "none"}),
    ):
        for _ in range(4):
            refused(server.request_token(forged), 400)
    for _ in range(3):
        granted(server.request_token())
    refused(server.request_token(), 400)


def test_j5_one_users_limit_is_no_other_users(new_server: Callable[..., Server]) -> None:
    server = new_server(
        LIMIT, ('profiles = ["System Administrator"]', 'profiles = ["System Administrator", "Standard User"]')
    )
    for _ in range(4):
        server.request_token()
    refused(server.request_token(), 400)
    granted(server.request_token(an_assertion(sub="erika@org1.example")))


def test_j5_an_hour_later_there_is_room_again(new_server: Callable[..., Server]) -> None:
    server = new_server(LIMIT)
    for _ in range(5):
        server.request_token()
    server.clock.advance(3600)
    granted(server.request_token(an_assertion(exp=int(server.clock()) + 60)))
