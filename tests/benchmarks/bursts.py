"""Many changes without a pause: how soon the last version is reported, and how often others are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.figures import Figure, typical_and_worst
from tests.benchmarks.keystrokes import Keystroke, Kind, applied, edit_script
from tests.benchmarks.peers import Peer
from tests.benchmarks.sessions import ACTIONS, HOVER, PATIENCE, Questions, place
from tests.benchmarks.typist import Typist
from tests.benchmarks.wire import Message, ServerSilent
from tests.benchmarks.workload import Workload, findings_in

ROW = "burst"
SECONDS, PUBLISHES = 1.5, 5
"""What is wanted: seconds to the last report, and how many reports at most."""
_SEED = 23
_QUIET = 1.0
"""Seconds after the report of the last version in which another one would be too late."""


@dataclass(frozen=True, slots=True)
class _Burst:
    workload: Workload
    strokes: Sequence[Keystroke]
    findings_after: int


@dataclass(slots=True)
class _Taken:
    sending: list[float] = field(default_factory=list[float])
    seconds: list[float] = field(default_factory=list[float])
    publishes: list[float] = field(default_factory=list[float])
    outdated: list[float] = field(default_factory=list[float])
    asked: dict[str, list[float]] = field(default_factory=dict[str, list[float]])


def bursts(
    workload: Workload,
    peers: Sequence[Peer],
    count: int,
    rounds: int,
    progress: Callable[[str], None],
) -> list[Figure]:
    """Return what was measured of each server with the document open.

    Args:
        workload: the document.
        peers: the servers.
        count: how many changes a burst has at least.
        rounds: how many bursts each server gets, each in a session of its own.
        progress: told what is being done.
    """
    strokes = burst_script(workload.text, count)
    what = f"{len(strokes):,} changes of {workload.lines:,} lines"
    after = workload.text
    for stroke in strokes:
        after = applied(after, stroke)
    burst = _Burst(workload, strokes, len(findings_in(after)))
    taken = {peer.name: _Taken() for peer in peers}
    failures: dict[str, str] = {}
    for number in range(rounds):
        for peer in peers:
            progress(f"{what}: {peer.name}, {number + 1} of {rounds}")
            try:
                _round(burst, peer, taken[peer.name])
            except (ServerSilent, OSError) as error:
                failures[peer.name] = str(error)
    return [
        figure
        for peer in peers
        for figure in _figures(what, peer, taken[peer.name], failures.get(peer.name))
    ]


def burst_script(text: str, count: int) -> list[Keystroke]:
    """Return at least so many edits of all kinds; the text is then intact and another."""
    script = edit_script(text, round(count * 0.98), _SEED)
    more = max(count - len(script), 1)
    return [*script, *[Keystroke(Kind.BODY, 0, 0, "#\n")] * more]


def _round(burst: _Burst, peer: Peer, taken: _Taken) -> None:
    workload, strokes = burst.workload, burst.strokes
    with (
        place(peer, workload.text) as here,
        here.session(workload.text, findings=workload.findings) as typist,
    ):
        typist.open(hover=False, expected=len(workload.findings) if peer.counts else None)
        changes = [typist.change(stroke) for stroke in strokes]
        begun = time.perf_counter()
        sent = typist.wire.flood("textDocument/didChange", changes)
        questions = Questions(typist.wire)
        if peer.hovers:
            questions.hover_and_actions(typist.uri, len(strokes) + workload.lines // 2)
        wanted = burst.findings_after if peer.counts else None
        last, versions = _publishes(typist, questions, wanted)
        questions.settle()
    first_last = versions.index(typist.version)
    taken.sending.append(sent - begun)
    taken.seconds.append(last - sent)
    taken.publishes.append(len(versions))
    taken.outdated.append(sum(v != typist.version for v in versions[first_last:]))
    for method, milliseconds in questions.taken.items():
        taken.asked.setdefault(method, []).extend(milliseconds)


def _publishes(
    typist: Typist, questions: Questions, findings: int | None
) -> tuple[float, list[int]]:
    """Return when the last report of the last version came, and the versions of all reports.

    Args:
        typist: whose document it is.
        questions: takes their answers.
        findings: how many there are in the last version, where that is known: a report of fewer
            is a part.
    """
    last: float | None = None
    versions: list[int] = []
    end = time.perf_counter() + PATIENCE
    while (arrival := typist.wire.next(end - time.perf_counter())) is not None:
        if questions.takes(*arrival):
            continue
        report = _report(arrival.message, typist.uri)
        if report is None:
            continue
        version, found = report
        versions.append(version)
        if version == typist.version and findings in (None, found):
            last = arrival.at
        if last is not None:
            end = time.perf_counter() + _QUIET
    if last is None:
        raise ServerSilent(f"no report of the last version within {PATIENCE:g} s")
    return last, versions


def _report(message: Message, uri: str) -> tuple[int, int] | None:
    """Return the version and the number of diagnostics of a report on a document."""
    if message.get("method") != "textDocument/publishDiagnostics":
        return None
    params = message["params"]
    if params["uri"] != uri or "version" not in params:
        return None
    return params["version"], len(params["diagnostics"])


def _figures(what: str, peer: Peer, taken: _Taken, failure: str | None) -> Iterator[Figure]:
    title = f"{what}: last one → its last report, s (median / worst)"
    if failure is not None:
        yield Figure(ROW, title, peer.name, f"failed: {failure}", missed=peer.counts)
        return
    ours = peer.counts
    yield Figure(
        ROW,
        title,
        peer.name,
        typical_and_worst(taken.seconds),
        tuple(taken.seconds),
        wanted=f"≤ {SECONDS:g}" if ours else "",
        missed=ours and max(taken.seconds) > SECONDS,
    )
    sending = typical_and_worst(taken.sending)
    yield Figure(
        ROW, "first one → last one, s", peer.name, sending, tuple(taken.sending), under=title
    )
    for name, counts, most, wanted in (
        ("reports, most in a round", taken.publishes, PUBLISHES, f"≤ {PUBLISHES}"),
        ("reports of older versions after it", taken.outdated, 0, "0"),
    ):
        yield Figure(
            ROW,
            name,
            peer.name,
            f"{max(counts):,.0f}",
            tuple(counts),
            wanted=wanted if ours else "",
            missed=ours and max(counts) > most,
            under=title,
        )
    for name, method in (("hover", HOVER), ("code actions", ACTIONS)):
        if milliseconds := taken.asked.get(method):
            name = f"{name} asked after the last one, ms (median / worst)"
            cell = typical_and_worst(milliseconds)
            yield Figure(ROW, name, peer.name, cell, tuple(milliseconds), under=title)
