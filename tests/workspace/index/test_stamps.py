"""Whether a file is the same is told without reading it, but never wrongly."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from houserules.workspace.index.store import Stamp, is_same, stamp_of

OLD_NS = 1_700_000_000_123_456_789


def stamp(path: Path) -> Stamp:
    found = stamp_of(path)
    assert found is not None
    return found


def aged(path: Path) -> Path:
    os.utime(path, ns=(OLD_NS, OLD_NS))
    return path


def replaced(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_text("x = 2\n")
    aged(other).replace(path)


def written_with_its_old_time(path: Path) -> None:
    path.write_text("x = 2\n")
    # The time of change of a file cannot be set, but moves on with the clock of the system.
    time.sleep(0.02)
    aged(path)


def grown(path: Path) -> None:
    path.write_text("x = 20\n")
    aged(path)


@pytest.mark.parametrize("change", [replaced, written_with_its_old_time, grown])
def test_a_changed_file_is_not_the_same(tmp_path: Path, change: Callable[[Path], None]) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    before = stamp(aged(path))
    assert is_same(before.text, path, stamp(path))
    time.sleep(0.02)
    change(path)
    assert not is_same(before.text, path, stamp(path))


def test_what_has_just_changed_is_known_by_its_contents(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    tomorrow = time.time_ns() + 86_400_000_000_000
    os.utime(path, ns=(tomorrow, tomorrow))
    just_now = stamp(path)
    assert just_now.content
    assert is_same(just_now.text, path, just_now)
    # Once more within one tick of the clock: all that can be seen from outside is the same.
    path.write_text("x = 2\n")
    later = just_now._replace(content="")
    assert not is_same(just_now.text, path, later)
    path.write_text("x = 1\n")
    assert is_same(just_now.text, path, later)


def test_a_whole_second_may_be_a_coarse_clock(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    second = time.time_ns() // 1_000_000_000 * 1_000_000_000
    os.utime(path, ns=(second, second))
    assert stamp(path).content
    assert not stamp(aged(path)).content


def test_what_is_no_file_has_no_stamp(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "none.py") is None
