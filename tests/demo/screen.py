"""Shows an editing session in a terminal, or as plain text where there is none.

It knows what an editor's window shows and nothing of servers.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.text import Text

from tests.demo.editor import Hint

_SEVERITIES = {1: ("error", "red"), 2: ("warning", "yellow"), 3: ("information", "blue")}
_HINT = ("hint", "cyan")
_LINES_AROUND = 6
_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 118


class Screen:
    """Draws frames; on a terminal a frame that is being typed into replaces the one before."""

    def __init__(self, console: Console, title: str) -> None:
        """Draw on a console; `title` names the file."""
        self._console = console
        self._title = title
        self._live: Live | None = None

    def scene(self, title: str) -> None:
        """Begin a new scene."""
        self._console.print()
        self._console.print(Rule(f"[bold]{title}[/]", align="left"), width=_WIDTH)

    def say(self, text: str) -> None:
        """Print a line of comment."""
        self._console.print(text, width=_WIDTH)

    def typing(self, text: str, cursor: int, hints: Sequence[Hint], status: str) -> None:
        """Show the window while somebody types; nothing without a terminal."""
        if not self._console.is_terminal:
            return
        if self._live is None:
            self._live = Live(console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        self._live.update(self._window(text, cursor, hints, status), refresh=True)

    def frame(self, text: str, cursor: int, hints: Sequence[Hint], status: str) -> None:
        """Show the window and leave it there."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._console.print(self._window(text, cursor, hints, status))

    def menu(self, titles: Iterable[str], chosen: str) -> None:
        """Show a menu of code actions."""
        lines = Text()
        for title in titles:
            mark, style = ("▸ ", "bold reverse") if title == chosen else ("  ", "")
            lines.append(f"{mark}{title}\n", style)
        lines.rstrip()
        self._console.print(Panel.fit(lines, title="💡 quick fix", border_style="yellow"))

    def diff(self, before: str, after: str) -> None:
        """Show what became of a text."""
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
        text = "\n".join(list(lines)[2:])
        self._console.print(Syntax(text, "diff", background_color="default"), width=_WIDTH)

    def latencies(self, typed: str, milliseconds: Sequence[float]) -> None:
        """Show how long each keystroke took: a bar each, and the numbers."""
        worst = max(milliseconds)
        scale = len(_BARS) / max(worst, 10.0)
        bars = "".join(_BARS[min(int(ms * scale), len(_BARS) - 1)] for ms in milliseconds)
        for start in range(0, len(typed), _WIDTH - 4):
            stop = start + _WIDTH - 4
            self._console.print(Text(f"  {typed[start:stop]}".replace("\n", "⏎"), "bold"))
            self._console.print(Text(f"  {bars[start:stop]}", "green"))
        numbers = " ".join(f"{ms:.1f}" for ms in milliseconds)
        self._console.print(Padding(Text(f"ms: {numbers}", "dim"), (0, 2)), width=_WIDTH)

    def _window(self, text: str, cursor: int, hints: Sequence[Hint], status: str) -> RenderableType:
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        here = text.count("\n", 0, cursor)
        first = max(here - _LINES_AROUND, 0)
        last = min(here + _LINES_AROUND // 2, len(lines) - 1)
        highlighted = Syntax(text, "python", theme="ansi_dark").highlight(text).split("\n")
        rows: list[Text] = []
        for number in range(first, last + 1):
            row = Text(f"{number + 1:4} │ ", "dim")
            code = highlighted[number] if number < len(highlighted) else Text()
            if number == here:
                code = code.copy()
                code.pad_right(1)
                code.stylize("reverse", cursor - starts[number], cursor - starts[number] + 1)
            row.append_text(code)
            rows.append(row)
            for hint in hints:
                if starts[number] <= hint.start < starts[number + 1]:
                    rows += _squiggle(hint, starts[number], len(lines[number]))
        return Panel(
            Group(*rows), title=self._title, title_align="left", subtitle=status, width=_WIDTH
        )


def _squiggle(hint: Hint, line_start: int, line_length: int) -> tuple[Text, Text]:
    word, colour = _SEVERITIES.get(hint.severity, _HINT)
    column = hint.start - line_start
    length = max(min(hint.end - line_start, line_length) - column, 1)
    squiggle = Text("     │ ", "dim").append(" " * column + "~" * length, colour)
    row = Text("     │ ", "dim", no_wrap=True)
    row.append(f"    {word}: ", f"bold {colour}")
    row.append(f"{hint.message} ", colour)
    row.append(f"[{hint.rule}]", f"dim {colour}")
    return squiggle, row
