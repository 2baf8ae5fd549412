"""Named misconfigurations, each with the check that must find it, and what plays them."""
