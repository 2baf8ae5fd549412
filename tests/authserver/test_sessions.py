"""How long sessions live: by app, profile and org; used ones live on, idle ones die, and a new login opens new ones."""

from collections.abc import Callable

import pytest
from building import CONSUMER_KEY, NOW, SECRET, Server
from building.servers import INTROSPECT

from authserver.sessions import Lifetime

ORG = ('my_domain = "org1"', 'my_domain = "org1"\nsession_timeout_minutes = 30')
APP = ('label = "Org2 Integration"', 'label = "Org2 Integration"\nsession_timeout_minutes = 60')
PROFILE = ("[[users]]", '[[profiles]]\nname = "System Administrator"\nsession_timeout_minutes = 45\n\n[[users]]')


@pytest.mark.parametrize(
    ("world", "minutes"),
    [((), 120), ((ORG,), 30), ((ORG, PROFILE), 45), ((ORG, PROFILE, APP), 60), ((APP,), 60)],
    ids=["nothing", "org", "profile before org", "app before profile", "app alone"],
)
def test_the_app_decides_and_else_the_profile_and_else_the_org(
    new_server: Callable[..., Server], world: tuple[tuple[str, str], ...], minutes: int
) -> None:
    server = new_server(*world)
    token = server.a_token()
    assert server.introspect(token).json["exp"] == int(NOW) + 60 * minutes
    server.clock.advance(60 * minutes - 1)
    assert server.is_live(token)
    server.clock.advance(60 * minutes)
    assert not server.is_live(token)


def test_each_use_of_the_api_lets_a_session_live_on(either_server: Server) -> None:
    token = either_server.a_token()
    for _ in range(5):
        either_server.clock.advance(7000)
        said = either_server.introspect(token).json
        assert said["exp"] == int(either_server.clock()) + 7200
        assert (said["iat"], said["nbf"]) == (int(NOW), int(NOW))
    either_server.clock.advance(7200)
    assert not either_server.is_live(token)


@pytest.mark.parametrize("how", ["userinfo", "identity"])
def test_so_does_each_use_of_an_identity_endpoint(server: Server, how: str) -> None:
    grant = server.request_token().json
    path = "/services/oauth2/userinfo" if how == "userinfo" else grant["id"].removeprefix(server.settings.login_url)
    for _ in range(3):
        server.clock.advance(7000)
        answer = server.get(path, headers={"Authorization": f"Bearer {grant['access_token']}"})
        assert answer.status_code == 200


def _by_secret(server: Server, token: str) -> bool:
    return bool(server.post(INTROSPECT, {"token": token}, auth=(CONSUMER_KEY, SECRET)).json["active"])


def _by_itself(server: Server, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}"}
    return bool(server.post(INTROSPECT, {"token": token}, headers=headers).json.get("active"))


@pytest.mark.parametrize("asks", [_by_secret, _by_itself])
def test_a_question_of_anybody_else_is_no_use(server: Server, asks: Callable[[Server, str], bool]) -> None:
    token = server.a_token()
    server.clock.advance(7000)
    assert asks(server, token)
    server.clock.advance(200)
    assert not asks(server, token)


def test_a_use_that_the_api_refuses_is_none(new_server: Callable[..., Server]) -> None:
    server = new_server(('my_domain = "org1"', 'my_domain = "org1"\napi_enabled = false'))
    token = server.a_token()
    server.clock.advance(7000)
    assert server.introspect(token).json["exp"] == int(NOW) + 7200
    server.clock.advance(200)
    assert not server.is_live(token)


def test_a_login_after_an_idle_death_gets_another_token_and_the_old_one_stays_dead(server: Server) -> None:
    first = server.a_token()
    server.clock.advance(7200)
    second = server.a_token(exp=int(server.clock()) + 60)
    assert second != first
    assert [server.is_live(token) for token in (first, second)] == [False, True]


def test_workers_share_what_use_prolonged(new_server: Callable[..., Server]) -> None:
    one = new_server()
    two = new_server(clock=one.clock)
    token = one.a_token()
    for server in (one, two, one):
        server.clock.advance(7000)
        assert server.is_live(token)


JWTS_OF_A_DAY = (APP[0], f"{APP[0]}\njwt_access_tokens = true\njwt_access_token_minutes = 1440")


@pytest.mark.parametrize("before", [(APP,), (JWTS_OF_A_DAY,)], ids=["a longer timeout", "tokens of a day"])
@pytest.mark.parametrize("how", ["grant", "use"])
def test_a_shorter_timeout_holds_from_the_next_grant_or_use_on(
    new_server: Callable[..., Server], before: tuple[tuple[str, str], ...], how: str
) -> None:
    earlier = new_server(*before)
    given = earlier.a_token()
    later = new_server(ORG, clock=earlier.clock)  # 30 minutes, for the same sessions
    token = later.a_token() if how == "grant" or given.count(".") == 2 else given
    assert later.introspect(token).json["exp"] == int(NOW) + 1800
    later.clock.advance(1800)
    assert not later.is_live(token)


def test_an_old_opaque_token_does_not_shorten_the_jwts_of_its_session(new_server: Callable[..., Server]) -> None:
    earlier = new_server()
    opaque = earlier.a_token()
    later = new_server(JWTS_OF_A_DAY, clock=earlier.clock)
    dated = later.a_token()
    assert later.is_live(opaque)
    later.clock.advance(7300)
    assert later.is_live(dated)


def test_a_jwt_whose_session_was_shortened_says_so_when_it_is_introspected(new_server: Callable[..., Server]) -> None:
    earlier = new_server(JWTS_OF_A_DAY)
    dated = earlier.a_token()
    later = new_server((APP[0], f"{APP[0]}\njwt_access_tokens = true"), clock=earlier.clock)
    assert later.introspect(dated).json["exp"] == int(NOW) + 1440 * 60
    later.a_token()
    assert later.introspect(dated).json["exp"] == int(NOW) + 7200


@pytest.mark.parametrize(("seconds", "negligible"), [(43200, 60), (7200, 60), (900, 15), (60, 1)])
def test_what_a_use_must_gain_is_a_sixtieth_and_at_most_a_minute(seconds: int, negligible: int) -> None:
    assert Lifetime.of_idle_session(seconds) == Lifetime(seconds, negligible, negligible)
    assert Lifetime.of_dated_token(seconds) == Lifetime(seconds, 0, negligible)
    assert Lifetime.of_idle_session(seconds).end(int(NOW) + 0.9) == int(NOW) + seconds
