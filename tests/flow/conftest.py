"""The demo world and what plays it."""

from scenes import demo_world, play_scene

__all__ = ["demo_world", "play_scene"]
