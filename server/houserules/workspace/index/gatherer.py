"""The facts of single files, computed by this process on request.

Run as a program it is a worker: it reads a path a line and answers with a line of JSON. It is a
process of its own because LibCST may end the one it runs in.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import RuleSet, compile_rules
from houserules.syntax.cache import ParseCache
from houserules.workspace.index.facts import facts_of
from houserules.workspace.index.vocabulary import module_facts
from houserules.workspace.source import (
    UnreadableSource,
    decode_source,
    is_generated,
    read_source,
)

LARGEST = 2 << 20
"""Bytes; larger files are generated, as good as always, and give no facts."""
_STACK = 64 << 20


def gives_facts(path: Path) -> bool:
    """Whether a file is not too large."""
    try:
        return path.stat().st_size <= LARGEST
    except OSError:
        return False


class Gatherer:
    """Computes the facts of files; keeps no file in memory."""

    def __init__(self) -> None:
        self._rules: RuleSet = compile_rules((), also_extract=module_facts(), on_ignores={})

    def facts(self, path: Path) -> dict[str, dict[str, list[Any]]] | None:
        """The facts of a Python file; ``None`` where it cannot be read or is generated."""
        if not gives_facts(path):
            return None
        try:
            source = decode_source(read_source(path))
        except (UnreadableSource, OSError):
            return None
        if is_generated(source.text, path.name):
            return None
        return self.facts_of_text(source.text)

    def facts_of_text(self, text: str) -> dict[str, dict[str, list[Any]]]:
        """The facts of a source text; broken parts give what can be salvaged."""
        parse = ParseCache(max_characters=64_000_000).parse
        analysis = ModuleAnalysis(self._rules, ModuleInfo(), parse)
        analysis.open(text)
        analysis.extract()
        return facts_of(analysis)


def _serve() -> None:
    gatherer = Gatherer()
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        path = json.loads(line)
        facts = gatherer.facts(Path(path))
        answers.write(json.dumps(facts, separators=(",", ":")) + "\n")
        answers.flush()


def main() -> None:
    """Answer requests on stdin until it ends, out of the way of whoever is typing."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    threading.stack_size(_STACK)
    worker = threading.Thread(target=_serve)
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
