import multiprocessing
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from orgless.keys import KeyMaker, Outcome
from orgless.loading import load, make_keys, read
from orgless.wanted_keys import wanted
from orgless.world import World, find_world
from plumbing.strict_toml import BadFileError

Change = Callable[[Path, str, str], None]


def _silent(_line: str) -> None:
    pass


def _outcomes(world: World, *, force: bool = False) -> dict[str, str]:
    return {file.path.name: str(file.outcome) for file in make_keys(world, force=force, announce=_silent)}


def _names(world: World) -> set[str]:
    return {path.name for path in world.certs.iterdir()} - {"README.md"}


def test_everything_that_the_two_files_name_is_made(starter: Path) -> None:
    world = find_world(starter, {})
    made = _outcomes(world)
    assert set(made.values()) == {"made"}
    assert set(made) == _names(world) == {path.name for path in wanted(world, *read(world)).files()}
    load(world, _silent)


def test_private_files_are_their_owners_alone(world: World) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in world.certs.iterdir()}
    assert world.certs.stat().st_mode & 0o777 == 0o700
    assert {name for name, mode in modes.items() if mode != 0o600} == {
        "Org2_JWT.crt",
        "Old_Integration.crt",
        "README.md",
    }


def test_a_folder_of_keys_alone_is_closed_to_others_and_any_other_is_left_open(starter: Path) -> None:
    world = find_world(starter, {})
    for foreign, mode in ((True, 0o755), (False, 0o700)):
        world.certs.chmod(0o755)
        other = world.certs / "other.txt"
        other.touch() if foreign else other.unlink()
        _outcomes(world)
        assert world.certs.stat().st_mode & 0o777 == mode


def test_a_certificate_fits_its_key_and_names_the_org(world: World) -> None:
    certificate = x509.load_pem_x509_certificate((world.certs / "Org2_JWT.crt").read_bytes())
    key = load_pem_private_key((world.certs / "Org2_JWT.key").read_bytes(), None)
    assert certificate.public_key() == key.public_key()
    with pytest.warns(UserWarning, match="length"):
        subject = certificate.subject.rfc4514_string()
    assert subject.startswith("C=USA")
    assert subject.endswith("CN=Org2_JWT")


def test_a_consumer_secret_has_the_vendors_form(world: World) -> None:
    secret = (world.certs / "Org2_Integration.secret").read_text(encoding="ascii")
    assert re.fullmatch(r"[0-9A-F]{64}\n", secret)
    assert secret != (world.certs / "Org1_REST_API.secret").read_text(encoding="ascii")


def test_what_is_there_is_kept(world: World) -> None:
    before = {path: path.read_bytes() for path in world.certs.iterdir()}
    assert set(_outcomes(world).values()) == {"kept"}
    assert {path: path.read_bytes() for path in world.certs.iterdir()} == before


def test_only_what_is_missing_is_made(world: World) -> None:
    (world.certs / "Old_Integration.secret").unlink()
    made = [name for name, outcome in _outcomes(world).items() if outcome == "made"]
    assert made == ["Old_Integration.secret"]


def test_force_replaces_everything(world: World) -> None:
    before = (world.certs / "Org2_JWT.key").read_bytes()
    assert set(_outcomes(world, force=True).values()) == {"replaced"}
    assert (world.certs / "Org2_JWT.key").read_bytes() != before
    assert (world.certs / "Org2_JWT.key").stat().st_mode & 0o777 == 0o600
    load(world, _silent)


def test_a_certificate_is_made_again_from_its_key(world: World) -> None:
    (world.certs / "Org2_JWT.crt").unlink()
    outcomes = _outcomes(world)
    assert (outcomes["Org2_JWT.key"], outcomes["Org2_JWT.crt"]) == ("kept", "made")
    load(world, _silent)


def test_a_certificate_without_its_key_is_refused_with_the_way_out(world: World) -> None:
    (world.certs / "Org2_JWT.key").unlink()
    before = _names(world)
    with pytest.raises(BadFileError, match=r"Org2_JWT.crt: is there without its private key Org2_JWT.key: put the key"):
        _outcomes(world)
    assert _names(world) == before
    assert _outcomes(world, force=True)["Org2_JWT.key"] == "made"


def test_a_key_that_is_none_is_not_certified(world: World) -> None:
    (world.certs / "Org2_JWT.crt").unlink()
    (world.certs / "Org2_JWT.key").write_text("no key", encoding="ascii")
    with pytest.raises(BadFileError, match=r"Org2_JWT\.key holds no PEM"):
        _outcomes(world)


def test_large_keys_are_announced_and_made(starter: Path) -> None:
    world = find_world(starter, {})
    all_of_it = wanted(world, *read(world))
    only_one = replace(all_of_it, pairs=all_of_it.pairs[:1], secrets=(), signing_keys=())
    announced: list[str] = []
    KeyMaker(only_one, key_size=4096, announce=announced.append).make_all()
    key = x509.load_pem_x509_certificate((world.certs / "Org2_JWT.crt").read_bytes()).public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.key_size == 4096
    assert announced == ["making a key of 4096 bits for Org2_JWT, which takes a few seconds …"]


def test_the_size_comes_from_the_file_unless_it_is_given(starter: Path, change: Change) -> None:
    change(starter / "org2.toml", "key_size = 2048", "key_size = 4096")
    world = find_world(starter, {})
    assert [pair.key_size for pair in wanted(world, *read(world)).pairs] == [4096, 2048]


def test_a_folder_that_cannot_be_written_to_is_told(starter: Path) -> None:
    (starter / "file").touch()
    world = find_world(starter, {"ORGLESS_CERTS": str(starter / "file" / "certs")})
    with pytest.raises(BadFileError, match="cannot be written: Not a directory; ORGLESS_CERTS names another folder"):
        _outcomes(world)


def test_nothing_is_left_of_a_run_that_was_ended_in_the_middle(starter: Path) -> None:
    world = find_world(starter, {})

    def die() -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        KeyMaker(wanted(world, *read(world)), announce=_silent, clock=die).make_all()
    assert _names(world) == set()


def test_two_runs_at_once_make_one_set_of_keys(starter: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        outcomes = pool.map(_make_in_another_process, [starter] * 3)
    made = [outcome for outcome in outcomes if outcome == {"made"}]
    assert len(made) == 1
    assert outcomes.count({"kept"}) == 2
    load(find_world(starter, {}), _silent)


def _make_in_another_process(folder: Path) -> set[str]:
    return set(_outcomes(find_world(folder, {})).values())


def test_outcomes_are_words_for_people() -> None:
    assert [str(outcome) for outcome in Outcome] == ["made", "kept", "replaced", "rotated"]
