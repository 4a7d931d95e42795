"""Measures servers side by side: all of them have the file open, and take turns in being edited.

Turns are short, so that a busy moment of the machine meets all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.benchmarks.keystrokes import Keystroke, Kind, edit_script
from tests.benchmarks.peers import Peer
from tests.benchmarks.processes import processor_seconds, resident_megabytes
from tests.benchmarks.sessions import Place, place
from tests.benchmarks.typist import Opening, Typist
from tests.benchmarks.wire import ServerSilent, Wire
from tests.benchmarks.workload import Workload

_TURN = 25
"""Edits in a row before it is the next server's turn."""
_PATIENCE = 45.0
_SEED = 11


@dataclass(slots=True)
class Measured:
    """What was measured of one server with one file open; milliseconds.

    Attributes:
        initialize: from the spawn to the answer to `initialize`.
        opening: how the file was opened; None when the server said nothing.
        edits: each edit's kind and how long its diagnostics took.
        processor: processor time per edit of all the server's processes.
        megabytes: their resident memory after the edits.
        failure: why the rest is missing.
    """

    initialize: float = 0.0
    opening: Opening | None = None
    edits: list[tuple[Kind, float]] = field(default_factory=list[tuple[Kind, float]])
    processor: float | None = None
    megabytes: float | None = None
    failure: str | None = None


def measure(
    workload: Workload,
    peers: Sequence[Peer],
    edits: int,
    *,
    pull: bool,
    progress: Callable[[str], None],
) -> dict[str, Measured]:
    """Return what was measured of each server, by its name."""
    script = edit_script(workload.text, edits, _SEED)
    with ExitStack() as stack:
        seats: list[_Seat] = []
        for peer in peers:
            progress(f"{workload.label} {workload.density}: {peer.name} opens it")
            here = stack.enter_context(place(peer, workload.text))
            strokes = _intact(script)[: peer.intact_edits] if peer.intact_edits else script
            seats.append(_Seat(here, workload, strokes, stack, pull=pull))
        for start in range(0, len(script), _TURN):
            for seat in seats:
                progress(f"{workload.label} {workload.density}: {seat.peer.name}, edit {start}")
                seat.type(start, start + _TURN)
        return {seat.peer.name: seat.finish() for seat in seats}


def _intact(script: Sequence[Keystroke]) -> list[Keystroke]:
    """Return the edits of a script that need no others and leave a file that parses."""
    return [stroke for stroke in script if stroke.kind is Kind.ENTER]


class _Seat:
    """One server at the table."""

    def __init__(
        self,
        here: Place,
        workload: Workload,
        script: Sequence[Keystroke],
        stack: ExitStack,
        *,
        pull: bool,
    ) -> None:
        self.peer = here.peer
        self._script = script
        self._measured = Measured()
        self._busy = 0.0
        peer, folder = here.peer, here.folder
        command = peer.command_for(folder, workload.findings, pull)
        self._wire = stack.enter_context(Wire(command, folder, here.environment))
        self._typist = Typist(
            self._wire,
            here.module,
            workload.text,
            pull=pull,
            patience=_PATIENCE,
            parts=peer.counts,
        )
        try:
            self._measured.initialize = self._typist.initialize(folder)
            self._typist.warm_up(folder)
            self._measured.opening = self._typist.open(
                hover=peer.hovers, expected=len(workload.findings) if peer.counts else None
            )
        except (ServerSilent, OSError) as error:
            self._measured.failure = str(error)

    def type(self, start: int, stop: int) -> None:
        """Make some edits of the script."""
        before = processor_seconds(self._wire.process.pid)
        try:
            for stroke in self._script[start:stop]:
                if self._measured.failure is not None:
                    return
                self._measured.edits.append((stroke.kind, self._typist.type(stroke)))
        except (ServerSilent, OSError) as error:
            self._measured.failure = str(error)
            return
        after = processor_seconds(self._wire.process.pid)
        if before is not None and after is not None:
            self._busy += after - before

    def finish(self) -> Measured:
        """Return what was measured."""
        pid = self._wire.process.pid
        if self._measured.failure is None:
            self._measured.megabytes = resident_megabytes(pid)
            if self._measured.edits and self._busy:
                self._measured.processor = self._busy * 1000 / len(self._measured.edits)
        return self._measured
