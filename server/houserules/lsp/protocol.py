"""JSON-RPC as this server speaks it: pygls' protocol with strict answers and a plain fast path.

Methods with a plain handler get their parameters as decoded JSON and may answer with JSON text; they bypass
the typed objects of lsprotocol, whose conversion costs more than the work. All other methods are
pygls features. Every request is answered exactly once, whatever it holds.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from houserules.lsp.containment import contained
from houserules.lsp.envelope import error_of, identifier_of, params_of
from houserules.lsp.logs import log_error
from houserules.lsp.tracing import Tracing
from houserules.lsp.wire import JsonText, json_object

if TYPE_CHECKING:
    from cattrs import Converter
    from pygls.lsp.server import LanguageServer

    from houserules.lsp.transport import Writer

logger = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any]], Any]


class FrontProtocol(LanguageServerProtocol):
    """The protocol of one session. All methods run on the session's loop."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        """Called by pygls' server; `attach` completes it."""
        # pygls reads every attribute while it initialises, so ours come first.
        self._output: Writer | None = None
        self._requests: Mapping[str, Handler] = {}
        self._notices: Mapping[str, Handler] = {}
        self._terminate: Callable[[int], None] = os._exit
        self._backlog: Callable[[], bool] = lambda: False
        self._initialized = False
        self._numbers = itertools.count(1)
        self._asked: dict[int | str, asyncio.Future[Any]] = {}
        self.tracing = Tracing(self.notify_json)
        super().__init__(server, converter)

    def attach(
        self,
        writer: Writer,
        requests: Mapping[str, Handler],
        notices: Mapping[str, Handler],
        terminate: Callable[[int], None],
        backlog: Callable[[], bool],
    ) -> None:
        """Complete the protocol with what only its owner knows.

        Args:
            writer: takes whole messages, header included.
            requests: handlers of requests that read plain values, `initialize` among them.
            notices: handlers of notifications that read plain values.
            terminate: ends the process with a status.
            backlog: whether more messages of the editor are already here.
        """
        self._output = writer
        self._requests = requests
        self._notices = notices
        self._terminate = terminate
        self._backlog = backlog

    @property
    def backlog(self) -> bool:
        """Whether messages of the editor wait to be handled."""
        return self._backlog()

    def receive(self, value: object) -> None:
        """Handle one decoded JSON value (LSP, "Base Protocol")."""
        message = json_object(value)
        if message is None:
            self._refuse(None, JsonRpcInvalidRequest(message="a message must be one object"))
            return
        number = identifier_of(message.get("id"))
        if message.get("jsonrpc") != "2.0":
            self._refuse(number, JsonRpcInvalidRequest(message='`jsonrpc` must be "2.0"'))
            return
        method = message.get("method")
        if isinstance(method, str):
            if "id" not in message:
                self._receive_notification(method, message)
            elif number is not None:
                self._receive_request(number, method, message)
            else:
                refusal = JsonRpcInvalidRequest(message="`id` must be a string or an integer")
                self._refuse(None, refusal)
        elif "method" in message or not ("result" in message or "error" in message):
            self._refuse(number, JsonRpcInvalidRequest(message="neither request nor answer"))
        elif number is None:
            logger.warning("the client could not read a message of ours")
        else:
            self._receive_answer(number, message)

    def refuse_bytes(self, reason: str) -> None:
        """Answer bytes that are no message."""
        logger.warning("unreadable message: %s", reason)
        self._refuse(None, JsonRpcParseError(message=reason))

    def notify_json(self, method: str, params: str) -> None:
        """Send a notification whose parameters are JSON text."""
        self._write(f'{{"jsonrpc":"2.0","method":"{method}","params":{params}}}')

    async def ask(self, method: str, params: Any) -> Any:
        """Send a request of plain values and return its plain answer.

        Raises:
            JsonRpcException: the client answered with an error.
        """
        number = f"houserules-{next(self._numbers)}"
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        message = {"jsonrpc": "2.0", "id": number, "method": method}
        if params is not None:
            message["params"] = params
        self._write(json.dumps(message))
        try:
            return await answer
        finally:
            self._asked.pop(number, None)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> Generator[Any, Any, None]:
        """End the process: 0 after `shutdown`, else 1 (LSP, `exit`)."""
        self._terminate(0 if self._shutdown else 1)
        yield from ()

    def _receive_request(self, number: int | str, method: str, message: dict[str, Any]) -> None:
        self.tracing.begin(number, method)
        if self._shutdown:
            self._refuse(number, JsonRpcInvalidRequest(message="the server is shutting down"))
        elif not self._initialized and method != types.INITIALIZE:
            self._refuse(number, JsonRpcServerNotInitialized(message="`initialize` comes first"))
        elif self._initialized and method == types.INITIALIZE:
            self._refuse(number, JsonRpcInvalidRequest(message="`initialize` comes only once"))
        elif method in self._requests:
            self._answer_plain(number, method, message)
        else:
            self._answer_typed(number, method, message)

    def _receive_notification(self, method: str, message: dict[str, Any]) -> None:
        start = self.tracing.now()
        self._take_notification(method, message)
        self.tracing.notified(method, start)

    def _take_notification(self, method: str, message: dict[str, Any]) -> None:
        if method == types.EXIT:
            self._terminate(0 if self._shutdown else 1)
        elif not self._initialized or self._shutdown:
            logger.debug("ignored outside of the session: %s", method)
        elif method == types.CANCEL_REQUEST:
            self._cancel(message)
        elif method in self._notices:
            self._notice_plain(method, message)
        elif self._has_feature(method):
            try:
                typed = self._structure(method, message)
            except JsonRpcInvalidParams as error:
                logger.warning("ignored, malformed: %s: %s", method, error.message)
                return
            self.handle_message(typed)
        elif not method.startswith("$/"):
            logger.debug("ignored, unknown: %s", method)

    def _receive_answer(self, number: int | str, message: dict[str, Any]) -> None:
        answer = self._asked.pop(number, None)
        if answer is None:
            if number in self._request_futures:
                # A request that pygls' own methods sent.
                self._handle_response(number, message.get("result"), error_of(message))
            return
        if answer.done():
            return
        error = error_of(message)
        if error is None:
            answer.set_result(message.get("result"))
        else:
            answer.set_exception(JsonRpcException(message=error.message, code=error.code))

    def _answer_plain(self, number: int | str, method: str, message: dict[str, Any]) -> None:
        try:
            result = self._requests[method](params_of(message))
        except BaseException as error:  # a handler may raise anything, SystemExit included
            self._refuse(number, error, method)
            return
        if not isawaitable(result):
            self._initialized = self._initialized or method == types.INITIALIZE
            self._send_response(number, result)
            return
        future = asyncio.ensure_future(contained(result))
        self._request_futures[number] = future  # type: ignore[assignment] - pygls names a narrower type
        future.add_done_callback(lambda done: self._answer_future(number, method, done))

    def _answer_future(self, number: int | str, method: str, done: asyncio.Future[Any]) -> None:
        self._request_futures.pop(number, None)
        if done.cancelled():
            self._refuse(number, JsonRpcRequestCancelled(message="cancelled"))
        elif (error := done.exception()) is not None:
            self._refuse(number, error, method)
        else:
            self._send_response(number, done.result())

    def _notice_plain(self, method: str, message: dict[str, Any]) -> None:
        try:
            self._notices[method](params_of(message))
        except JsonRpcInvalidParams as error:
            logger.warning("ignored, malformed: %s: %s", method, error.message)
        except BaseException as error:  # as above
            log_error(method, error)

    def _answer_typed(self, number: int | str, method: str, message: dict[str, Any]) -> None:
        # A notification that is sent as a request would never be answered.
        if not self._has_feature(method) or self.get_result_type(method) is None:
            self._refuse(number, JsonRpcMethodNotFound(message=f"unknown method {method!r}"))
            return
        try:
            typed = self._structure(method, message)
        except JsonRpcInvalidParams as error:
            self._refuse(number, error)
            return
        self.handle_message(typed)

    def _has_feature(self, method: str) -> bool:
        manager: Any = self.fm
        return method in manager.features or method in manager.builtin_features

    def _structure(self, method: str, message: dict[str, Any]) -> Any:
        params_of(message)
        message_type: Any = self.get_message_type(method)
        try:
            return self._converter.structure(message, message_type)
        except Exception as error:
            raise JsonRpcInvalidParams(message=f"wrong parameters of {method!r}") from error

    def _cancel(self, message: dict[str, Any]) -> None:
        number = identifier_of((json_object(message.get("params")) or {}).get("id"))
        future = None if number is None else self._request_futures.get(number)
        if future is not None:
            future.cancel()

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self._refuse(msg_id, JsonRpcRequestCancelled(message="cancelled"))
        elif (error := future.exception()) is not None:
            self._refuse(msg_id, error)
        else:
            self._send_response(msg_id, future.result())

    def _check_handler_result(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            log_error("notification", error)

    def _send_response(
        self, msg_id: int | str, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        self._result_types.pop(msg_id, None)
        if error is not None:
            self._refuse(msg_id, JsonRpcException(message=error.message, code=error.code))
            return
        try:
            text = result if isinstance(result, JsonText) else self._encode(result)
        except Exception as failure:
            self._refuse(msg_id, failure)
            return
        self._write(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{text}}}')
        self.tracing.end(msg_id)

    def _refuse(
        self, number: int | str | None, error: BaseException, method: str = "request"
    ) -> None:
        if not isinstance(error, JsonRpcException):
            log_error(method, error)
            error = JsonRpcInternalError(message="internal error, see the log")
        body: dict[str, Any] = {"code": error.code, "message": error.message}
        if error.data is not None:
            body["data"] = error.data
        self._write(f'{{"jsonrpc":"2.0","id":{json.dumps(number)},"error":{json.dumps(body)}}}')
        self.tracing.end(number)

    def _send_data(self, data: Any) -> None:
        if data:
            self._write(self._encode(data))

    def _encode(self, value: Any) -> str:
        return json.dumps(value, default=self._converter.unstructure, separators=(",", ":"))

    def _write(self, text: str) -> None:
        if self._output is None:
            logger.error("a message before the connection is open")
            return
        body = text.encode("utf-8", "replace")
        self._output.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
