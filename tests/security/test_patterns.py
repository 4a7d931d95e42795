"""No regular expression of the package is slow on long runs of one thing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="timers of POSIX")
def test_no_pattern_is_slow() -> None:
    command = [sys.executable, str(Path(__file__).with_name("patterns.py"))]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
