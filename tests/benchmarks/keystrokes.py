"""Edit scripts: what somebody types into a file, a keystroke at a time.

A script is made of episodes (type a word and delete it, open a bracket and close it a little
later), and each leaves the text as it found it. It knows neither servers nor the protocol.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain


class Kind(StrEnum):
    """What an edit does to the file, in the order of the shares below."""

    BODY = "a character in a body"
    ENTER = "Enter"
    OPENER = '( or """'
    NAME = "a top-level name"
    IMPORT = "an import line"


SHARES = {Kind.BODY: 0.6, Kind.ENTER: 0.1, Kind.OPENER: 0.1, Kind.NAME: 0.1, Kind.IMPORT: 0.1}
"""The share of each kind of edit in a script."""

_WORDS = (" + total", " or other", ".strip()", "[0]", " if ok else x", "  # why")
_OPENERS = (("(", "ab", ")"), ('"""', "ab", '"""'))


@dataclass(frozen=True, slots=True)
class Keystroke:
    """One edit: `text` replaces the span, which is in code points of the text before it."""

    kind: Kind
    start: int
    end: int
    text: str


def edit_script(text: str, edits: int, seed: int) -> list[Keystroke]:
    """Return about that many edits with the shares of `SHARES`.

    After each episode, so also at the end, the text is again what it was. What was typed is
    removed at one go: most edits lead to a text that nobody has seen before.
    """
    rng = random.Random(seed)
    places = _Places.of(text)
    wanted = {kind: max(round(edits * share), 1) for kind, share in SHARES.items()}
    episodes: list[list[Keystroke]] = []
    for kind in (Kind.OPENER, Kind.ENTER, Kind.NAME, Kind.IMPORT, Kind.BODY):
        missing = wanted[kind] - sum(stroke.kind is kind for stroke in chain(*episodes))
        while missing > 0:
            episode = places.episode(kind, rng)
            episodes.append(episode)
            missing -= sum(stroke.kind is kind for stroke in episode)
    rng.shuffle(episodes)
    return list(chain.from_iterable(episodes))


def applied(text: str, keystroke: Keystroke) -> str:
    """Return the text after an edit."""
    return f"{text[: keystroke.start]}{keystroke.text}{text[keystroke.end :]}"


@dataclass(frozen=True, slots=True)
class _Places:
    """Offsets at which each kind of edit makes sense."""

    bodies: Sequence[tuple[int, str]]
    """Ends of one-line statements in functions, with their indentation."""
    names: Sequence[int]
    imports: Sequence[int]

    @staticmethod
    def of(text: str) -> _Places:
        lines = text.splitlines(keepends=True)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        tree = ast.parse(text)
        bodies: list[tuple[int, str]] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.Return | ast.AugAssign) and node.col_offset >= 4:
                line = lines[node.lineno - 1].rstrip()
                whole = node.end_col_offset == len(line.encode())
                if node.end_lineno == node.lineno and whole:
                    end = starts[node.lineno - 1] + len(line)
                    bodies.append((end, " " * node.col_offset))
        names: list[int] = []
        imports: list[int] = []
        for node in tree.body:
            start, line = starts[node.lineno - 1], lines[node.lineno - 1].rstrip()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(start + line.index(node.name) + len(node.name))
            elif isinstance(node, ast.Import | ast.ImportFrom) and node.end_lineno == node.lineno:
                imports.append(start + len(line))
        return _Places(bodies, names, imports)

    def episode(self, kind: Kind, rng: random.Random) -> list[Keystroke]:
        """Return some edits of a kind and one that undoes them."""
        if kind is Kind.OPENER:
            offset, _ = rng.choice(self.bodies)
            opening, inside, closing = rng.choice(_OPENERS)
            parts = [(kind, opening), *((Kind.BODY, c) for c in inside), (kind, closing)]
            return _typed(offset, parts, removed_as=Kind.BODY)
        if kind is Kind.ENTER:
            offset, indent = rng.choice(self.bodies)
            return _typed(offset, [(kind, f"\n{indent}")] * 2, removed_as=kind)
        if kind is Kind.BODY:
            offset, _ = rng.choice(self.bodies)
            word = rng.choice(_WORDS)
        else:
            offset = rng.choice(self.names if kind is Kind.NAME else self.imports)
            word = "".join(rng.choices("abcxyz", k=3))
        return _typed(offset, [(kind, character) for character in word], removed_as=kind)


def _typed(offset: int, parts: Sequence[tuple[Kind, str]], *, removed_as: Kind) -> list[Keystroke]:
    strokes: list[Keystroke] = []
    end = offset
    for kind, text in parts:
        strokes.append(Keystroke(kind, end, end, text))
        end += len(text)
    return [*strokes, Keystroke(removed_as, offset, end, "")]
