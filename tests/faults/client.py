"""A raw JSON-RPC client that can send what no editor should, and keeps count of what it is owed.

It shares no code with the server: framing, JSON and text are its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

Message = dict[str, Any]
Found = TypeVar("Found")

# Far above what anything takes on a busy machine: reaching it is a hang.
HANG_SECONDS = 60.0
_ERROR_LINES = 2_000


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Fault(Exception):
    """What went wrong with the server; `kind` is death, hang, desync or wrong."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


class Server:
    """One server process and everything it said. `folder:` in a URI stands for its folder."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.parent: asyncio.subprocess.Process | None = None
        self.answers: list[Message] = []
        self.notifications: list[Message] = []
        self.errors: list[str] = []
        self.violations: list[str] = []
        self.commands: dict[str, str] = {}
        self.mute = False
        self._asked: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._taken: set[int] = set()
        self._news = asyncio.Event()
        self._ended = False
        self._tasks = [
            asyncio.ensure_future(self._read()),
            asyncio.ensure_future(self._read_errors()),
        ]

    @staticmethod
    async def start(command: Sequence[str], folder: Path) -> Server:
        """Start a server in a folder that is its workspace."""
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**os.environ, "HOUSERULES_CACHE_DIR": str(folder.parent / "cache")},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=1 << 26,
            # A test that runs in the background ignores the signal, and would hand that down.
            preexec_fn=_heed_interrupts if os.name == "posix" else None,
        )
        return Server(process, folder)

    async def end(self) -> None:
        """Leave nothing behind."""
        for process in (self.process, self.parent):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # What goes out

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            await self.process.stdin.drain()
        except (ConnectionError, BrokenPipeError):
            return  # whoever waits for an answer sees the death

    async def send(self, value: Any) -> None:
        """Send one JSON value, and note the answer that a request is owed."""
        text = json.dumps(value).replace("folder:/", self.folder.as_uri() + "/")
        await self.send_bytes(framed(text.encode()))
        if is_request(value):
            self._asked[key_of(value["id"])] += 1

    async def begin(self, **params: Any) -> Any:
        """Send `initialize`, take the answer, send `initialized`."""
        await self.send({"jsonrpc": "2.0", "id": "begin", "method": "initialize", "params": params})
        answer = await self.answer_to("begin")
        if "error" in answer:
            raise Fault("wrong", f"initialize was refused: {answer['error']}")
        capabilities = answer["result"]["capabilities"]
        for name in capabilities.get("executeCommandProvider", {}).get("commands", ()):
            self.commands[name.rpartition(".")[2]] = name
        await self.send({"jsonrpc": "2.0", "method": "initialized", "params": {}})
        return capabilities

    async def command(self, number: str, name: str, *arguments: Any) -> Message:
        """Execute a command and return its answer."""
        params = {"command": self.commands[name], "arguments": list(arguments)}
        await self.send(
            {"jsonrpc": "2.0", "id": number, "method": "workspace/executeCommand", "params": params}
        )
        return await self.answer_to(number)

    # What comes back

    async def until(self, wanted: Callable[[], Found | None], what: str) -> Found:
        """Wait until something is there; a `Fault` when the server dies or does nothing."""
        try:
            async with asyncio.timeout(HANG_SECONDS):
                while True:
                    self._news.clear()
                    found = wanted()
                    if found is not None:
                        return found
                    if self._ended:
                        raise Fault("death", f"waiting for {what}: {self.errors[-3:]}")
                    await self._news.wait()
        except TimeoutError:
            raise Fault("hang", f"waiting for {what}") from None

    async def answer_to(self, number: Any) -> Message:
        """Wait for the next answer with an id that nobody took yet."""

        def untaken() -> Message | None:
            for index, answer in enumerate(self.answers):
                if index not in self._taken and key_of(answer.get("id")) == key_of(number):
                    self._taken.add(index)
                    return answer
            return None

        return await self.until(untaken, f"the answer to {str(number)[:40]!r}")

    async def exit_status(self) -> int:
        """Wait for the end of the process."""
        try:
            async with asyncio.timeout(HANG_SECONDS):
                return await self.process.wait()
        except TimeoutError:
            raise Fault("hang", "the process does not end") from None

    def uri(self, uri: str) -> str:
        """The uri as the server knows it."""
        return uri.replace("folder:/", self.folder.as_uri() + "/")

    def publishes(self, uri: str) -> list[Message]:
        """The parameters of all publishes of a document."""
        return [
            m["params"]
            for m in self.notifications
            if m["method"] == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == self.uri(uri)
        ]

    def unanswered(self) -> list[str]:
        """The ids of requests without their answer."""
        return sorted((self._asked - self._answered).elements())

    def answered_twice(self) -> list[str]:
        """The ids that were answered more often than asked."""
        over = self._answered - self._asked
        return sorted(key for key in over.elements() if key in self._asked)

    def pids_of_children(self) -> list[int]:
        """The processes that the server started; Linux only."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        try:
            texts = [(task / "children").read_text("ascii") for task in tasks.iterdir()]
        except OSError:
            return []
        return [int(pid) for text in texts for pid in text.split()]

    async def _read(self) -> None:
        assert self.process.stdout is not None
        out = self.process.stdout
        try:
            while True:
                header = await out.readuntil(b"\r\n\r\n")
                if not header.startswith(b"Content-Length: ") or header.count(b"\r\n") != 2:
                    self.violations.append(f"in the stream of the protocol: {header[:80]!r}")
                    return
                body = await out.readexactly(int(header[16:-4]))
                await self._take(json.loads(body))
                self._news.set()
        except asyncio.IncompleteReadError as rest:
            if rest.partial:
                self.violations.append(f"the stream ends with {rest.partial[:80]!r}")
        finally:
            self._ended = True
            self._news.set()

    async def _take(self, message: Message) -> None:
        if message.get("jsonrpc") != "2.0":
            self.violations.append(f"no JSON-RPC: {str(message)[:80]}")
        if "method" not in message:
            self.answers.append(message)
            if message.get("id") is not None:
                self._answered[key_of(message["id"])] += 1
            return
        self.notifications.append(message)
        if "id" in message and not self.mute:
            result = None
            if message["method"] == "workspace/configuration":
                result = [None for _ in message["params"]["items"]]
            await self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    async def _read_errors(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            if len(self.errors) < _ERROR_LINES:
                self.errors.append(line.decode("utf-8", "replace").rstrip())
                self._news.set()


def framed(body: bytes) -> bytes:
    """A message as the specification wants it."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def is_request(value: Any) -> bool:
    """Whether a value is a request that must be answered under its own id."""
    if not isinstance(value, dict):
        return False
    message = cast("Message", value)
    number = message.get("id")
    numbered = isinstance(number, str) or (isinstance(number, int) and not isinstance(number, bool))
    return numbered and "result" not in message and "error" not in message


def key_of(number: Any) -> str:
    """An id as a key: 1 and "1" are two."""
    return json.dumps(number)


PRODUCT = (str(Path(sys.executable).with_name("houserules")), "server")
