"""What a case of the fault suite may do and expect, each a small value."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.faults.client import Fault, Server, framed

QUIET_SECONDS = 0.3


class Step(Protocol):
    """One thing to do, or one thing that must hold before the next."""

    async def play(self, server: Server) -> None:
        """Raise `Fault` when it does not hold."""
        ...


@dataclass(frozen=True)
class Bytes:
    """Send bytes as they are, in pieces of a size."""

    data: bytes
    size: int = 1 << 24

    async def play(self, server: Server) -> None:
        for start in range(0, len(self.data), self.size):
            await server.send_bytes(self.data[start : start + self.size])


@dataclass(frozen=True)
class Body:
    """Send bytes as the body of a message."""

    data: bytes

    async def play(self, server: Server) -> None:
        await server.send_bytes(framed(self.data))


@dataclass(frozen=True)
class Send:
    """Send JSON values, one message each."""

    values: tuple[Any, ...]

    async def play(self, server: Server) -> None:
        for value in self.values:
            await server.send(value)


@dataclass(frozen=True)
class Answered:
    """An answer comes: with an error code, or with a result, which may be stated."""

    number: Any
    code: int | None = None
    result: Any = ...

    async def play(self, server: Server) -> None:
        answer = await server.answer_to(self.number)
        error = answer.get("error")
        code = None if error is None else error["code"]
        if code != self.code:
            raise Fault("wrong", f"answer {answer} to {self.number!r}, wanted {self.code}")
        if error is not None and ("Traceback" in str(error) or 'File "' in str(error)):
            raise Fault("wrong", f"an answer with a traceback: {error}")
        if self.result is not ... and answer.get("result") != self.result:
            raise Fault("wrong", f"answer {answer}, wanted {self.result!r}")


@dataclass(frozen=True)
class AnsweredEither:
    """An answer comes, with one of some codes; None stands for a result."""

    number: Any
    codes: tuple[int | None, ...]

    async def play(self, server: Server) -> None:
        answer = await server.answer_to(self.number)
        code = answer["error"]["code"] if "error" in answer else None
        if code not in self.codes:
            raise Fault("wrong", f"answer {answer} to {self.number!r}, wanted {self.codes}")


@dataclass(frozen=True)
class Published:
    """Diagnostics come for a version of a document that start at these places."""

    uri: str
    version: int | None
    at: tuple[tuple[int, int], ...]
    codes: tuple[str, ...] | None = None

    async def play(self, server: Server) -> None:
        seen: list[Any] = []

        def match() -> bool | None:
            seen[:] = [p for p in server.publishes(self.uri) if p.get("version") == self.version]
            return any(self._is_wanted(p["diagnostics"]) for p in seen) or None

        try:
            await server.until(match, f"{self.at} in version {self.version}")
        except Fault as fault:
            kind = "desync" if seen and fault.kind == "hang" else fault.kind
            raise Fault(kind, f"{fault}; published {seen[-1:]}") from None

    def _is_wanted(self, diagnostics: list[Any]) -> bool:
        starts = [d["range"]["start"] for d in diagnostics]
        if tuple((s["line"], s["character"]) for s in starts) != self.at:
            return False
        return self.codes is None or tuple(d["code"] for d in diagnostics) == self.codes


@dataclass(frozen=True)
class Silent:
    """Nothing was and for a moment nothing is published for a version of a document."""

    uri: str
    version: int

    async def play(self, server: Server) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        if any(p.get("version") == self.version for p in server.publishes(self.uri)):
            raise Fault("desync", f"version {self.version} of {self.uri} was published")


@dataclass(frozen=True)
class FewPublishes:
    """A document was published at most so often, and never for one of some versions."""

    uri: str
    at_most: int
    never: tuple[int, ...] = ()

    async def play(self, server: Server) -> None:
        versions = [p.get("version") for p in server.publishes(self.uri)]
        if len(versions) > self.at_most or set(versions) & set(self.never):
            raise Fault("wrong", f"published for versions {versions}")


@dataclass(frozen=True)
class Text:
    """The host's text of a document, which came through the front, is this one."""

    uri: str
    text: str

    async def play(self, server: Server) -> None:
        wanted = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        for attempt in range(40):
            number = f"text {self.uri} {attempt}"
            answer = await server.command(number, "debug", server.uri(self.uri))
            result = answer.get("result")
            if result and result["text_sha256"] == wanted:
                return
            if result:
                raise Fault("desync", f"the text of {self.uri} is not {self.text[:60]!r}")
            # The host is starting, or has not heard of the document yet.
            await asyncio.sleep(QUIET_SECONDS)
        raise Fault("hang", f"the host knows nothing of {self.uri}: {answer}")


@dataclass(frozen=True)
class HostUp:
    """A host is running and has been told of the session."""

    restarts: int | None = None

    async def play(self, server: Server) -> None:
        for attempt in range(200):
            answer = await server.command(f"up {id(self)} {attempt}", "status")
            result = answer["result"]
            fresh = self.restarts is None or result["host_restarts"] >= self.restarts
            if result["host_up"] and fresh:
                return
            await asyncio.sleep(QUIET_SECONDS)
        raise Fault("hang", f"no host: {result}")


@dataclass(frozen=True)
class Arguments:
    """A command with some arguments is answered, whatever the answer."""

    command: str
    value: Any

    async def play(self, server: Server) -> None:
        number = f"{self.command} {self.value!r}"
        params = {"command": server.commands[self.command], "arguments": self.value}
        await server.send(request(number, "workspace/executeCommand", params))
        answer = await server.answer_to(number)
        if answer.get("error", {}).get("code") == -32603:
            raise Fault("wrong", f"{number}: {answer}")


@dataclass(frozen=True)
class FixRefused:
    """The first action at a place that promises an edit is refused, with a code."""

    uri: str
    place: tuple[int, int]
    code: int

    async def play(self, server: Server) -> None:
        place = {"line": self.place[0], "character": self.place[1]}
        params = about(self.uri, range={"start": place, "end": place}, context={"diagnostics": []})
        await server.send(request("actions", "textDocument/codeAction", params))
        actions = (await server.answer_to("actions"))["result"]
        await server.send(request("fix", "codeAction/resolve", actions[0]))
        await Answered("fix", self.code).play(server)


@dataclass(frozen=True)
class Exits:
    """The process ends with a status."""

    status: int

    async def play(self, server: Server) -> None:
        status = await server.exit_status()
        if status != self.status:
            raise Fault("wrong", f"exit status {status}, wanted {self.status}: {server.errors}")


@dataclass(frozen=True)
class CloseInput:
    """Close the pipe that the server reads."""

    async def play(self, server: Server) -> None:
        assert server.process.stdin is not None
        server.process.stdin.close()


@dataclass(frozen=True)
class CloseOutput:
    """Close our end of the pipe that the server writes to."""

    async def play(self, server: Server) -> None:
        transport: Any = server.process._transport  # type: ignore[attr-defined] - asyncio keeps it private
        transport.get_pipe_transport(1).close()


@dataclass(frozen=True)
class ParentDies:
    """The process that `initialize` named as the client ends; the pipes stay open."""

    async def play(self, server: Server) -> None:
        assert server.parent is not None
        server.parent.kill()
        await server.parent.wait()


@dataclass(frozen=True)
class Pause:
    """Wait a moment, so that what follows is not handled together with what went before."""

    seconds: float = QUIET_SECONDS

    async def play(self, server: Server) -> None:
        await asyncio.sleep(self.seconds)


@dataclass(frozen=True)
class Logged:
    """A line of the log holds a text."""

    text: str
    times_at_most: int = 1_000

    async def play(self, server: Server) -> None:
        def count() -> int | None:
            return sum(self.text in line for line in server.errors) or None

        times = await server.until(count, f"{self.text!r} in the log")
        if times > self.times_at_most:
            raise Fault("wrong", f"{self.text!r} is in the log {times} times")


@dataclass(frozen=True)
class Signal:
    """Send a signal to the server, or to the one process it started."""

    number: int
    to_host: bool = False

    async def play(self, server: Server) -> None:
        import os

        pids = server.pids_of_children() if self.to_host else [server.process.pid]
        if len(pids) != 1:
            raise Fault("wrong", f"{len(pids)} children")
        os.kill(pids[0], self.number)


@dataclass(frozen=True)
class Case:
    """One fault: what is sent and what must come of it.

    Attributes:
        name: what the fault is.
        steps: in order.
        started: whether the handshake comes before the steps.
        ends: whether the steps end the process; else a session must go on as ever afterwards.
        probe: whether that is held against a whole analysis or against one answer.
        capabilities: of the client.
        server: which server: the product, or one of `faulty_server`.
        files: what is in the workspace: bytes, or "fifo", "folder", "link:target".
        parent: whether `initialize` names another process as the client.
        options: the `initializationOptions`.
        leftover: requests that the case itself prevents from being answered.
        mute: whether the client leaves the server's requests unanswered.
        tells: whether the user is told something in a window, as they should be.
        may_hang: what the specification leaves no way out of.
    """

    name: str
    steps: tuple[Step, ...]
    started: bool = True
    ends: bool = False
    probe: bool = True
    capabilities: dict[str, Any] = field(default_factory=dict)
    server: str = ""
    files: tuple[tuple[str, bytes | str], ...] = ()
    parent: bool = False
    options: dict[str, Any] = field(default_factory=lambda: {"select": [RULE]})
    leftover: bool = False
    mute: bool = False
    tells: bool = False
    may_hang: bool = False


RULE = "typing/optional-syntax"
IMPORT = "from typing import Optional\n"


def request(number: Any, method: str, params: Any = ...) -> dict[str, Any]:
    """A request; `...` leaves the parameters out."""
    message = {"jsonrpc": "2.0", "id": number, "method": method}
    return message if params is ... else {**message, "params": params}


def notification(method: str, params: Any = ...) -> dict[str, Any]:
    """A notification; `...` leaves the parameters out."""
    message = {"jsonrpc": "2.0", "method": method}
    return message if params is ... else {**message, "params": params}


def opening(uri: str, text: str, version: Any = 1, language: str = "python") -> dict[str, Any]:
    """A `didOpen`."""
    item = {"uri": uri, "languageId": language, "version": version, "text": text}
    return notification("textDocument/didOpen", {"textDocument": item})


def change(uri: str, version: Any, *changes: Any) -> dict[str, Any]:
    """A `didChange`."""
    identifier = {"uri": uri, "version": version}
    return notification(
        "textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)}
    )


def saving(uri: str, text: str | None = None) -> dict[str, Any]:
    """A `didSave`."""
    params: dict[str, Any] = {"textDocument": {"uri": uri}}
    return notification(
        "textDocument/didSave", params if text is None else {**params, "text": text}
    )


def closing(uri: str) -> dict[str, Any]:
    """A `didClose`."""
    return notification("textDocument/didClose", {"textDocument": {"uri": uri}})


def edit(start: tuple[Any, Any], end: tuple[Any, Any], text: Any) -> dict[str, Any]:
    """A content change of a range."""
    places = [{"line": line, "character": column} for line, column in (start, end)]
    return {"range": {"start": places[0], "end": places[1]}, "text": text}


def about(uri: str, **more: Any) -> dict[str, Any]:
    """The parameters of a request about a document."""
    return {"textDocument": {"uri": uri}, **more}
