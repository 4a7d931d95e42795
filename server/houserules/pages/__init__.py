"""What is generated and shipped with the package: a Markdown page per rule, the settings' schema.

Read by the front's hover and completion, by ``explain`` and by SARIF, also while the analysis host
is down; so this module imports nothing of the project.
"""

from __future__ import annotations

import functools
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

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


@functools.cache
def settings_schema() -> dict[str, Any]:
    """The JSON schema of settings files, with every rule id, profile, key and value."""
    path = resources.files("houserules").joinpath("settings", "schema.json")
    return json.loads(path.read_text(encoding="utf-8"))
