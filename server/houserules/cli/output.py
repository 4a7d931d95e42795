"""Where a report goes: stdout, or a file that is replaced whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from houserules.workspace.new_files import create_file
from houserules.workspace.write import replace_file


def write_output(text: str, file: Path | None) -> None:
    """Print a report, or write it to a file, which is never left half.

    Raises:
        click.UsageError: When the file cannot be written.
    """
    if file is None:
        click.echo(text, nl=False, color=True)
        return
    # A file name that is no UTF-8 is named with a question mark.
    data = text.encode("utf-8", "replace")
    try:
        _write(file, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(f"cannot write {file}: {reason}") from error


def _write(file: Path, data: bytes) -> None:
    if file.exists() and not file.is_file():
        # A terminal, a pipe, /dev/null: nothing to replace.
        file.write_bytes(data)
        return
    if not file.exists():
        # A link to nothing is followed; folders are not made, for a wrong name is likelier.
        target = file.resolve()
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
        create_file(target, data)
        return
    replace_file(file, file.read_bytes(), data)
