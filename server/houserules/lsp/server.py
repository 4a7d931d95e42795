"""Starts the language server: host first, then the imports that take time, then the session."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from houserules.host.process import HostProcess
from houserules.lsp.logs import configure_logging
from houserules.lsp.transport import guard_stdio

if TYPE_CHECKING:
    from houserules.lsp.session import RulePages


def main() -> None:
    """Serve an editor on stdin and stdout; ends the process."""
    serve(HostProcess)


def serve(spawn: Callable[[], HostProcess], pages: RulePages | None = None) -> None:
    """Serve with hosts made by `spawn` and the given pages, by default those of the package."""
    configure_logging()
    inbox, outbox = guard_stdio()
    sys.setswitchinterval(0.001)
    process = _early(spawn)
    # The imports make objects that live for ever: looking at them again and again is a waste.
    gc.disable()
    from houserules.lsp.front import Front

    gc.freeze()
    gc.enable()
    if pages is None:
        from houserules import pages as shipped

        pages = shipped
    Front(pages, spawn, process).serve(inbox, outbox)


def _early(spawn: Callable[[], HostProcess]) -> HostProcess | None:
    """Start the host before the slow imports; a failure is left to the client, which retries."""
    try:
        return spawn()
    except OSError:
        return None
