"""``python -m orgless`` is the command ``orgless``."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="orgless")
