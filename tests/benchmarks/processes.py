"""What a server's processes use together, as Linux tells it; nothing elsewhere."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_SECONDS = 0.02
_ROLES = {
    "houserules.host.child": "host",
    "houserules.workspace.index.project_gatherer": "gatherer",
    "houserules.workspace.index.gatherer": "gatherer's workers",
}
"""What the processes of a session are called in ARCHITECTURE.md, by the module they run."""


class CommandFailed(Exception):
    """A command ended in a way that leaves nothing to measure; says which and how."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took.

    Attributes:
        wall: seconds by the clock.
        processor: seconds of all its processes.
        largest: the peak of its largest process, in MB.
        together: the most that all its processes had at one time, in MB; looked at now and then.
    """

    wall: float
    processor: float
    largest: float
    together: float


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], *, look: bool = False
) -> Ran:
    """Run a command to its end in a folder, with some variables added to the environment.

    Args:
        command: what to run.
        folder: where.
        environment: the variables.
        look: whether to look at its memory in the meantime, which takes a little time.

    Raises:
        CommandFailed: it ended with another status than 0 and 1, which mean findings or none.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    together = 0.0
    while look:
        ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is not None:
            break
        together = max(together, resident_megabytes(process.pid) or 0.0)
        time.sleep(_LOOK_SECONDS)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}")
    largest = usage.ru_maxrss / 1024
    return Ran(wall, usage.ru_utime + usage.ru_stime, largest, max(together, largest))


def resident_megabytes(pid: int) -> float | None:
    """Return the resident memory of a process and all below it."""
    try:
        return sum(_kilobytes(one, "VmRSS:") for one in _family(pid)) / 1024
    except OSError:
        return None


def peak_megabytes(pid: int, main: str) -> dict[str, float]:
    """Return the most that each process of a server ever had, by what it is called.

    Args:
        pid: the server.
        main: what its first process is called.
    """
    peaks: dict[str, float] = {}
    try:
        for one in _family(pid):
            name = main if one == pid else _role(one)
            peaks[name] = max(peaks.get(name, 0.0), _kilobytes(one, "VmHWM:") / 1024)
    except OSError:
        return peaks
    return peaks


def processor_seconds(pid: int) -> float | None:
    """Return the processor time of a process and all below it, in steps of 10 ms.

    Processes below it that have ended and were waited for are counted, too.
    """
    try:
        ticks = sum(_ticks(one) for one in _family(pid))
    except OSError:
        return None
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").iterdir():
            found += map(int, (task / "children").read_text("ascii").split())
    return found


def _role(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return next((_ROLES[word] for word in words if word in _ROLES), "child")


def _kilobytes(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return 0


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))
