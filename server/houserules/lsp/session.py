"""One editor session: joins documents, host and the LSP areas.

It owns the order of things (settings before documents, documents before reports) and no logic of
an area.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from typing import Any, Protocol

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from houserules import __version__
from houserules.host.client import HostClient, HostDown, HostRefused
from houserules.host.process import HostProcess
from houserules.host.protocol import Message
from houserules.lsp import params as p
from houserules.lsp.capabilities import server_capabilities
from houserules.lsp.channel import Channel
from houserules.lsp.code_actions import CodeActions
from houserules.lsp.commands import EXPLAIN, Commands
from houserules.lsp.completion import complete
from houserules.lsp.completion import resolve as resolve_completion
from houserules.lsp.configuration import Configuration
from houserules.lsp.diagnostics import Diagnostics
from houserules.lsp.documents import Documents, Role
from houserules.lsp.editor import Editor, folder_uris
from houserules.lsp.hover import hover
from houserules.lsp.mirror import HostMirror
from houserules.lsp.notebooks import Notebooks
from houserules.lsp.progress import IndexProgressBar
from houserules.lsp.pull_registration import PullRegistration
from houserules.lsp.settings_files import SettingsProblems
from houserules.lsp.settings_words import SettingsWords
from houserules.lsp.uris import path_of, uri_of
from houserules.lsp.watching import RESTATE_SECONDS, WATCHED, FileChanges, Watchers
from houserules.lsp.wire import JsonText
from houserules.lsp.workspace_diagnostics import WorkspaceDiagnostics

logger = logging.getLogger(__name__)

# A hover is asked for again when the pointer moves: better nothing than late.
HOVER_SECONDS = 0.03
FORGOTTEN_SECONDS = 1.0
_REQUEST_FAILED = -32803
_MESSAGE_TYPES = {"error": 1, "warning": 2, "info": 3}


class RulePages(Protocol):
    """Where the pages of the rules are: `houserules.pages`."""

    def page(self, rule_id: str) -> str | None:
        """Return the page's Markdown."""
        ...

    def page_path(self, rule_id: str) -> Any:
        """Return the page's path on disk."""
        ...

    def settings_schema(self) -> Mapping[str, Any]:
        """Return the JSON schema of settings files."""
        ...


class Session:
    """Everything between `initialize` and the end. A host listener."""

    def __init__(
        self,
        params: Mapping[str, Any],
        channel: Channel,
        pages: RulePages,
        spawn: Callable[[], HostProcess],
        process: HostProcess | None,
        set_trace: Callable[[object], None],
    ) -> None:
        """Start a session.

        Args:
            params: the parameters of `initialize`.
            channel: where messages to the editor go.
            pages: the rules' pages.
            spawn: starts a host.
            process: a host that was started already.
            set_trace: takes the editor setting `trace`.
        """
        self.editor = editor = Editor.of(params)
        self._channel = channel
        self._pages = pages
        self._page_uris: dict[str, str | None] = {}
        self._folders = list(editor.folders)
        self.documents = documents = Documents()
        self.host = HostClient(self, asyncio.get_running_loop(), spawn)
        self._mirror = mirror = HostMirror(self.host, documents, channel)
        self.configuration = Configuration(
            editor, channel, lambda _: self._configure(), lambda: self._words.file_keys()
        )
        self.diagnostics = Diagnostics(
            editor, documents, channel, self.page_uri, lambda: self.host.up, mirror.open
        )
        self.workspace = WorkspaceDiagnostics(editor, documents, channel, self.page_uri)
        self._pulling = PullRegistration(editor, channel, self.workspace.not_pulled)
        self._problems = SettingsProblems(editor, documents, self.diagnostics, self.workspace)
        self._progress = IndexProgressBar(editor, channel, self.spawn)
        self.actions = CodeActions(
            editor,
            documents,
            self.diagnostics.renderer,
            mirror.ask,
            self._explain,
            lambda: self.host.silent_for,
        )
        self.commands = Commands(
            editor,
            documents,
            channel,
            self.host,
            mirror,
            self._page,
            self.page_uri,
            lambda: self._words.profiles(),
        ).table()
        self._watchers = Watchers(channel, registers=editor.register_watchers)
        self._changes = FileChanges(
            documents,
            self._watchers.concern,
            lambda paths: mirror.tell("files_changed", {"paths": paths}),
            None if editor.register_watchers else lambda: mirror.tell("restate", {}),
        )
        self.notebooks = Notebooks(
            lambda params: self.did_open(params, is_cell=True), self.did_change, self.did_close
        )
        self._set_trace = set_trace
        self._initialized = False
        self._background: set[asyncio.Task[None]] = set()
        self.host.start(process)

    def answer_to_initialize(self) -> dict[str, Any]:
        """Return the result of `initialize`."""
        return {
            "capabilities": server_capabilities(self.editor, list(self.commands)),
            "serverInfo": {"name": "houserules", "version": __version__},
        }

    def initialized(self) -> None:
        """Ask the client for settings and to watch files, now that it may be asked."""
        if self._initialized:
            return
        self._initialized = True
        self.spawn(self.configuration.start())
        self.spawn(self._watchers.watch(WATCHED))
        self.spawn(self._pulling.follow(workspace=self.workspace.active))
        if not self.editor.register_watchers:
            self.spawn(self._changes.restate_every(RESTATE_SECONDS))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work beside the session's messages."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    # Documents

    def did_open(self, params: p.Params, *, is_cell: bool = False) -> None:
        """Take in `textDocument/didOpen`, or the same of a notebook's cell."""
        item = p.mapping(params, "textDocument")
        uri, version = p.string(item, "uri"), _version(item)
        if self.documents.get(uri) is not None:
            logger.warning("a document was opened twice; the newer text counts")
            self._mirror.close(uri)
        document = self.documents.open(
            uri, p.string(item, "languageId"), version, p.string(item, "text"), is_cell=is_cell
        )
        if not self._initialized:
            # The client forgot `initialized`, it seems: do not wait for ever.
            asyncio.get_running_loop().call_later(FORGOTTEN_SECONDS, self.initialized)
        self.diagnostics.opened(document)
        self.workspace.opened(uri)
        if document.role is Role.SETTINGS:
            self._problems.opened(document)
        self._mirror.open(document)

    def did_change(self, params: p.Params) -> None:
        """Take in `textDocument/didChange`."""
        item = p.mapping(params, "textDocument")
        document = self.documents.get(p.string(item, "uri"))
        if document is None:
            logger.warning("a change of a document that is not open; ignored")
            return
        before = document.document.text
        try:
            changes = p.objects(params, "contentChanges")
            edits = self.documents.change(document, _version(item), changes, self.editor.encoding)
        except JsonRpcInvalidParams:
            # What the editor did is unknown: nothing is said until its whole text comes.
            document.suspect = True
            raise
        self._mirror.edit(document, before, edits)

    def did_save(self, params: p.Params) -> None:
        """Take in `textDocument/didSave`; its text heals a document that drifted apart."""
        document = self.documents.get(p.document_uri(params))
        if document is None:
            return
        text = params.get("text")
        if isinstance(text, str) and (document.suspect or text != document.document.text):
            logger.warning("a saved text differs from the edits that were sent; it counts")
            before = document.document.text
            self._mirror.edit(document, before, self.documents.restate(document, text))
        if document.path is not None:
            self._changes.saved(document.path)

    def did_close(self, params: p.Params) -> None:
        """Take in `textDocument/didClose`."""
        document = self.documents.close(p.document_uri(params))
        if document is None:
            return
        self.diagnostics.closed(document.uri)
        self._problems.closed(document)
        if document.role is Role.PYTHON:
            self._mirror.close(document.uri)

    # Requests

    async def hover(self, params: p.Params) -> JsonText | dict[str, Any] | None:
        """Answer `textDocument/hover`."""
        document = self.documents.get(p.document_uri(params))
        position = p.position(params, "position")
        if document is None or document.role is Role.OTHER:
            return None
        if document.role is Role.PYTHON and not document.current:
            await document.wait_until(done=False, seconds=HOVER_SECONDS)
        return hover(self.editor, document, position, self._page, self._words)

    def completion(self, params: p.Params) -> list[dict[str, Any]]:
        """Answer `textDocument/completion`."""
        document = self.documents.get(p.document_uri(params))
        position = p.position(params, "position")
        if document is None or document.role is Role.OTHER:
            return []
        return complete(self.editor, document, position, self._words)

    def resolve_completion(self, params: p.Params) -> dict[str, Any]:
        """Answer `completionItem/resolve`."""
        p.string(params, "label")
        return resolve_completion(params, self._page)

    @cached_property
    def _words(self) -> SettingsWords:
        return SettingsWords(self._pages.settings_schema())

    async def resolve(self, params: p.Params) -> dict[str, Any]:
        """Answer `codeAction/resolve`.

        Raises:
            JsonRpcException: If the host refuses.
        """
        p.string(params, "title")
        try:
            return await self.actions.resolve(params)
        except HostRefused as error:
            raise JsonRpcException(message=error.reason, code=_REQUEST_FAILED) from error
        except HostDown as error:
            raise JsonRpcException(message=str(error), code=_REQUEST_FAILED) from error

    # Workspace

    def did_change_folders(self, params: p.Params) -> None:
        """Take in `workspace/didChangeWorkspaceFolders`."""
        event = p.mapping(params, "event")
        removed = {path_of(uri) for uri in folder_uris(event.get("removed"))}
        added = [path_of(uri) for uri in folder_uris(event.get("added"))]
        kept = [folder for folder in self._folders if folder not in removed]
        self._folders = [*kept, *(path for path in added if path is not None)]
        self._configure()

    def did_change_watched_files(self, params: p.Params) -> None:
        """Take in `workspace/didChangeWatchedFiles`."""
        changes = p.objects(params, "changes")
        self._changes.add((p.string(c, "uri"), c.get("type")) for c in changes)

    def did_change_configuration(self, params: p.Params) -> None:
        """Take in `workspace/didChangeConfiguration`."""
        self.spawn(self.configuration.reload(params.get("settings")))

    # The host

    def host_started(self) -> None:
        """Tell a fresh host everything, once the settings are known."""
        self._problems.forget()
        self._progress.forget()
        self.workspace.doubt()
        self._mirror.start_over()

    def host_message(self, message: Message) -> None:
        """Take in a notification of the host."""
        params = message.get("params", {})
        match message.get("method"):
            case "report":
                self.diagnostics.report(params)
            case "settings_report":
                self._problems.report(params)
            case "project_report":
                self._problems.report_project(params)
            case "workspace_report":
                self.workspace.report(params)
                self.spawn(self._pulling.follow(workspace=self.workspace.active))
            case "progress":
                self._progress.report(params)
            case "ready":
                self.diagnostics.refresh()
            case "watch":
                self.spawn(self._watchers.watch(params["globs"]))
            case "editor_problems":
                self.configuration.tell(params["problems"])
            case "notice":
                self._notice(params)
            case method:
                logger.debug("unknown message of the host: %s", method)

    def host_died(self, reason: str) -> None:
        """Say why findings stand still for a moment, when it was not asked for."""
        if reason == "deadline":
            logger.warning("a piece of code took the analysis too long and is skipped from now on")

    def _page(self, rule: str) -> str | None:
        return self._pages.page(rule)

    def page_uri(self, rule: str) -> str | None:
        """Return the uri of a rule's page, None when it has none."""
        if rule not in self._page_uris:
            path = self._pages.page_path(rule)
            self._page_uris[rule] = None if path is None else uri_of(str(path))
        return self._page_uris[rule]

    def _configure(self) -> None:
        settings = self.configuration.settings
        if settings is not None:
            self._set_trace(settings.get("trace"))
            self._mirror.configure(
                {
                    "folders": self._folders,
                    "editor": settings,
                    "explicit": self.configuration.explicit,
                    "problems": self.configuration.wrong,
                }
            )

    def _explain(self, rule: str) -> tuple[str, list[Any]] | None:
        return None if self.page_uri(rule) is None else (EXPLAIN, [rule])

    def _notice(self, params: Message) -> None:
        level = str(params.get("level", "info"))
        kind = _MESSAGE_TYPES.get(level, 3)
        method = "window/logMessage" if kind == _MESSAGE_TYPES["info"] else "window/showMessage"
        self._channel.notify_json(method, json.dumps({"type": kind, "message": params["message"]}))


def _version(item: p.Params) -> int | None:
    return None if item.get("version") is None else p.integer(item, "version")
