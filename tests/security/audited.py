"""Runs the command line and notes what it opens, runs and connects to: `audited.py LOG ARGS…`."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

WATCHED = {
    "open": 0,
    "os.listdir": 0,
    "os.scandir": 0,
    "os.remove": 0,
    "os.rename": 1,
    "os.symlink": 1,
    "os.mkdir": 0,
    "subprocess.Popen": 0,
    "os.system": 0,
    "os.exec": 0,
    "os.posix_spawn": 0,
    "socket.connect": 1,
    "socket.bind": 1,
    "urllib.Request": 0,
    "ctypes.dlopen": 0,
}


def main() -> None:
    """Note, then run."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in WATCHED:
            what = arguments[WATCHED[event]] if arguments else None
            if isinstance(what, bytes | str | os.PathLike):
                what = os.path.abspath(os.fsdecode(what))
            os.write(log, json.dumps([event, str(what)]).encode() + b"\n")

    from houserules.cli import main as command_line

    sys.argv[:] = ["houserules", *sys.argv[2:]]
    sys.addaudithook(note)
    command_line.main()


if __name__ == "__main__":
    main()
