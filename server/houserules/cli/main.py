"""The entry point. Imports click and nothing else, so that ``houserules server`` starts at once."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from io import TextIOWrapper

import click

from houserules.cli.exits import ERROR, INTERRUPTED

COMMANDS = {
    "server": "Serve an editor over stdin and stdout.",
    "check": "Report where files depart from the conventions.",
    "fix": "Apply the fixes that keep the meaning of the code.",
    "baseline": "Leave what is found today for later, and only what is new is reported.",
    "rules": "List the rules.",
    "explain": "Show the page of a rule.",
    "profiles": "List the built-in profiles.",
    "cache": "Remove what is kept between runs.",
    "config": "Show the settings in force and where each value came from.",
}


class CommandsOnDemand(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"houserules.cli.commands.{cmd_name}")
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=CommandsOnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="houserules", message="%(prog)s %(version)s")
def cli() -> None:
    """Hold Python code to the conventions that a team wrote down."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run())


def _run() -> int:
    try:
        cli.main(prog_name="houserules", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return ERROR
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except Exception:  # the last resort: shown whole, and exit 2 instead of Python's 1
        traceback.print_exc()
        click.echo("error: this is a bug in houserules", err=True)
        return ERROR
    return 0


if __name__ == "__main__":
    main()
