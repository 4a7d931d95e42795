"""Where the cache is, and for which code of the program it holds."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

OVERRIDE = "HOUSERULES_CACHE_DIR"
_PACKAGE = Path(__file__).resolve().parents[2]


def cache_folder() -> Path:
    """The folder of the cache: ``HOUSERULES_CACHE_DIR``, else the platform's place for caches."""
    given = os.environ.get(OVERRIDE)
    if given:
        return Path(given)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (
            (Path(local) if local else Path.home() / "AppData" / "Local") / "houserules" / "cache"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "houserules"
    shared = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(shared) if shared.startswith("/") else Path.home() / ".cache") / "houserules"


@cache
def tool_fingerprint() -> str:
    """Stands for the installed code: what another code computed is not used."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{version('libcst')} {sys.version_info[:2]}".encode())
    for path in sorted(_PACKAGE.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
