"""Writes the generated pages of ``docs/`` from the lists that the programs run on."""
