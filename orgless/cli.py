"""The command ``orgless``: a command is a module in ``commands`` and one line here."""

import signal
from importlib import import_module

import click

from .told import BadInputError

#: Each command and what it does. Its module is imported only when it runs, so that ``orgless --help`` is quick.
COMMANDS = {
    "init": "Write a starter world into a folder.",
    "certs": "Make the keys, certificates and secrets that a world lacks.",
    "serve": "Start Org1's two servers and Org2.",
    "callout": "Make a callout through one of Org2's named credentials.",
    "demo": "Play the three steps, or a scenario, and tell the story.",
    "scenarios": "List the misconfigurations that can be played.",
    "explain": "Say what Org1 would say to a JWT or a token request.",
}


class Commands(click.Group):
    """The commands of the table above; what is wrong with files and settings is told in one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported at this moment."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"orgless.commands.{cmd_name.replace('-', '_')}").command
        command.short_help = COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Lists the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(128 + signal.SIGINT) from None
        except Exception as error:
            from plumbing.strict_toml import BadFileError  # noqa: PLC0415  slow to import, rarely needed

            if isinstance(error, BadFileError):
                raise BadInputError(str(error)) from None
            raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="orgless", message="orgless %(version)s")
def main() -> None:
    """The Salesforce JWT bearer flow, without the org.

    Org2 signs a JWT, Org1's authorization server exchanges it for an access token, Org1's REST API takes the token.
    """
