"""`$/cancelRequest` for a request under way: how long until the request is answered.

The moment of cancelling is drawn at random. A request that was answered before is not counted.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.figures import Figure, short, typical_and_worst
from tests.benchmarks.keystrokes import Keystroke, Kind
from tests.benchmarks.peers import Peer
from tests.benchmarks.sessions import ACTIONS, HOVER, PATIENCE, Questions, place
from tests.benchmarks.typist import Typist
from tests.benchmarks.wire import Message, ServerSilent, is_answer
from tests.benchmarks.workload import Workload

ROW = "cancel"
MILLISECONDS = 50.0
"""What is wanted of the worst answer."""
_SEED = 31
_DELAYS = (0.002, 0.06)
"""Seconds between a request and its cancelling."""
_HELD_AFTER = 1.0
"""Seconds without an answer after which a request is taken to be held open."""


@dataclass(slots=True)
class _Taken:
    """Milliseconds by what was measured; how many requests there were; the first, not cancelled."""

    whole: str = ""
    answers: list[float] = field(default_factory=list[float])
    tries: int = 0
    edits: list[float] = field(default_factory=list[float])
    meanwhile: dict[str, list[float]] = field(default_factory=dict[str, list[float]])


_Way = Callable[[Peer, Workload, float, int], "_Taken | None"]


def cancelled(
    workload: Workload,
    rate: float,
    peers: Sequence[Peer],
    count: int,
    progress: Callable[[str], None],
) -> list[Figure]:
    """Return what was measured of each server.

    Args:
        workload: a large dense file.
        rate: the rate at which files like it break conventions.
        peers: the servers.
        count: how many requests of a kind are cancelled.
        progress: told what is being done.
    """
    ways: tuple[tuple[str, str, _Way], ...] = (
        (f"fix-all of {len(workload.findings):,} findings", "it is computed", _fix_all),
        ("`workspace/diagnostic` held open", "", _held),
        (f"pull of a cold file, {workload.lines:,} lines", "it is analysed", _cold_pull),
    )
    figures: list[Figure] = []
    for what, meanwhile, way in ways:
        for peer in peers:
            progress(f"cancel, {what}: {peer.name}")
            try:
                taken = way(peer, workload, rate, count)
            except (ServerSilent, OSError) as error:
                title = _title(what)
                figures.append(
                    Figure(ROW, title, peer.name, f"failed: {error}", missed=peer.counts)
                )
                continue
            if taken is not None:
                figures += _figures(what, meanwhile, peer, taken)
    return figures


def _title(what: str) -> str:
    return f"cancel, {what} → its answer, ms (median / worst; under way)"


def _figures(what: str, meanwhile: str, peer: Peer, taken: _Taken) -> Iterator[Figure]:
    under_way = f"{len(taken.answers)} of {taken.tries}"
    yield Figure(
        ROW,
        _title(what),
        peer.name,
        f"{typical_and_worst(taken.answers)}; {under_way}",
        tuple(taken.answers),
        wanted=f"≤ {MILLISECONDS:g}" if peer.counts else "",
        missed=peer.counts and max(taken.answers, default=0.0) > MILLISECONDS,
    )
    if taken.whole:
        name = "not cancelled → its edit, ms"
        yield Figure(ROW, name, peer.name, taken.whole, under=_title(what))
    if taken.edits:
        name, cell = "an edit right after it → diagnostics, ms", typical_and_worst(taken.edits)
        yield Figure(ROW, name, peer.name, cell, tuple(taken.edits), under=_title(what))
    for name, method in (("hover", HOVER), ("code actions", ACTIONS)):
        if found := taken.meanwhile.get(method):
            name, cell = f"{name} while {meanwhile}, ms", typical_and_worst(found)
            yield Figure(ROW, name, peer.name, cell, tuple(found), under=_title(what))


class _Cancelling:
    """Sends requests, cancels them after a moment, and waits for their answers."""

    def __init__(self, typist: Typist, rng: random.Random) -> None:
        self._wire = typist.wire
        self._rng = rng
        self.questions = Questions(typist.wire)
        self.taken = _Taken(meanwhile=self.questions.taken)

    def cancel(self, number: int) -> Message:
        """Cancel a request after a random moment; return its answer."""
        self.taken.tries += 1
        answer = self._await(number, self._rng.uniform(*_DELAYS))
        if answer is not None:
            return answer[1]
        begun = self._wire.notify("$/cancelRequest", {"id": number})
        answer = self._await(number, PATIENCE)
        if answer is None:
            raise ServerSilent(f"a cancelled request was not answered within {PATIENCE:g} s")
        self.taken.answers.append((answer[0] - begun) * 1000)
        return answer[1]

    def _await(self, number: int, seconds: float) -> tuple[float, Message] | None:
        wire = self._wire
        end = time.perf_counter() + seconds
        while (arrival := wire.next(max(end - time.perf_counter(), 0))) is not None:
            if is_answer(arrival.message, number):
                return arrival
            self.questions.takes(*arrival)
            if time.perf_counter() > end:
                break
        return None


def _fix_all(peer: Peer, workload: Workload, rate: float, count: int) -> _Taken | None:
    del rate
    if not peer.fixes:
        return None
    with place(peer, workload.text) as here, here.session(workload.text) as typist:
        typist.open(hover=False, expected=len(workload.findings) if peer.counts else None)
        action = _fix_all_action(typist, workload.lines)
        cancelling = _Cancelling(typist, random.Random(_SEED))
        cancelling.taken.whole = _resolved(typist, action)
        for _ in range(count):
            number = typist.wire.ask("codeAction/resolve", action)
            cancelling.questions.hover_and_actions(typist.uri, workload.lines // 2)
            cancelling.cancel(number)
            cancelling.questions.settle()
            stroke = Keystroke(Kind.BODY, 0, 0, "#\n")
            cancelling.taken.edits.append(typist.type(stroke))
    return cancelling.taken


def _resolved(typist: Typist, action: Message) -> str:
    """Return how many milliseconds the edit takes when nobody cancels, or why there is none."""
    begun = time.perf_counter()
    number = typist.wire.ask("codeAction/resolve", action)
    answer = typist.wire.answer_to(number, PATIENCE)
    milliseconds = short((answer.at - begun) * 1000)
    error = answer.message.get("error")
    return milliseconds if error is None else f"refused after {milliseconds}: {error['message']}"


def _fix_all_action(typist: Typist, lines: int) -> Message:
    everything = {
        "start": {"line": 0, "character": 0},
        "end": {"line": lines, "character": 0},
    }
    params: Message = {
        "textDocument": {"uri": typist.uri},
        "range": everything,
        "context": {"diagnostics": [], "only": ["source.fixAll"]},
    }
    actions = typist.wire.request("textDocument/codeAction", params)
    if not actions:
        raise ServerSilent("no fix-all is offered")
    return actions[0]


def _held(peer: Peer, workload: Workload, rate: float, count: int) -> _Taken | None:
    del rate
    if not peer.counts:
        # Of the others, none answers it.
        return None
    settings = {name: f'{text}diagnostics = "workspace"\n' for name, text in peer.settings.items()}
    with (
        place(replace(peer, settings=settings), workload.text) as here,
        here.session(workload.text, pull=True) as typist,
    ):
        known: dict[str, str] = {}
        cancelling = _Cancelling(typist, random.Random(_SEED))
        number: int | None = _hold(typist, known)
        for _ in range(count):
            cancelling.cancel(_ask_for_all(typist, known) if number is None else number)
            number = None
    return cancelling.taken


def _hold(typist: Typist, known: dict[str, str]) -> int:
    """Ask for all files until nothing is new; return the number of the request held open."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        number = _ask_for_all(typist, known)
        while (arrival := typist.wire.next(_HELD_AFTER)) is not None:
            if is_answer(arrival.message, number):
                for item in arrival.message["result"]["items"]:
                    if "resultId" in item:
                        known[item["uri"]] = item["resultId"]
                break
        else:
            if known:
                return number
            typist.wire.notify("$/cancelRequest", {"id": number})
    raise ServerSilent("workspace/diagnostic is never held open")


def _ask_for_all(typist: Typist, known: dict[str, str]) -> int:
    previous = [{"uri": uri, "value": value} for uri, value in known.items()]
    return typist.wire.ask("workspace/diagnostic", {"previousResultIds": previous})


def _cold_pull(peer: Peer, workload: Workload, rate: float, count: int) -> _Taken | None:
    if not peer.fixes:
        return None
    with place(peer, workload.text) as here, here.session(workload.text, pull=True) as typist:
        cancelling = _Cancelling(typist, random.Random(_SEED))
        for seed in range(count):
            uri = here.module.with_name(f"cold_{seed}.py").as_uri()
            text = fastapi_module(workload.lines, rate, 1000 + seed)
            item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
            typist.wire.notify("textDocument/didOpen", {"textDocument": item})
            about = {"textDocument": {"uri": uri}}
            number = typist.wire.ask("textDocument/diagnostic", about)
            cancelling.questions.hover_and_actions(uri, workload.lines // 2)
            cancelling.cancel(number)
            cancelling.questions.settle()
            typist.wire.notify("textDocument/didClose", about)
    return cancelling.taken
