"""``houserules server``: stdout belongs to the protocol, everything else goes to stderr."""

from __future__ import annotations

import click


@click.command("server")
@click.option("--stdio", is_flag=True, help="The only transport; accepted because clients pass it.")
def command(stdio: bool) -> None:
    """Serve an editor over stdin and stdout (Language Server Protocol)."""
    del stdio
    from houserules.lsp.server import main

    main()
