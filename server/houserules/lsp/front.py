"""The front process: pygls' server on our own transport, and its end.

Imported by `server` only after the host was spawned, because importing pygls takes longer than
anything else at the start.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from houserules import __version__
from houserules.host.process import HostProcess
from houserules.lsp.logs import log_error
from houserules.lsp.parent import watch_parent
from houserules.lsp.protocol import FrontProtocol, Handler
from houserules.lsp.session import RulePages, Session
from houserules.lsp.transport import Reader, Writer
from houserules.lsp.wire import json_array

logger = logging.getLogger(__name__)


class Front(LanguageServer):
    """The language server: one connection, one session."""

    def __init__(
        self, pages: RulePages, spawn: Callable[[], HostProcess], process: HostProcess | None
    ) -> None:
        """Take the rules' pages, a way to start a host, and one that was started already."""
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - pygls leaves it untyped
            "houserules", __version__, protocol_cls=FrontProtocol
        )
        self._rpc = cast("FrontProtocol", self.protocol)
        self._pages = pages
        self._spawn = spawn
        self._process = process
        self._session: Session | None = None
        self._backlog = 0

    def serve(self, inbox: int, outbox: int) -> None:
        """Serve the two descriptors; ends the process, never returns."""
        try:
            asyncio.run(self._serve(inbox, outbox))
        except KeyboardInterrupt:
            self._end_process(1)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log instead of opening a window in the editor, as pygls would."""
        log_error(str(getattr(source, "__name__", "server")), error)

    async def _serve(self, inbox: int, outbox: int) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_loop_error)
        self._writer = Writer(outbox, lambda: self._end_process(1))
        self._rpc.attach(
            self._writer,
            self._requests(),
            self._notices(),
            self._terminate,
            lambda: self._backlog > 0,
        )
        self.feature(types.INITIALIZED)(_initialized)

        def post(callback: Callable[..., None], *args: object) -> None:
            self._backlog += 1
            try:
                loop.call_soon_threadsafe(self._receive, callback, *args)
            except RuntimeError:
                self._end_process(1)

        end = partial(post, self._terminate, 1)
        Reader(
            inbox,
            partial(post, self._rpc.receive),
            partial(post, self._rpc.refuse_bytes),
            end,
        ).start()
        self._writer.start()
        await asyncio.Event().wait()

    def _receive(self, callback: Callable[..., None], *args: object) -> None:
        self._backlog -= 1
        callback(*args)

    def _requests(self) -> Mapping[str, Handler]:
        """Return the requests that bypass lsprotocol's objects."""
        return {
            types.INITIALIZE: self._initialize,
            types.TEXT_DOCUMENT_DIAGNOSTIC: lambda params: self.session.diagnostics.pull(params),
            types.WORKSPACE_DIAGNOSTIC: lambda params: self.session.workspace.pull(params),
            types.TEXT_DOCUMENT_CODE_ACTION: lambda params: self.session.actions.answer(params),
            types.CODE_ACTION_RESOLVE: lambda params: self.session.resolve(params),
            types.TEXT_DOCUMENT_HOVER: lambda params: self.session.hover(params),
            types.TEXT_DOCUMENT_COMPLETION: lambda params: self.session.completion(params),
            types.COMPLETION_ITEM_RESOLVE: lambda params: self.session.resolve_completion(params),
            types.WORKSPACE_EXECUTE_COMMAND: self._execute,
        }

    def _notices(self) -> Mapping[str, Handler]:
        """Return the notifications that bypass lsprotocol's objects."""
        return {
            types.SET_TRACE: lambda params: self._rpc.tracing.set_level(params.get("value")),
            types.TEXT_DOCUMENT_DID_OPEN: lambda params: self.session.did_open(params),
            types.TEXT_DOCUMENT_DID_CHANGE: lambda params: self.session.did_change(params),
            types.TEXT_DOCUMENT_DID_SAVE: lambda params: self.session.did_save(params),
            types.TEXT_DOCUMENT_DID_CLOSE: lambda params: self.session.did_close(params),
            types.NOTEBOOK_DOCUMENT_DID_OPEN: (
                lambda params: self.session.notebooks.did_open(params)
            ),
            types.NOTEBOOK_DOCUMENT_DID_CHANGE: (
                lambda params: self.session.notebooks.did_change(params)
            ),
            types.NOTEBOOK_DOCUMENT_DID_CLOSE: (
                lambda params: self.session.notebooks.did_close(params)
            ),
            types.WORKSPACE_DID_CHANGE_CONFIGURATION: (
                lambda params: self.session.did_change_configuration(params)
            ),
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (
                lambda params: self.session.did_change_watched_files(params)
            ),
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (
                lambda params: self.session.did_change_folders(params)
            ),
        }

    @property
    def session(self) -> Session:
        """The session; there is one once `initialize` was answered."""
        assert self._session is not None, "the protocol lets nothing through before initialize"
        return self._session

    def _initialize(self, params: Mapping[str, Any]) -> dict[str, Any]:
        process, self._process = self._process, None
        self._rpc.tracing.set_level(params.get("trace"))
        self._session = Session(
            params, self._rpc, self._pages, self._spawn, process, self._rpc.tracing.set_level
        )
        watch_parent(self._session.editor.process_id, lambda: self._end_process(1))
        return self._session.answer_to_initialize()

    async def _execute(self, params: Mapping[str, Any]) -> Any:
        command = self.session.commands.get(str(params.get("command")))
        arguments = params.get("arguments")
        if command is None:
            raise JsonRpcInvalidParams(message="unknown command")
        return await command(json_array(arguments) or [])

    def _terminate(self, status: int) -> None:
        if self._session is not None:
            self._session.host.stop()
        elif self._process is not None:
            self._process.close()
        self._writer.close()
        self._end_process(status)

    def _end_process(self, status: int) -> None:
        """End at once, from any thread; the host sees its pipe close and ends too."""
        sys.stderr.flush()
        os._exit(status)


def _initialized(ls: Front, params: types.InitializedParams) -> None:
    del params
    ls.session.initialized()


def _log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    del loop
    error = context.get("exception")
    if isinstance(error, BaseException):
        log_error("event loop", error)
    else:
        logger.error("event loop: %s", context.get("message"))
