from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from several_orgs import write_two_orgs

Run = Callable[..., Result]


def test_it_tells_what_was_made_and_then_what_was_kept(run: Run, starter: Path) -> None:
    first, second = run("certs", "--world", starter), run("certs", "--world", starter)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.count("made     ") == 8
    assert second.stdout.count("kept     ") == 8
    assert second.stdout.endswith("What is kept was there already; --force replaces it.\n")


def test_quiet_tells_only_what_changed(run: Run, folder: Path) -> None:
    (folder / "certs" / "Old_Integration.secret").unlink()
    result = run("certs", "--world", folder, "--quiet")
    assert result.stdout == f"made     {folder / 'certs' / 'Old_Integration.secret'}\n"


def test_force_replaces(run: Run, folder: Path) -> None:
    assert run("certs", "--world", folder, "--force").stdout.count("replaced ") == 8


def test_what_all_orgs_name_is_made(run: Run, tmp_path: Path) -> None:
    folder = write_two_orgs(tmp_path / "two")
    assert run("certs", "--world", folder).stdout.count("made     ") == 10
    assert {"uat_signing.key", "uat_REST_API.secret"} <= {path.name for path in (folder / "certs").iterdir()}


def test_a_new_signing_key_stands_before_the_old_one(run: Run, folder: Path) -> None:
    file = folder / "certs" / "Org1_signing.key"
    before = file.read_text(encoding="ascii")
    result = run("certs", "--world", folder, "--rotate-signing-key", "--quiet")
    assert result.stdout == f"rotated  {file}\n"
    after = file.read_text(encoding="ascii")
    assert after.count("-----BEGIN PRIVATE KEY-----") == 2
    assert after.endswith(before[before.index("-----BEGIN") :])
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_signing_key_that_is_missing_is_made_and_not_rotated(run: Run, folder: Path) -> None:
    file = folder / "certs" / "Org1_signing.key"
    file.unlink()
    assert run("certs", "--world", folder, "--rotate-signing-key", "-q").stdout == f"made     {file}\n"


def test_a_signing_key_that_is_none_is_told_and_stays(run: Run, folder: Path) -> None:
    file = folder / "certs" / "Org1_signing.key"
    file.write_text("hush", encoding="ascii")
    result = run("certs", "--world", folder, "--rotate-signing-key")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{file}: " in result.stderr
    assert "hush" not in result.stderr
    assert file.read_text(encoding="ascii") == "hush"


def test_without_a_world_the_demo_worlds_are_made(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGLESS_CERTS", str(tmp_path / "here"))
    assert run("certs").stdout.count(str(tmp_path / "here")) == 8


def test_other_sizes_are_refused(run: Run, starter: Path) -> None:
    result = run("certs", "--world", starter, "--key-size", "1024")
    assert result.exit_code == 2
    assert "'1024' is not one of '2048', '4096'" in result.stderr


def test_problems_of_both_files_are_lines_on_stderr_and_exit_code_2(run: Run, starter: Path) -> None:
    for name in ("org1.toml", "org2.toml"):
        (starter / name).write_text("[org]\nnam = 1\n", encoding="utf-8")
    result = run("certs", "--world", starter)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert all(line.startswith(f"orgless: {starter}/org") for line in lines)
    assert {Path(line.split(": ")[1]).name for line in lines} == {"org1.toml", "org2.toml"}
    assert not any("Traceback" in line for line in lines)


def test_a_lost_key_is_told(run: Run, folder: Path) -> None:
    (folder / "certs" / "Org2_JWT.key").unlink()
    result = run("certs", "--world", folder)
    assert result.exit_code == 2
    assert "is there without its private key Org2_JWT.key" in result.stderr


def test_what_it_cannot_make_is_named_and_the_rest_is_made(
    run: Run, starter: Path, change: Callable[[Path, str, str], None]
) -> None:
    change(starter / "org1.toml", 'certificate_file = "Org2_JWT.crt"', 'certificate_file = "Integration.crt"')
    result = run("certs", "--world", starter)
    assert result.exit_code == 1
    assert result.stdout.count("made     ") == 8
    assert result.stderr == (
        f"orgless: {starter / 'certs' / 'Integration.crt'}: no such file; "
        "copy the certificate that is registered with “Org2 Integration” there\n"
    )
    (starter / "certs" / "Integration.crt").touch()
    assert run("certs", "--world", starter).exit_code == 0
