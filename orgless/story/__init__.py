"""Tells in the terminal what was played: the three steps, the checks, the cause and the setting to change."""
