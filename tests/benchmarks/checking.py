"""`check` of a tree on the command line: without a cache, cold, unchanged, one file changed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.figures import Figure, median, short
from tests.benchmarks.peers import BIN, FIXIT, FIXIT_LSP, HOUSERULES, RUFF, RUFF_ALL, Peer
from tests.benchmarks.processes import Ran, run
from tests.benchmarks.sessions import Place, place

ROW, MEMORY_ROW = "check", "memory"
WITHOUT, COLD, UNCHANGED, CHANGED = "without a cache", "cold", "unchanged", "one file changed"
LINES_PER_SECOND = 5000.0
"""What is wanted of one core, cold."""
_SUBSET = 3
"""Files that the slow one gets; the rest is extrapolated by lines."""

_HOUSERULES = (str(BIN / "houserules"), "check", "--exit-zero")
_RUFF = (str(BIN / "ruff"), "check", "--exit-zero", "--quiet")
_TOOLS: tuple[tuple[Peer, tuple[str, ...]], ...] = (
    (HOUSERULES, _HOUSERULES),
    (RUFF, _RUFF),
    (RUFF_ALL, _RUFF),
)


@dataclass(frozen=True, slots=True)
class Tree:
    """Modules of one project, by number, as their texts."""

    modules: Sequence[str]

    @staticmethod
    def generated(files: int, lines: int, rate: float) -> Tree:
        """Return a tree of that many files of that many lines."""
        return Tree([fastapi_module(lines, rate, seed) for seed in range(files)])

    @property
    def lines(self) -> int:
        """How many lines they have together."""
        return sum(text.count("\n") for text in self.modules)

    def first(self, count: int) -> Tree:
        """Return a part of it."""
        return Tree(self.modules[:count])

    def write(self, beside: Path) -> None:
        """Write all but the first one, which is there, beside it."""
        for number, text in enumerate(self.modules[1:], 1):
            beside.with_name(f"module_{number}.py").write_text(text, "utf-8")


def checks(
    tree: Tree, peers: Sequence[Peer], rounds: int, progress: Callable[[str], None]
) -> list[Figure]:
    """Return what the command lines took for a tree, and Fixit for a part of it."""
    tools = [(peer, command) for peer, command in _TOOLS if peer in peers]
    taken: dict[tuple[str, str], list[Ran]] = {}
    for number in range(rounds):
        for peer, command in tools:
            progress(f"check {tree.lines:,} lines: {peer.name}, {number + 1} of {rounds}")
            for phase, ran in _phases(peer, command, tree):
                taken.setdefault((phase, peer.name), []).append(ran)
    what = f"{tree.lines:,} lines in {len(tree.modules)} files"
    figures: list[Figure] = []
    for phase in (WITHOUT, COLD, UNCHANGED, CHANGED):
        for peer, _ in tools:
            figures += _figures(
                f"check, {phase}: {what}", peer, taken[phase, peer.name], tree.lines
            )
        if phase == WITHOUT and FIXIT_LSP in peers:
            progress(f"check {_SUBSET} files: {FIXIT_LSP.name}")
            figures += _extrapolated(f"check, {phase}: {what}", tree)
    return figures


def check_memory(
    tree: Tree, peers: Sequence[Peer], progress: Callable[[str], None]
) -> list[Figure]:
    """Return the memory that the command lines have at most, cold."""
    figures: list[Figure] = []
    for peer, command in _TOOLS:
        if peer not in peers:
            continue
        progress(f"memory of check: {peer.name}")
        with _written(peer, tree) as here:
            ran = run(
                [*command, ".", *_cache(peer, here)], here.folder, here.environment, look=True
            )
        what = f"memory of check, {tree.lines:,} lines: largest process / all together, peak MB"
        cell = f"{short(ran.largest)} / {short(ran.together)}"
        figures.append(Figure(MEMORY_ROW, what, peer.name, cell, (ran.largest, ran.together)))
    return figures


def _phases(peer: Peer, command: tuple[str, ...], tree: Tree) -> Iterator[tuple[str, Ran]]:
    with _written(peer, tree) as here:
        cached = [*command, ".", *_cache(peer, here)]
        yield WITHOUT, run([*command, ".", "--no-cache"], here.folder, here.environment)
        yield COLD, run(cached, here.folder, here.environment)
        yield UNCHANGED, run(cached, here.folder, here.environment)
        changed = f'{tree.modules[0]}\n\ndef added() -> int:\n    """Return one."""\n    return 1\n'
        here.module.write_text(changed, "utf-8")
        yield CHANGED, run(cached, here.folder, here.environment)


def _cache(peer: Peer, here: Place) -> list[str]:
    return [] if peer.counts else ["--cache-dir", str(here.cache)]


@contextmanager
def _written(peer: Peer, tree: Tree) -> Generator[Place]:
    with place(peer, tree.modules[0]) as here:
        tree.write(here.module)
        yield here


def _extrapolated(what: str, tree: Tree) -> Iterator[Figure]:
    part = tree.first(_SUBSET)
    with _written(FIXIT_LSP, part) as here:
        ran = run((str(FIXIT), "--quiet", "lint", "."), here.folder, here.environment)
    times = tree.lines / part.lines
    whole = Ran(ran.wall * times, ran.processor * times, ran.largest, ran.together)
    note = f" (from {len(part.modules)} of its files, {part.lines:,} lines)"
    yield from _figures(what, FIXIT_LSP, [whole], tree.lines, note)


def _figures(
    what: str, peer: Peer, taken: Sequence[Ran], lines: int, note: str = ""
) -> Iterator[Figure]:
    wall, processor = median([ran.wall for ran in taken]), median([ran.processor for ran in taken])
    samples = tuple(ran.wall for ran in taken)
    cell = f"{short(wall)} / {short(processor)}{note}"
    title = f"{what}, s by the clock / of processor time"
    yield Figure(ROW, title, peer.name, cell, samples)
    cold = peer.counts and (WITHOUT in what or COLD in what)
    yield Figure(
        ROW,
        "lines per second by the clock / of processor time",
        peer.name,
        f"{lines / wall:,.0f} / {lines / processor:,.0f}",
        tuple(lines / ran.processor for ran in taken),
        wanted=f"≥ {LINES_PER_SECOND:,.0f} of a core" if cold else "",
        missed=cold and lines / processor < LINES_PER_SECOND,
        under=title,
    )
