"""`check` in worker processes: whatever dies, every innocent file is checked, and as it would be
alone."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from houserules.cli import processes
from houserules.cli.checking import check_here, check_in_workers, is_unchecked
from houserules.cli.processes import Process
from houserules.cli.setup import Setup
from houserules.cli.work import Answer, Kind, Task
from houserules.cli.workers import Workers
from houserules.syntax import cache
from houserules.syntax.parse import ParsedUnit, parse_unit
from houserules.syntax.unit import Unit

SETTINGS = 'profile = "recommended"\n'
BASE = "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n"
ROW = (
    "from app.base import Base\n\n\nclass Row(Base):\n    class Config:\n        orm_mode = True\n"
)
OLD = "def f(x=[]):\n    return x\n"
FILES = {"houserules.toml": SETTINGS, "app/__init__.py": "", "app/base.py": BASE, "app/row.py": ROW}

needs_fork = pytest.mark.skipif(not processes.FORKS, reason="what is patched here is not spawned")


@pytest.fixture
def deadly_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that ends the process at ``DEADLY``, as a stack overflow in native code does."""

    def parse(unit: Unit) -> ParsedUnit:
        if "DEADLY" in unit.text:
            os._exit(1)
        return parse_unit(unit)

    monkeypatch.setattr(cache, "parse_unit", parse)


def report(run: Callable[..., Run], *arguments: str) -> dict[str, Any]:
    return json.loads(run("check", "--format", "json", *arguments).out)


def files(found: dict[str, Any], what: str) -> list[str]:
    return sorted({item["file"] for item in found[what]})


@needs_fork
@pytest.mark.usefixtures("deadly_parser")
@pytest.mark.parametrize("arguments", [(), ("--jobs", "2"), ("--no-cache",), ("--edits",)])
@pytest.mark.parametrize("beside", [0, 60])
def test_a_deadly_file_costs_only_itself(
    beside: int,
    arguments: tuple[str, ...],
    project: Callable[..., Path],
    run: Callable[..., Run],
) -> None:
    others = {f"old{n}.py": OLD for n in range(beside)}
    deadly = {"deadly.py": "DEADLY = 1\n", "mortal.py": "DEADLY = 2\n"}
    project({**FILES, **deadly, **others})
    for _ in range(2):
        found = report(run, *arguments)
        assert files(found, "errors") == ["deadly.py", "mortal.py"]
        assert files(found, "findings") == sorted(["app/row.py", *others])
    (Path("deadly.py")).write_text(OLD)
    found = report(run, *arguments)
    assert files(found, "errors") == ["mortal.py"]
    assert "deadly.py" in files(found, "findings")


@needs_fork
@pytest.mark.usefixtures("deadly_parser")
def test_a_deadly_file_that_is_not_checked_itself_is_no_error(
    project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    project({**FILES, "deadly.py": "DEADLY = 1\n"})
    found = report(run, "app")
    assert (files(found, "errors"), files(found, "findings")) == ([], ["app/row.py"])


@needs_fork
def test_a_worker_killed_between_the_phases_is_replaced(project: Callable[..., Path]) -> None:
    folder = project(FILES)
    setup = Setup.of(cached=False)
    workspace = setup.open()
    shared = setup.with_cache(workspace.share_facts())
    path, name = str(folder / "app/row.py"), "app/row.py"
    stamps = workspace.missing_facts(Path(path))
    tasks = [Task(Kind.START, str(p), p.name) for p in stamps]
    with Workers(workspace, shared, 1, edits=False) as workers:
        for task, answer, _ in workers.done(tasks):
            assert isinstance(answer, Answer)
            workspace.keep_facts([(Path(task.path), stamps[Path(task.path)], answer.facts)])
        [process] = workers.processes
        os.kill(process, signal.SIGKILL)
        finish = Task(Kind.FINISH, path, name)
        [(_, answer, _)] = workers.done([finish], {finish: 0})
    assert isinstance(answer, Answer)
    assert answer.listing is not None
    # Both are told by the other file that the class is a model.
    found = [f.rule for f in answer.listing.findings]
    assert sorted(found) == ["pydantic/config-keys", "pydantic/config-style"]


@pytest.mark.parametrize("forks", [pytest.param(True, marks=needs_fork), False])
def test_two_phases_find_what_one_finds(
    forks: bool, project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = int(os.environ.get("HOUSERULES_SEED", time.time_ns()))
    print(f"HOUSERULES_SEED={seed}")
    chosen = random.Random(seed)
    texts = [ROW, BASE, OLD, "", "import os\nx = os.environ['A']\n", "class Half(Base\ndef f(:\n"]
    written = {f"app/m{n}.py": "".join(chosen.choices(texts, k=3)) for n in range(20)}
    folder = project({**FILES, **written, ".env.example": "B=1\n"})
    monkeypatch.setattr(processes, "FORKS", forks)
    setup = Setup.of(cached=False)
    named = [(str(folder / name), name) for name in (*FILES, *written) if name.endswith(".py")]
    apart = check_in_workers(setup.open(), setup, named, 2)
    assert [apart[file] for file in named] == list(check_here(setup.open(), named))
    assert any(listing.asked_project for listing in apart.values())


def test_workers_that_never_start_leave_nothing_unsaid(
    project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(FILES)

    def started(*_: object, **__: object) -> Process:
        raise OSError("no more processes")

    monkeypatch.setattr("houserules.cli.workers.started", started)
    setup = Setup.of(cached=False)
    named = [(str(folder / name), name) for name in FILES if name.endswith(".py")]
    listings = check_in_workers(setup.open(), setup, named, 2)
    assert {file[1]: [e.file for e in listing.errors] for file, listing in listings.items()} == {
        name: [name] for _, name in named
    }
    assert all(map(is_unchecked, listings.values()))
    assert all("no process" in e.message for listing in listings.values() for e in listing.errors)


@needs_fork
@pytest.mark.usefixtures("deadly_parser")
def test_it_is_said_what_to_do_about_a_deadly_file(
    project: Callable[..., Path], run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({**FILES, "app/deadly.py": "DEADLY = 1\n"})
    monkeypatch.chdir(folder / "app")
    [error] = report(run)["errors"]
    assert (error["file"], error["line"]) == ("deadly.py", None)
    said = '`exclude = ["app/deadly.py"]` in'
    assert "left out of this run" in error["message"]
    assert said in error["message"]
    settings = error["message"].rpartition(said)[2].strip()
    (folder / "app" / settings).write_text(SETTINGS + 'exclude = ["app/deadly.py"]\n')
    found = report(run)
    assert (files(found, "errors"), files(found, "findings")) == ([], ["row.py"])
    # Nothing that was left out is compared.
    (folder / "houserules.toml").write_text(SETTINGS)
    assert files(report(run, "--verify"), "errors") == ["deadly.py"]


@needs_fork
@pytest.mark.usefixtures("deadly_parser")
def test_a_file_that_becomes_deadly_costs_only_itself(
    project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    folder = project({**FILES, "other.py": OLD})
    for _ in range(2):
        assert files(report(run), "findings") == ["app/row.py", "other.py"]
    (folder / "app/base.py").write_text(BASE + "DEADLY = 1\n")
    for _ in range(2):
        found = report(run)
        assert files(found, "errors") == ["app/base.py"]
        # Nothing is known of the base class any more.
        assert files(found, "findings") == ["other.py"]
    assert files(report(run, "other.py", "app/row.py"), "errors") == []
