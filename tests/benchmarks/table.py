"""Lays the figures out as one table: a row per server and figure, a column per file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.figures import Figure, quantile
from tests.benchmarks.keystrokes import Kind
from tests.benchmarks.markdown import VALUE, Row, markdown
from tests.benchmarks.measure import Measured
from tests.benchmarks.peers import HOUSERULES
from tests.benchmarks.workload import CLEAN, DENSE, Workload

PUSH, PULL = "push", "pull"
TARGETS = {
    (CLEAN, PUSH): "4 / 12",
    (CLEAN, PULL): "4 / 12",
    (DENSE, PUSH): "2 × pygls",
    (DENSE, PULL): "2 × pygls",
}


@dataclass(slots=True)
class Figures:
    """Everything that was measured.

    Attributes:
        workloads: the files, in the order of the columns.
        cells: what was measured, by channel, workload and server.
        speed: lines per second of the command lines, by server.
        others: the figures of all other rows, in the order of the table.
        took: seconds that measuring each row took.
    """

    workloads: list[Workload] = field(default_factory=list[Workload])
    cells: dict[tuple[str, str, str], dict[str, Measured]] = field(
        default_factory=dict[tuple[str, str, str], dict[str, Measured]]
    )
    speed: Mapping[str, float] = field(default_factory=dict[str, float])
    others: list[Figure] = field(default_factory=list[Figure])
    took: dict[str, float] = field(default_factory=dict[str, float])

    def measured(self, channel: str, density: str, label: str, peer: str) -> Measured | None:
        """Return what was measured of a server with a file open, None when it was not."""
        return self.cells.get((channel, density, label), {}).get(peer)


Cell = Callable[[Measured], str]


def table_of(figures: Figures, names: Sequence[str]) -> str:
    """Return the table as Markdown; `names` are the servers, ours first."""
    labels = list(dict.fromkeys(workload.label for workload in figures.workloads))
    rows = _Rows([], figures, labels, names)
    rows.edits()
    rows.openings()
    rows.rest()
    rows.others()
    used = {column for row in rows.found for column in row.cells}
    columns = [c for c in (VALUE, *labels, *_more_labels(figures, labels)) if c in used]
    heads = {
        "what": "milliseconds (p50 / p95) unless said otherwise",
        "server": "server",
        "wanted": "wanted",
        VALUE: "value",
        **{c: c if c.startswith("_") else f"{c} lines" for c in columns if c != VALUE},
    }
    return markdown(rows.found, columns, heads)


def _more_labels(figures: Figures, labels: Sequence[str]) -> list[str]:
    more = {figure.column for figure in figures.others} - {*labels, VALUE}
    return sorted(more, key=lambda label: int(label.replace(",", "")))


@dataclass(frozen=True, slots=True)
class _Rows:
    found: list[Row]
    figures: Figures
    labels: Sequence[str]
    names: Sequence[str]

    def edits(self) -> None:
        """Edit to diagnostics, for each density and channel, and for us by kind."""
        for density in (CLEAN, DENSE):
            counted = {w.label: w for w in self.figures.workloads if w.density == density}
            if counted:
                cells = {label: _size(counted.get(label)) for label in self.labels}
                self.found.append(Row(f"**{density}**", "findings", cells))
            for channel in (PUSH, PULL):
                what = f"edit → diagnostics, {channel}"
                target = TARGETS[density, channel]
                for name in self.names:
                    self._row(what, name, channel, density, _all_edits, target)
                if density == CLEAN and channel == PUSH:
                    self._by_kind()
                    self._row(
                        "… processor time per edit", HOUSERULES.name, channel, density, _processor
                    )

    def openings(self) -> None:
        """Open, and hover in the meantime."""
        for channel in (PUSH, PULL):
            for what, cell, target in (
                ("open: first answer", _first, "150"),
                ("open: everything", _everything, "250 per 1,000"),
                ("hover while it opens: p50 / worst", _hovers, "50"),
            ):
                for name in self.names:
                    self._row(f"{what}, {channel}", name, channel, CLEAN, cell, target)

    def rest(self) -> None:
        """Start, throughput and memory."""
        title = "spawn → answer to initialize: best / p50"
        for name in self.names:
            starts = [
                cell[name].initialize
                for cell in self.figures.cells.values()
                if name in cell and cell[name].initialize
            ]
            if starts:
                value = f"{min(starts):,.0f} / {quantile(starts, 0.5):,.0f}"
                self._single(title, name, value, "500")
        title = "check, lines per second of one core"
        for name, speed in self.figures.speed.items():
            self._single(title, name, f"{speed:,.0f}", "≥ 5,000")
        title = "memory of all processes, MB"
        for name in self.names:
            self._row(title, name, PUSH, CLEAN, _memory, "250")

    def others(self) -> None:
        """All other rows; the figures of one server on several files stand side by side."""
        topics: dict[str, dict[str, dict[str, list[Figure]]]] = {}
        for figure in self.figures.others:
            by_what = topics.setdefault(figure.under or figure.what, {})
            by_what.setdefault(figure.what, {}).setdefault(figure.server, []).append(figure)
        for topic, by_what in topics.items():
            for what, by_server in by_what.items():
                title = what if what == topic else f"… {what}"
                for server, several in by_server.items():
                    cells = {figure.column: figure.cell for figure in several}
                    wanted = next((figure.wanted for figure in several if figure.wanted), "")
                    self.found.append(Row(title, server, cells, wanted))

    def _single(self, what: str, name: str, value: str, target: str) -> None:
        wanted = target if name == HOUSERULES.name else ""
        self.found.append(Row(what, name, {VALUE: value}, wanted))

    def _by_kind(self) -> None:
        for kind in Kind:
            self._row(f"… {kind}", HOUSERULES.name, PUSH, CLEAN, _of_kind(kind), "")

    def _row(
        self, what: str, name: str, channel: str, density: str, cell: Cell, target: str = ""
    ) -> None:
        measured = [self.figures.measured(channel, density, label, name) for label in self.labels]
        if not any(measured):
            return
        cells = {
            label: "–" if one is None else "failed" if one.failure else cell(one)
            for label, one in zip(self.labels, measured, strict=True)
        }
        wanted = target if name == HOUSERULES.name else ""
        self.found.append(Row(what, name, cells, wanted))


def _size(workload: Workload | None) -> str:
    if workload is None:
        return ""
    return f"{len(workload.findings):,} in {workload.lines:,}"


def _all_edits(measured: Measured) -> str:
    return _spread(milliseconds for _, milliseconds in measured.edits)


def _of_kind(kind: Kind) -> Cell:
    return lambda measured: _spread(ms for one, ms in measured.edits if one is kind)


def _processor(measured: Measured) -> str:
    return "–" if measured.processor is None else f"{measured.processor:.1f}"


def _first(measured: Measured) -> str:
    return "–" if measured.opening is None else f"{measured.opening.first:,.0f}"


def _everything(measured: Measured) -> str:
    return "–" if measured.opening is None else f"{measured.opening.everything:,.0f}"


def _hovers(measured: Measured) -> str:
    if measured.opening is None or not measured.opening.hovers:
        return "–"
    hovers = measured.opening.hovers
    return f"{quantile(hovers, 0.5):,.1f} / {max(hovers):,.0f}"


def _memory(measured: Measured) -> str:
    return "–" if measured.megabytes is None else f"{measured.megabytes:,.0f}"


def _spread(milliseconds: Iterable[float]) -> str:
    values = list(milliseconds)
    if not values:
        return "–"
    return " / ".join(_short(quantile(values, share)) for share in (0.5, 0.95))


def _short(milliseconds: float) -> str:
    return f"{milliseconds:,.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"


def failures_of(figures: Figures) -> list[str]:
    """Return why figures are missing, a line for each."""
    return [
        f"{name}, {label} {density}, {channel}: {measured.failure}"
        for (channel, density, label), by_name in figures.cells.items()
        for name, measured in by_name.items()
        if measured.failure is not None
    ]
