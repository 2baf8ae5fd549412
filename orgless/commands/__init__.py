"""One module per command of ``orgless``; each holds ``command``."""
