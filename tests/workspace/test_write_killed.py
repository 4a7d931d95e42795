"""`houserules fix` is killed at any moment, again and again: every file is whole, old or new.

`HOUSERULES_KILLS=1000 HOUSERULES_SEED=… pytest tests/workspace/test_write_killed.py` for more.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = int(os.environ.get("HOUSERULES_KILLS", "30"))
SEED = int(os.environ.get("HOUSERULES_SEED", str(random.randrange(1_000_000))))
FILES = 60
COMMAND = [sys.executable, "-P", "-m", "houserules.cli.main", "fix", "--profile", "recommended"]


def source(number: int) -> bytes:
    """A file with something to fix, of a length of its own, larger than a page now and then."""
    lines = "".join(f"x{i}: Optional[int] = {i}  # {'.' * 40}\n" for i in range(number % 40))
    filler = f"# {'-' * 96}\n" * (number % 7) * 100
    code = f"from typing import Optional\n\n\ny: Optional[str] = None\n{lines}{filler}"
    return code.encode()


def tree(folder: Path) -> dict[Path, bytes]:
    return {
        folder / f"package_{number % 10}" / f"module_{number:03}.py": source(number)
        for number in range(FILES)
    }


def write(files: dict[Path, bytes]) -> None:
    for path, data in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def fix(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "."], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def temporaries(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".py"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_every_file_is_whole(tmp_path: Path) -> None:
    print(f"HOUSERULES_SEED={SEED}")
    rng = random.Random(SEED)
    old = tree(tmp_path)
    write(old)
    assert fix(tmp_path).wait() in (0, 1)
    new = {path: path.read_bytes() for path in old}
    assert all(new[path] != old[path] for path in old)
    assert temporaries(tmp_path) == []

    write(old)
    killed = came_between = 0
    while killed < KILLS:
        process = fix(tmp_path)
        # Files are written in order, so the first one that is old tells where the next run begins.
        left = [path for path in sorted(old) if path.read_bytes() == old[path]]
        awaited = left[min(rng.randrange(12), len(left) - 1)]
        in_a_write = rng.random() < 0.5
        before = awaited.stat()
        while process.poll() is None and os.path.samestat(before, awaited.stat()):
            if in_a_write and any(e.suffix == ".tmp" for e in awaited.parent.iterdir()):
                break
        if not in_a_write:
            time.sleep(rng.random() * 0.01)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        state = [path.read_bytes() for path in old]
        for path, data in zip(old, state, strict=True):
            assert data in (old[path], new[path]), f"{path}: half of it, after {killed} kills"
        came_between += bool(temporaries(tmp_path))
        # What a killed run leaves behind, the next one removes.
        if state[-1] == new[list(old)[-1]] or len(left) < 12:
            assert fix(tmp_path).wait() in (0, 1)
            assert temporaries(tmp_path) == []
            write(old)
    print(f"killed {killed} times, {came_between} of them between two steps of a write")
    assert fix(tmp_path).wait() in (0, 1)
    assert {path: path.read_bytes() for path in old} == new
    assert temporaries(tmp_path) == []
