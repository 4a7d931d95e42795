"""``houserules cache clean``: remove what is kept between runs."""

from __future__ import annotations

import click


@click.group("cache")
def command() -> None:
    """Look after what is kept between runs."""


@command.command("clean")
def clean() -> None:
    """Remove the cache of this user; the next run makes a new one."""
    from houserules.workspace.cache.database import default_path, remove_database

    path = default_path()
    try:
        freed = remove_database(path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be removed: {error.strerror}") from error
    click.echo(f"Removed {freed / 1e6:.1f} MB." if freed else "There was nothing to remove.")
