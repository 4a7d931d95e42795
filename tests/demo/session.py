"""`make demo`: an editing session against the real server, as a person would see it.

Somebody works on the shelf of a bookshop: leaves a function half-written, breaks conventions
elsewhere, takes a quick fix while the file is still broken, and has the rest fixed at one go.
Ends with 1 when an expected hint does not come or a fix does not do its work.
"""

from __future__ import annotations

import ast
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.wire import ServerSilent, Wire
from tests.demo.editor import Editor, Hint
from tests.demo.screen import Screen

BOOKSHOP = Path(__file__).resolve().parents[1] / "fixtures" / "bookshop"
FILE = Path("api", "services", "shelf.py")
SERVER = (sys.executable, "-m", "houserules", "server")

EXTRA, OPTIONAL = "logging/no-extra-dict", "typing/optional-syntax"

HALF = "\n\nasync def cheapest(shelf: Shelf, limit: Optional["
LOGGED = '\n        logger.info("book_added", extra={"isbn": new.isbn})'
REST = 'int] = None) -> list[Book]:\n    """Return the cheapest books."""\n'
BODY = "    books = await shelf.search()\n    return sorted(books, key=lambda b: b.price)[:limit]\n"
IMPORTED = "from typing import Optional\n"

_TYPING_PAUSE = 0.03


class Unexpected(Exception):
    """The server did not do what the session is about."""


def main() -> int:
    """Play the session; return the status to exit with."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    with TemporaryDirectory(prefix="houserules-demo-") as name:
        folder = Path(name) / "bookshop"
        shutil.copytree(BOOKSHOP, folder)
        try:
            with Wire(SERVER, folder) as wire:
                editor = Editor(wire, folder, folder / FILE)
                _Session(editor, Screen(console, str(FILE)), slow=console.is_terminal).play()
                editor.close()
        except (Unexpected, ServerSilent) as error:
            console.print(f"[bold red]The demo failed:[/] {error}")
            return 1
    return 0


@dataclass(slots=True)
class _Session:
    """What the person at the keyboard does."""

    editor: Editor
    screen: Screen
    slow: bool
    latencies: list[float] = field(default_factory=list[float])

    def play(self) -> None:
        """Play all scenes.

        Raises:
            Unexpected: a hint did not come, or a fix did not do its work.
        """
        before = self.editor.text
        self._expect(not self.editor.hints, "the file is clean to begin with")
        self._half_written_function()
        self._hint_in_a_broken_file()
        self._quick_fix()
        self._finish_the_function()
        self._fix_all()
        self.screen.diff(before, self.editor.text)
        ordered = sorted(self.latencies)
        middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        self.screen.say(
            f"\n[bold green]✓[/] {len(ordered)} keystrokes, diagnostics for each: "
            f"p50 [bold]{middle:.1f} ms[/], p95 [bold]{late:.1f} ms[/], worst {ordered[-1]:.1f} ms."
        )

    def _half_written_function(self) -> None:
        self.screen.scene("1. A function is begun and left half-written")
        self._type(len(self.editor.text), HALF)
        self._expect(not _parses(self.editor.text), "the file is broken now")

    def _hint_in_a_broken_file(self) -> None:
        self.screen.scene("2. Further up, a statement that breaks a convention")
        anchor = "self._books[new.isbn] = book"
        self._type(self.editor.text.index(anchor) + len(anchor), LOGGED)
        self._hint(EXTRA)
        self._expect(not _parses(self.editor.text), "the file is still broken")
        self.screen.say("The hint is there although the file does not parse: a bracket is open.")

    def _quick_fix(self) -> None:
        self.screen.scene("3. The quick fix, in the broken file")
        hint = self._hint(EXTRA)
        actions = self.editor.actions(hint.start, hint.end)
        preferred = [action for action in actions if action.get("isPreferred")]
        self._expect(bool(preferred), f"a preferred quick fix for {EXTRA} is offered")
        self.screen.menu([action["title"] for action in actions], preferred[0]["title"])
        took = self.editor.apply(preferred[0])
        self._expect(not self._hints(EXTRA), f"the fix of {EXTRA} makes the hint go away")
        self._frame(hint.start, f"fixed, diagnostics {took:.1f} ms later")

    def _finish_the_function(self) -> None:
        self.screen.scene("4. The half-written function is finished, the old way")
        self._type(self.editor.text.rindex(HALF) + len(HALF), REST + BODY)
        self._type(self.editor.text.index("from functools"), IMPORTED)
        self._hint(OPTIONAL)
        self._expect(_parses(self.editor.text), "the file is whole again")
        self._frame(len(self.editor.text) - len(BODY) - 40, _count(self.editor.hints))

    def _fix_all(self) -> None:
        self.screen.scene("5. Fix all")
        [action] = self.editor.actions(0, 0, only=["source.fixAll.houserules"])
        took = self.editor.apply(action)
        self._expect(not self._hints(OPTIONAL), f"fix all leaves nothing of {OPTIONAL}")
        self._expect("Optional" not in self.editor.text, "the import is gone, too")
        self.screen.say(
            f"{action['title']}: {_count(self.editor.hints)}, diagnostics {took:.1f} ms later. "
            "What became of the file since it was opened:"
        )

    def _type(self, offset: int, text: str) -> None:
        """Type a text at an offset, a character at a time, and show the end of it."""
        took: list[float] = []
        for place, character in enumerate(text, start=offset):
            took.append(self.editor.replace(place, place, character))
            status = f"{character!r}: {took[-1]:.1f} ms, {_count(self.editor.hints)}"
            self.screen.typing(self.editor.text, place + 1, self.editor.hints, status)
            if self.slow:
                time.sleep(_TYPING_PAUSE)
        self._frame(offset + len(text), _count(self.editor.hints))
        self.screen.latencies(text, took)
        self.latencies += took

    def _frame(self, cursor: int, status: str) -> None:
        self.screen.frame(self.editor.text, cursor, self.editor.hints, status)

    def _hint(self, rule: str) -> Hint:
        found = self._hints(rule)
        self._expect(bool(found), f"a hint of {rule} is shown")
        return found[0]

    def _hints(self, rule: str) -> list[Hint]:
        return [hint for hint in self.editor.hints if hint.rule == rule]

    def _expect(self, holds: bool, what: str) -> None:
        if not holds:
            seen = ", ".join(hint.rule for hint in self.editor.hints) or "none"
            raise Unexpected(f"expected that {what}; hints: {seen}")


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _count(hints: Sequence[Hint]) -> str:
    return "no hints" if not hints else f"{len(hints)} hint{'s' if len(hints) > 1 else ''}"


if __name__ == "__main__":
    sys.exit(main())
