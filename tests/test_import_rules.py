"""The shape of the project: who may import whom, and who may ask for the time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("authserver", "resource_api", "client_demo")
PACKAGES = (*APPS, "orgless", "plumbing")
MAY_IMPORT = {
    "authserver": {"plumbing"},
    "resource_api": {"plumbing"},
    "client_demo": {"plumbing"},
    "plumbing": set(),
    "orgless": {*APPS, "plumbing"},
}
_CLOCKS = {
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
}


def modules(package: str) -> list[Path]:
    """The package's files."""
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, f"{package} has no modules: is this test looking in the right place?"
    return found


def imported_packages(module: Path) -> Iterator[str]:
    """The top packages that a module imports absolutely, wherever in it the import stands."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"} and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value.partition(".")[0]


def relative_imports_that_leave(module: Path, package: str) -> Iterator[str]:
    """Relative imports that reach above the package."""
    depth = len(module.relative_to(ROOT / package).parts)
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level > depth:
            yield f"line {node.lineno}"


def clock_readings(module: Path) -> Iterator[str]:
    """Calls and imports by which a module asks the system for the time of day."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in _CLOCKS.get(_last_name(node.value), ()):
            yield f"line {node.lineno}: {_last_name(node.value)}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"line {node.lineno}: {one.name}" for one in node.names if one.name in _CLOCKS["time"])


def _called(call: ast.Call) -> str:
    return _last_name(call.func)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    forbidden = set(PACKAGES) - MAY_IMPORT[package] - {package}
    wrong = [
        f"{module}: {name}" for module in modules(package) for name in imported_packages(module) if name in forbidden
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_relative_import_leaves_its_package(package: str) -> None:
    wrong = [
        f"{module}: {line}" for module in modules(package) for line in relative_imports_that_leave(module, package)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", [*APPS, "plumbing"])
def test_only_the_clock_asks_for_the_time(package: str) -> None:
    asking = {
        f"{module.relative_to(ROOT)}: {reading}" for module in modules(package) for reading in clock_readings(module)
    }
    assert not {one for one in asking if not one.startswith("plumbing/clock.py")}


def test_every_package_of_the_wheel_has_its_rule() -> None:
    held = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f'"{package}"' in held for package in MAY_IMPORT)
    assert set(MAY_IMPORT) == set(PACKAGES)


def test_the_rule_sees_an_import_in_a_function_and_one_by_name(tmp_path: Path) -> None:
    module = tmp_path / "sly.py"
    module.write_text(
        "def f():\n    import authserver.store\n    import_module('resource_api.records')\n    from orgless import x\n",
        encoding="utf-8",
    )
    assert set(imported_packages(module)) == {"authserver", "resource_api", "orgless"}


def test_the_rule_sees_who_asks_for_the_time(tmp_path: Path) -> None:
    module = tmp_path / "late.py"
    module.write_text(
        "import time, datetime\nfrom time import time as t\ntime.time()\ndatetime.datetime.now()\ntime.monotonic()\n",
        encoding="utf-8",
    )
    assert len(list(clock_readings(module))) == 3
