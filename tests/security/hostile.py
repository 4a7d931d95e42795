"""A checked-out repository that means harm: whatever of it runs writes a canary file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# What Python, this package, its dependencies and its child processes import.
SHADOWED = (
    *("json", "typing", "re", "os", "site", "codecs", "encodings", "multiprocessing", "concurrent"),
    *("logging", "asyncio", "threading", "subprocess", "tomllib", "importlib", "faulthandler"),
    *("houserules", "libcst", "pygls", "lsprotocol", "click", "rich", "pathspec", "tomlkit"),
    *("packaging", "attrs", "cattrs", "yaml", "sitecustomize", "usercustomize", "antigravity"),
)
SOURCE = """import os
from typing import Optional

import houserules
import libcst


def f(x: Optional[int], y: "__import__('os').system('false')" = None) -> None:
    try:
        return x
    except:
        return None
"""
SETTINGS = """
profile = "recommended"
plugins = ["evil"]
rule-paths = ["evil.py"]
extend = "evil.py"
formatter = "touch canary"
python = "./evil"

[rules."evil:Rule"]
command = "touch canary"
"""


def hostile_repository(folder: Path, canary: Path) -> None:
    """Fill a folder."""
    payload = f"import builtins\nbuiltins.open({str(canary)!r}, 'a').write(__name__ + '\\n')\n"
    for number, name in enumerate(SHADOWED):
        if number % 2:
            _write(folder / f"{name}.py", payload)
        else:
            _write(folder / name / "__init__.py", payload)
            _write(folder / name / "__main__.py", payload)
    for name in ("evil.py", "conftest.py", "setup.py", "rules/evil.py", "houserules_plugin.py"):
        _write(folder / name, payload)
    _write(folder / "evil.pth", f"import sys; open({str(canary)!r}, 'a').write('pth')\n")
    _write(folder / "pyvenv.cfg", f"home = {folder}\ninclude-system-site-packages = true\n")
    _write(folder / "app.py", SOURCE)
    _write(folder / "package" / "__init__.py", payload)
    _write(folder / "package" / "b.py", SOURCE)
    _write(folder / "houserules.toml", SETTINGS)
    entry_points = '[project.entry-points."houserules.rules"]\nevil = "evil:Rule"\n'
    _write(folder / "pyproject.toml", f'[project]\nname = "evil"\n{entry_points}')
    metadata = folder / "evil-1.0.dist-info"
    _write(metadata / "METADATA", "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    _write(metadata / "entry_points.txt", "[houserules.rules]\nevil = evil\n")
    settings = {"houserules.interpreter": ["./evil"], "houserules.path": "./evil"}
    _write(folder / ".vscode" / "settings.json", json.dumps(settings))
    script = folder / "evil"
    _write(script, f"#!/bin/sh\necho script >> '{canary}'\n")
    script.chmod(0o755)
    for name in ("git", "python", "python3", "sh", "post-index-change"):
        (folder / name).write_bytes(script.read_bytes())
        (folder / name).chmod(0o755)
    _commit(folder)
    config = f"\tfsmonitor = {script}\n\tsshCommand = {script}\n\tpager = {script}\n"
    config += f"\thooksPath = {folder}\n[diff]\n\texternal = {script}\n"
    config += f'[diff "evil"]\n\tcommand = {script}\n\ttextconv = {script}\n'
    for name in ("evil", "e=vil", "Evil"):
        config += f'[filter "{name}"]\n\tclean = {script}\n\tsmudge = {script}\n'
        config += f"\tprocess = {script}\n\trequired = true\n"
    with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write("[core]\n" + config)
    _write(folder / "app.py", SOURCE + "# changed\n")
    _write(folder / "new.py", SOURCE)


def _commit(folder: Path) -> None:
    _write(
        folder / ".gitattributes",
        "*.py filter=evil diff=evil\nnew.py filter=Evil\napp.py filter=e=vil\n",
    )
    identity = ("-c", "user.name=nobody", "-c", "user.email=nobody@localhost")
    for arguments in (("init", "-q"), ("add", "-f", "."), (*identity, "commit", "-qm", "all")):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env=clean_environment())


def clean_environment() -> dict[str, str]:
    """The environment of a user, without what would decide about imports and the cache."""
    decide = ("PYTHON", "HOUSERULES")
    return {name: value for name, value in os.environ.items() if not name.startswith(decide)}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


SCRIPT = Path(sys.executable).with_name("houserules")
"""The console script, as it is installed."""
