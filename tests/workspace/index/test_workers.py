"""Processes that gather facts: whatever dies, every innocent file is answered."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from houserules.workspace.index import workers
from houserules.workspace.index.workers import Gathered, WorkersFailed, gather

# Answers with the name of the file, and dies of some names.
WORKER = """
import json, os, sys
from pathlib import Path

for line in sys.stdin:
    path = Path(json.loads(line))
    if path.name.startswith("deadly"):
        os._exit(1)
    if path.name.startswith("flaky") and not path.with_suffix(".died").exists():
        path.with_suffix(".died").touch()
        os._exit(1)
    if path.name.startswith("half"):
        print('{"cut', end="", flush=True)
        os._exit(1)
    print(json.dumps({"name": {path.name: []}}), flush=True)
    if path.name.startswith("last"):
        os._exit(1)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "worker.py"
    program.write_text(WORKER)
    monkeypatch.setattr(workers, "worker_command", lambda: (sys.executable, str(program)))
    return tmp_path


def run(folder: Path, names: list[str], jobs: int) -> dict[str, Gathered]:
    answers = list(gather([folder / name for name in names], jobs))
    assert len(answers) == len(names)
    return {answer.path.name: answer for answer in answers}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("odd", "deadly"),
    [
        ([], set[str]()),
        (["deadly.py"], {"deadly.py"}),
        (["flaky.py", "last.py"], set[str]()),
        (["half.py", "deadly.py"], {"half.py", "deadly.py"}),
        (["deadly1.py", "deadly2.py"], {"deadly1.py", "deadly2.py"}),
    ],
)
def test_a_death_takes_the_deadly_file_only(
    folder: Path, odd: list[str], deadly: set[str], jobs: int
) -> None:
    fine = [f"f{n}.py" for n in range(40)]
    answers = run(folder, [*fine[:20], *odd, *fine[20:]], jobs)
    assert {name for name, answer in answers.items() if answer.deadly} == deadly
    for name in {*fine, *odd} - deadly:
        assert answers[name].facts == {"name": {name: []}}


@pytest.mark.parametrize("command", [("/no/such/program",), (sys.executable, "-c", "")])
def test_without_workers_nothing_passes_for_read(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "worker_command", lambda: command)
    with pytest.raises(WorkersFailed):
        list(gather([tmp_path / f"f{n}.py" for n in range(40)], 2))
