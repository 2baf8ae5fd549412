"""What an app holds as long as it lives: no connection over a fork, and no file longer than itself."""

import gc
from pathlib import Path

from building import StoppedClock, a_form, write_world
from building.servers import HOST, TOKEN
from descriptors import open_below

from authserver import Settings, create_app


def variables(world: Path, **others: str) -> dict[str, str]:
    return {"ORGLESS_WORLD": str(world)} | others


def test_the_app_holds_no_connection_that_a_fork_would_carry_over(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    app = create_app(Settings.from_environment(variables(world)))
    database = app.extensions["orgless_authserver"].store._database
    assert database.engine.pool.checkedin() == 0
    assert not database._idle


def test_an_app_that_nobody_holds_any_more_leaves_no_file_open(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    app = create_app(Settings.from_environment(variables(world)), clock=StoppedClock())
    assert app.test_client().post(TOKEN, data=a_form(), headers={"Host": HOST}).status_code == 200
    assert open_below(tmp_path)
    del app
    gc.collect()
    assert not open_below(tmp_path)
