"""What the host says of its own faults, on stderr, which the front passes on."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path


def log_error(error: BaseException) -> None:
    """Name the exception's type and where it came from, but not its text: it may quote source."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    print(f"houserules host: {type(error).__name__} at {places}", file=sys.stderr, flush=True)
