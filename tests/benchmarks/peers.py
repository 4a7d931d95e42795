"""The servers that are measured side by side, each with its command and its settings file."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
FIXIT = ROOT / ".venv-bench" / "bin" / "fixit"

HOUSERULES_SETTINGS = 'profile = "api-structlog"\n'
MODULE = Path("api", "routers", "back_office.py")
"""Where the measured module stands in the folder of each server: a router, to the profile."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server, and how far it is worth measuring.

    Attributes:
        name: what the table calls it.
        command: starts it on stdio.
        settings: the files of its folder.
        pulls: whether it answers `textDocument/diagnostic`.
        needs_findings: whether its command ends in a file with the findings to publish.
        longest: the longest module, in lines, that it answers in bearable time.
        intact_edits: how many edits it gets, all of which leave the file intact, where it would
            take too long over the whole script; None for the whole script.
        hovers: whether it answers `textDocument/hover`.
        counts: whether its diagnostics are the findings that were counted: ours.
        fixes: whether it offers a fix-all, and has work to do for a pull.
    """

    name: str
    command: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict[str, str])
    pulls: bool = True
    needs_findings: bool = False
    longest: int = 1_000_000
    intact_edits: int | None = None
    hovers: bool = True
    counts: bool = False
    fixes: bool = True

    @property
    def installed(self) -> bool:
        """Whether its program is there."""
        return Path(self.command[0]).exists()

    def furnish(self, folder: Path, text: str) -> Path:
        """Write settings and the module into a folder; return the module's path."""
        for name, content in self.settings.items():
            (folder / name).write_text(content, "utf-8")
        path = folder / MODULE
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
        return path

    def command_for(self, folder: Path, findings: list[dict[str, Any]], pull: bool) -> list[str]:
        """Return the command that starts the server in a folder."""
        if not self.needs_findings:
            return list(self.command)
        told = folder / "findings.json"
        told.write_text(json.dumps(findings), "utf-8")
        return [*self.command, str(told), *(["--pull"] if pull else [])]


HOUSERULES = Peer(
    "houserules",
    (str(BIN / "houserules"), "server"),
    {"houserules.toml": HOUSERULES_SETTINGS},
    counts=True,
)
NOOP = Peer(
    "pygls doing nothing",
    (sys.executable, str(Path(__file__).with_name("noop_server.py"))),
    needs_findings=True,
    fixes=False,
)
RUFF_ALL = Peer(
    "ruff, all rules",
    (str(BIN / "ruff"), "server"),
    {"ruff.toml": '[lint]\nselect = ["ALL"]\n'},
)
RUFF = Peer("ruff, default rules", (str(BIN / "ruff"), "server"), {"ruff.toml": ""})
FIXIT_LSP = Peer(
    "Fixit (LibCST)¹",
    (str(FIXIT), "lsp", "--debounce-interval", "0"),
    {"pyproject.toml": "[tool.fixit]\nroot = true\n"},
    pulls=False,
    longest=3000,
    intact_edits=3,
    hovers=False,
    fixes=False,
)


_PEERS = (HOUSERULES, NOOP, RUFF, RUFF_ALL, FIXIT_LSP)


def peers() -> tuple[Peer, ...]:
    """Return the servers that are installed, ours first."""
    return tuple(peer for peer in _PEERS if peer.installed)


def left_out() -> list[str]:
    """Return the names of those that are not."""
    return [peer.name for peer in _PEERS if not peer.installed]
