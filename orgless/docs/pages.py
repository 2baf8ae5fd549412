"""The generated pages by the names of their files; a test compares each with what stands in ``docs/``."""

from collections.abc import Callable, Mapping

from orgless.loading import LoadedWorld

from .checks_page import checks_page
from .fidelity_page import fidelity_page
from .profiles_page import profiles_page
from .scenarios_page import scenarios_page

#: Each page is made of the demo world and the lists.
PAGES: Mapping[str, Callable[[LoadedWorld], str]] = {
    "checks.md": lambda _demo_world: checks_page(),
    "fidelity.md": lambda _demo_world: fidelity_page(),
    "profiles.md": lambda _demo_world: profiles_page(),
    "scenarios.md": scenarios_page,
}
