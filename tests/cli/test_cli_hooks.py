"""The hooks for pre-commit and the examples for CI services: every command in them does its work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs" / "ci").glob("*.yml"))
OLD = "from typing import Optional\n\nx: Optional[int] = 1\n"
SETTINGS = 'select = ["typing/optional-syntax"]\nexclude = ["old/"]\n'


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", read(ROOT / ".pre-commit-hooks.yaml"), ids=lambda hook: hook["id"])
def test_hooks(hook, project, run) -> None:
    """A hook gets the names of files, excluded ones among them, and fails when it has to."""
    assert (hook["language"], hook["types"]) == ("python", ["python"])
    command, *arguments = shlex.split(hook["entry"])
    assert command == "houserules"
    folder = project({"houserules.toml": SETTINGS, "a.py": OLD, "old/b.py": OLD})
    done = run(*arguments, "a.py", "old/b.py")
    assert (folder / "old/b.py").read_text() == OLD
    if hook["id"] == "houserules-fix":
        assert (folder / "a.py").read_text() == "x: int | None = 1\n"
    else:
        assert (done.code, "old/b.py" in done.out) == (1, False)
    assert run(*arguments, "old/b.py").code == 0


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_commands_of_examples(path, project, run) -> None:
    text = path.read_text(encoding="utf-8")
    assert isinstance(read(path), dict)
    commands = re.findall(r"^[ #]*-(?: run:)? (houserules .*)$", text, re.MULTILINE)
    assert commands
    project({"houserules.toml": SETTINGS, "a.py": OLD})
    for command in commands:
        done = run(*shlex.split(command)[1:])
        assert done.code == (0 if "--exit-zero" in command else 1), command
        assert done.err == ""
