"""Fixtures for all tests; the property-based ones try the same examples each time, however slow the machine is."""

from hypothesis import HealthCheck, settings
from postgres import postgres_server, postgres_url

settings.register_profile(
    "orgless",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("orgless")

__all__ = ["postgres_server", "postgres_url"]
