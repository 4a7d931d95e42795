"""What a run was made on: figures of two machines are not to be compared."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass

from houserules import __version__
from tests.benchmarks.peers import BIN, FIXIT


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine and the versions.

    Attributes:
        cores: how many there are.
        system: the operating system and the kind of processor.
        versions: of Python and what is measured.
        load: the load average of the last minute at the beginning; 0 where it is not told.
    """

    cores: int
    system: str
    versions: dict[str, str]
    load: float

    @staticmethod
    def now() -> Machine:
        """Look at it."""
        versions = {"Python": platform.python_version(), "houserules": __version__}
        for name, command in (("ruff", BIN / "ruff"), ("Fixit", FIXIT)):
            if command.exists():
                ran = subprocess.run(
                    [str(command), "--version"], capture_output=True, text=True, check=True
                )
                versions[name] = ran.stdout.split()[-1]
        system = f"{platform.system()} {platform.machine()}"
        return Machine(os.cpu_count() or 1, system, versions, _load())

    def described(self) -> str:
        """Return it as a sentence or two, with the load of now."""
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return (
            f"{self.system}, {self.cores} cores; {versions}. "
            f"Load {self.load:.1f} at the beginning, {_load():.1f} at the end."
        )


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
