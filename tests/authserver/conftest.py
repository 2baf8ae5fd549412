"""The authorization server to test with, in a world of its own."""

from login_servers import *  # noqa: F403  all of its fixtures, which pytest finds by their names
