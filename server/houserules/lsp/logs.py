"""What is logged, and where: to stderr, and never any source text."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

logger = logging.getLogger(__name__)


def configure_logging() -> None:
    """Log to stderr. pygls logs message bodies, which hold source text: only its errors count."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("pygls").setLevel(logging.ERROR)
    logging.getLogger("asyncio").setLevel(logging.ERROR)


def log_error(what: str, error: BaseException) -> None:
    """Log an exception's type and where it came from; its text may quote source, so not that."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    logger.error("%s: %s at %s", what, type(error).__name__, places)
