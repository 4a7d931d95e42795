"""Files checked here or in worker processes; results come back in the order of the files.

Workers are spawned, never forked, so that all platforms behave alike; only JSON travels. A worker
that dies takes no file with it but the one it was busy with, which is then named.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.listing import FileListing, from_json, listing_of, to_json
from houserules.cli.report import Trouble
from houserules.cli.setup import Setup

if TYPE_CHECKING:
    from houserules.workspace.project import Workspace

File = tuple[str, str]
"""A path, and the name under which users know it."""

_WORTH_WORKERS = 64
"""Starting workers costs about as much as checking this many files."""
_MOST_WORKERS = 61
"""What Windows can wait for at once."""


def worker_count(jobs: int | None, files: int) -> int:
    """How many processes to use; ``None`` decides by the number of files."""
    if jobs is None:
        jobs = (os.cpu_count() or 1) if files >= _WORTH_WORKERS else 1
    return max(1, min(jobs, files, _MOST_WORKERS))


def check_here(workspace: Workspace, files: Sequence[File]) -> Iterator[FileListing]:
    """Check files one after the other in this process."""
    for path, name in files:
        yield listing_of(workspace.check_file(Path(path)), name)


def check_in_workers(setup: Setup, files: Sequence[File], jobs: int) -> Iterator[FileListing]:
    """Check files in ``jobs`` processes."""
    recipe = json.dumps(asdict(setup))
    done = 0
    while done < len(files):
        try:
            with _pool(jobs, recipe) as pool:
                for answer in pool.map(_check, (json.dumps(file) for file in files[done:])):
                    yield from_json(json.loads(answer))
                    done += 1
        except BrokenProcessPool:
            # The first file without an answer may be innocent: it gets a process of its own.
            yield _check_alone(recipe, files[done])
            done += 1


def _check_alone(recipe: str, file: File) -> FileListing:
    try:
        with _pool(1, recipe) as pool:
            return from_json(json.loads(pool.submit(_check, json.dumps(file)).result()))
    except BrokenProcessPool:
        message = "the process that checked this file died"
        return FileListing(errors=(Trouble(file[1], None, message),))


def _pool(jobs: int, recipe: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(recipe,),
    )


class _Worker:
    """The state of a worker process, set once by its initialiser."""

    workspace: Workspace


def _start(recipe: str) -> None:
    values = json.loads(recipe)
    setup = Setup(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
    os.chdir(setup.folder)
    _Worker.workspace = setup.open()


def _check(file: str) -> str:
    path, name = json.loads(file)
    report = _Worker.workspace.check_file(Path(path))
    return json.dumps(to_json(listing_of(report, name)))
