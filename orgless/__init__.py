"""The harness: starts the three apps and makes them a test double."""
