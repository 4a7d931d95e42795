"""One generated Markdown page per rule, shipped with the package.

Read by the front's hover, by ``explain`` and by SARIF, also while the analysis host is down; so
this module imports nothing of the project.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


def page_path(rule_id: str) -> Path | None:
    """Where the page of a rule is on disk, ``None`` for a rule that has none."""
    if not _ID.fullmatch(rule_id):
        return None
    path = Path(str(resources.files(__name__))).joinpath(*f"{rule_id}.md".split("/"))
    return path if path.is_file() else None


def page(rule_id: str) -> str | None:
    """The Markdown page of a rule, ``None`` for a rule that has none."""
    path = page_path(rule_id)
    return path.read_text(encoding="utf-8") if path else None
