"""Building the project index over the installed packages, and editing while it is built."""

from __future__ import annotations

import shutil
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.benchmarks.figures import Figure, quantile, short, typical_and_worst
from tests.benchmarks.keystrokes import edit_script
from tests.benchmarks.peers import HOUSERULES
from tests.benchmarks.processes import peak_megabytes, processor_seconds
from tests.benchmarks.sessions import ACTIONS, HOVER, PATIENCE, Place, Questions, leave, place
from tests.benchmarks.typist import Typist
from tests.benchmarks.wire import Message, ServerSilent
from tests.benchmarks.workload import Workload

ROW = "index"
COLD, WARM = "cold", "warm"
EDIT_MILLISECONDS = 50.0
"""What is wanted of the 95th percentile of edits while the index is built."""
_PATIENCE = 600.0
_PAUSE = 0.05
"""Seconds between two edits."""
_EDITS = 20_000
_SEED = 17


@dataclass(slots=True)
class _Built:
    """What one building took."""

    files: int = 0
    seconds: float = 0.0
    processor: float | None = None
    peaks: dict[str, float] = field(default_factory=dict[str, float])
    edits: list[float] = field(default_factory=list[float])
    meanwhile: dict[str, list[float]] = field(default_factory=dict[str, list[float]])


def indexes(
    workload: Workload, most_lines: int | None, progress: Callable[[str], None]
) -> list[Figure]:
    """Return what the index of all installed packages takes, cold and warm.

    Args:
        workload: the document that is open and edited meanwhile.
        most_lines: packages are left out after so many lines; None for all of them.
        progress: told what is being done.
    """
    figures: list[Figure] = []
    with place(HOUSERULES, workload.text) as here:
        lines = copy_packages(here.folder / "packages", most_lines)
        for state in (COLD, WARM):
            progress(f"index of {lines:,} lines, {state}")
            try:
                built = _build(here, workload)
            except (ServerSilent, OSError) as error:
                title = f"index, {state}: {lines:,} lines"
                cell = f"failed: {error}"
                figures.append(Figure(ROW, title, HOUSERULES.name, cell, missed=True))
                break
            figures += _figures(f"index, {state}", lines, built)
    return figures


def copy_packages(target: Path, most_lines: int | None) -> int:
    """Copy the Python files of the installed packages; return how many lines they have."""
    source = Path(sysconfig.get_paths()["purelib"])
    lines = 0
    for path in sorted(source.rglob("*.py")):
        if most_lines is not None and lines >= most_lines:
            break
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        lines += copy.read_bytes().count(b"\n")
    return lines


def _build(here: Place, workload: Workload) -> _Built:
    """Open the document and edit it until the index is ready."""
    built = _Built()
    with here.session(workload.text) as typist:
        pid = typist.wire.process.pid
        before = processor_seconds(pid)
        begun = time.perf_counter()
        typist.open(hover=False)
        questions = Questions(typist.wire)
        strokes = iter(edit_script(workload.text, _EDITS, _SEED))
        while (state := _state(typist))["state"] != "ready":
            if time.perf_counter() - begun > _PATIENCE:
                raise ServerSilent(f"the index is not ready after {_PATIENCE:g} s: {state}")
            built.edits += (typist.type(stroke) for stroke in islice(strokes, 1))
            questions.hover_and_actions(typist.uri, workload.lines // 2)
            questions.settle()
            built.peaks |= peak_megabytes(pid, "front")
            time.sleep(_PAUSE)
        built.seconds = time.perf_counter() - begun
        built.files = state["files"]
        built.meanwhile = questions.taken
        after = processor_seconds(pid)
        built.processor = None if before is None or after is None else after - before
        built.peaks |= peak_megabytes(pid, "front")
        leave(typist.wire)
    return built


def _state(typist: Typist) -> Message:
    """Return what the status command says of the index."""
    commands: list[str] = typist.offered["executeCommandProvider"]["commands"]
    [status] = [name for name in commands if name.endswith(".status")]
    params = {"command": status, "arguments": [typist.uri]}
    answer = typist.wire.request("workspace/executeCommand", params, PATIENCE)
    return answer["index"] or {"state": "unknown", "files": 0}


def _figures(what: str, lines: int, built: _Built) -> Iterator[Figure]:
    server = HOUSERULES.name
    seconds, processor = built.seconds, built.processor
    of_processor = "–" if processor is None else short(processor)
    topic = f"{what}: {lines:,} lines in {built.files:,} files, s by the clock / of processor time"
    yield Figure(ROW, topic, server, f"{short(seconds)} / {of_processor}", (seconds,))

    def detail(
        what: str, cell: str, samples: Iterable[float], wanted: str = "", *, missed: bool = False
    ) -> Figure:
        return Figure(ROW, what, server, cell, tuple(samples), "", wanted, missed, topic)

    rate = "–" if not processor else f"{lines / processor:,.0f}"
    cell = f"{lines / seconds:,.0f} / {rate}"
    yield detail("lines per second by the clock / of processor time", cell, (lines / seconds,))
    for name in ("host", "gatherer", "gatherer's workers"):
        if name in built.peaks:
            peak = built.peaks[name]
            yield detail(f"memory of the {name}, peak MB", short(peak), (peak,))
    if not built.edits:
        return
    high = quantile(built.edits, 0.95)
    yield detail(
        "edit → diagnostics meanwhile, ms (p50 / p95 / worst)",
        f"{short(quantile(built.edits, 0.5))} / {short(high)} / {short(max(built.edits))}",
        built.edits,
        f"p95 ≤ {EDIT_MILLISECONDS:g}",
        missed=high > EDIT_MILLISECONDS,
    )
    for name, method in (("hover", HOVER), ("code actions", ACTIONS)):
        if taken := built.meanwhile.get(method):
            yield detail(f"{name} meanwhile, ms (median / worst)", typical_and_worst(taken), taken)
