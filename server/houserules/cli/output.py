"""Where a report goes: stdout, or a file that is replaced whole."""

from __future__ import annotations

from pathlib import Path

import click

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
    created = not file.exists()
    if created:
        file.touch(exist_ok=False)
    try:
        replace_file(file, file.read_bytes(), data)
    except OSError:
        if created:
            file.unlink(missing_ok=True)
        raise
