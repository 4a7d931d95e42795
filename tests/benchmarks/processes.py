"""What a server's processes use together, as Linux tells it; nothing elsewhere."""

from __future__ import annotations

import os
from pathlib import Path


def resident_megabytes(pid: int) -> float | None:
    """Return the resident memory of a process and all below it."""
    try:
        return sum(_resident_kilobytes(one) for one in _family(pid)) / 1024
    except OSError:
        return None


def processor_seconds(pid: int) -> float | None:
    """Return the processor time of a process and all below it, in steps of 10 ms."""
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


def _resident_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
