"""Org2: signs assertions as a named credential does, exchanges them for tokens and calls out with these."""
