"""Files checked here or in worker processes; results come back in the order of the files.

Workers are spawned, never forked, so that all platforms behave alike; only JSON travels. A worker
that dies takes no file with it but the one it was busy with, which is then named.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
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

_WORTH_WORKERS = 128
"""Starting workers costs about as much as checking this many files."""
_MOST_WORKERS = 61
"""What Windows can wait for at once."""
_LARGEST_CHUNK = 8
"""Files sent to a worker at once."""
_MOST_DEATHS = 3
"""So many deaths in a row mean that workers do not work here at all."""


def worker_count(jobs: int | None, files: int) -> int:
    """How many processes to use; ``None`` decides by the number of files."""
    if sys.flags.ignore_environment and not sys.flags.safe_path:
        return 1  # a worker could not be kept from importing out of the working folder
    if jobs is None:
        jobs = (os.cpu_count() or 1) if files >= _WORTH_WORKERS else 1
    return max(1, min(jobs, files, _MOST_WORKERS))


def check_here(
    workspace: Workspace, files: Sequence[File], *, edits: bool = False
) -> Iterator[FileListing]:
    """Check files one after the other in this process."""
    for path, name in files:
        yield listing_of(workspace.check_file(Path(path), edits=edits), name)


def check_in_workers(
    setup: Setup, files: Sequence[File], jobs: int, *, edits: bool = False
) -> Iterator[FileListing]:
    """Check files in ``jobs`` processes."""
    recipe = json.dumps({"setup": asdict(setup), "edits": edits})
    chunk = max(1, min(_LARGEST_CHUNK, len(files) // (jobs * 8)))
    done = 0
    deaths = 0
    while done < len(files) and deaths < _MOST_DEATHS:
        try:
            with _pool(jobs, recipe) as pool:
                left = [json.dumps(file) for file in files[done:]]
                for answer in pool.map(_check, left, chunksize=chunk):
                    yield from_json(json.loads(answer))
                    done += 1
                    deaths = 0
        except BrokenProcessPool:
            # The first file without an answer may be innocent: it gets a process of its own.
            listing = _check_alone(recipe, files[done])
            deaths = deaths + 1 if listing is None else 0
            yield listing or _unchecked(files[done])
            done += 1
    for file in files[done:]:
        yield _unchecked(file)


def _check_alone(recipe: str, file: File) -> FileListing | None:
    try:
        with _pool(1, recipe) as pool:
            return from_json(json.loads(pool.submit(_check, json.dumps(file)).result()))
    except BrokenProcessPool:
        return None


def _unchecked(file: File) -> FileListing:
    return FileListing(errors=(Trouble(file[1], None, "the process that checks it died"),))


@contextmanager
def _pool(jobs: int, recipe: str) -> Generator[ProcessPoolExecutor]:
    # A worker is started with `-c`, which puts the working folder in front of the standard
    # library: a folder `multiprocessing` in it would be run.
    with _variable("PYTHONSAFEPATH", "1"):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            jobs, mp_context=context, initializer=_start, initargs=(recipe,)
        ) as pool:
            yield pool


@contextmanager
def _variable(name: str, value: str) -> Generator[None]:
    """An environment variable that the processes started meanwhile see."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


class _Worker:
    """The state of a worker process, set once by its initialiser."""

    workspace: Workspace
    edits: bool


def _start(recipe: str) -> None:
    values = json.loads(recipe)
    setup = Setup.from_json(values["setup"])
    os.chdir(setup.folder)
    _Worker.workspace = setup.open()
    _Worker.edits = values["edits"]


def _check(file: str) -> str:
    path, name = json.loads(file)
    report = _Worker.workspace.check_file(Path(path), edits=_Worker.edits)
    return json.dumps(to_json(listing_of(report, name)))
