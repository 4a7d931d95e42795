"""The real ruff, asked what it makes of settings."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_CODE = re.compile(r"\(([A-Z]+[0-9]+)\)")


def ruff(*arguments: str, cwd: Path) -> str:
    """What ruff prints; it may find something, but must not fail."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@functools.cache
def known_codes() -> Mapping[str, bool]:
    """Every code that can be selected, and whether that takes preview mode."""
    rules: list[dict[str, Any]] = json.loads(
        ruff("rule", "--all", "--output-format", "json", cwd=Path.cwd())
    )
    return {
        rule["code"]: rule["preview"]
        for rule in rules
        if rule["code"] and "Removed" not in rule["status"] and "Deprecated" not in rule["status"]
    }


@functools.cache
def named_by_ruff() -> Mapping[str, tuple[str, str]]:
    """The name and category of every code."""
    rules: list[dict[str, Any]] = json.loads(
        ruff("rule", "--all", "--output-format", "json", cwd=Path.cwd())
    )
    return {rule["code"]: (rule["name"], rule["category"]) for rule in rules}


def enabled(folder: Path, file: str) -> set[str]:
    """The codes that ruff's settings enable for a file, before ``per-file-ignores``."""
    shown = ruff("check", "--no-cache", "--show-settings", file, cwd=folder)
    _, _, rules = shown.partition("linter.rules.enabled = [")
    return set(_CODE.findall(rules.partition("\n]")[0]))


def reported(folder: Path) -> set[tuple[str, str]]:
    """``(file, code)`` of everything that ruff finds below a folder."""
    found: list[dict[str, Any]] = json.loads(
        ruff("check", "--no-cache", "--output-format", "json", ".", cwd=folder) or "[]"
    )
    return {
        (Path(item["filename"]).relative_to(folder.resolve()).as_posix(), item["code"])
        for item in found
    }


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, resolved, with the files in it."""
    folder = folder.resolve()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
