"""What is said to the person at the terminal: problems as single lines, never as tracebacks."""

import click


class ToldError(click.ClickException):
    """The work failed, and the person can do something about it; the text is shown line by line as it stands."""

    def show(self, file: object = None) -> None:  # noqa: ARG002  click's own signature; problems belong to stderr
        """Writes the lines to stderr."""
        for line in self.message.splitlines():
            tell(f"orgless: {line}")


class BadInputError(ToldError):
    """What was given is wrong; nothing was done."""

    exit_code = 2


def tell(line: str) -> None:
    """Writes a line for people to stderr; stdout belongs to results."""
    click.echo(line, err=True)
