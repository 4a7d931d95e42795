"""Answers `textDocument/codeAction` from the blocks at hand, `codeAction/resolve` with the host.

Asking for actions never waits for the host, except for clients that cannot resolve: they get the
edits at once.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pygls.exceptions import JsonRpcContentModified, JsonRpcException, JsonRpcInvalidParams

from houserules.host.client import HostDown, HostRefused
from houserules.host.protocol import ErrorCode, Message
from houserules.lsp import params as p
from houserules.lsp.actions import Action, Asked, Explain, offered_actions
from houserules.lsp.convert import to_offset
from houserules.lsp.documents import Documents, OpenDocument, Role
from houserules.lsp.editor import Editor
from houserules.lsp.edits import workspace_edit
from houserules.lsp.project_edits import project_edit
from houserules.lsp.rendering import SOURCE, DiagnosticRenderer
from houserules.lsp.wire import JsonText, json_array, json_object, json_strings
from houserules.text.lines import Position
from houserules.text.span import Span

Ask = Callable[[str, Message, float], Awaitable[Any]]

HOST_SECONDS = 1.0
PROMPT_SECONDS = 0.2
"""So long a host may work without a sign before nobody waits for it any more."""
_LOOK_SECONDS = 0.05
FIX_ALL_SECONDS = 20.0
"""All fixes of a large file are some seconds of work, which keystrokes interrupt."""
OVER_FILES_SECONDS = 20.0
"""A fix over several files reads all that may mention what it changes."""
_AUTOMATIC = 2
_REQUESTS = frozenset({"resolve_fix", "fix_all", "ignore_edits"})


class CodeActions:
    """The code actions of a session."""

    def __init__(
        self,
        editor: Editor,
        documents: Documents,
        renderer: Callable[[OpenDocument], DiagnosticRenderer],
        ask: Ask,
        explain: Explain,
        silent_for: Callable[[], float],
    ) -> None:
        """Take what actions are made from.

        Args:
            editor: what the client can do.
            documents: the open documents.
            renderer: renders the diagnostics that an action solves.
            ask: sends a request to the host, with a time limit in seconds.
            explain: the command that shows a rule's page, None when it has none.
            silent_for: seconds since a host at work last gave a sign.
        """
        self._editor = editor
        self._documents = documents
        self._renderer = renderer
        self._ask = ask
        self._explain = explain
        self._silent_for = silent_for

    def answer(self, params: p.Params) -> JsonText | Awaitable[JsonText]:
        """Answer `textDocument/codeAction`; at once where no edit is needed and all is there."""
        document = self._documents.get(p.document_uri(params))
        places = p.position_range(params, "range")
        context = p.mapping(params, "context")
        if document is None or document.role is not Role.PYTHON:
            return JsonText("[]")
        if document.current and self._editor.resolve_edit:
            return self._listed(document, places, context)
        return self._answer_later(document, places, context)

    async def resolve(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `codeAction/resolve`: the action with its edit.

        Raises:
            JsonRpcContentModified: the code it is for has changed.
            JsonRpcInvalidParams: its data is not from this server.
            HostDown: the host did not answer in time.
            JsonRpcException: an open document stands in the way; says which.
            HostRefused: the host refused for another reason, which it says.
        """
        if params.get("data") is None:
            # Clients also resolve actions that are a command and need no edit.
            return dict(params)
        data = p.mapping(params, "data")
        uri, method = p.string(data, "uri"), p.string(data, "method")
        if method not in _REQUESTS:
            raise JsonRpcInvalidParams(message="`data` is not from this server")
        document = self._documents.get(uri)
        if document is None:
            raise JsonRpcContentModified(message="the document is closed")
        confirm, over_files = data.get("confirm"), data.get("overFiles") is True
        request = p.mapping(data, "params")
        edit = await self._edit(document, method, request, confirm, over_files=over_files)
        return {**params, "edit": edit}

    async def _answer_later(
        self, document: OpenDocument, places: tuple[Position, Position], context: p.Params
    ) -> JsonText:
        if not await self._reported(document):
            return JsonText("[]")
        if self._editor.resolve_edit:
            return self._listed(document, places, context)
        rendered: list[str] = []
        automatic, unasked = _is_automatic(context), context.get("only") is None
        for action in self._offered(document, places, context):
            # Nobody asked, and such an edit takes reading the project.
            if action.over_files and automatic:
                continue
            try:
                filled = await self._with_edit(document, action, unasked=unasked)
            except HostDown:
                if self._silent_for() > PROMPT_SECONDS or not _is_fix_all(action):
                    break
                continue  # large work, not a host that is down
            if filled is not None:
                rendered.append(self._json(document, *filled))
        return JsonText(f"[{','.join(rendered)}]")

    async def _with_edit(
        self, document: OpenDocument, action: Action, *, unasked: bool
    ) -> tuple[Action, dict[str, Any] | None] | None:
        """Return an action with its edit, for clients that take none later; None without one.

        Raises:
            HostDown: the host did not answer in time.
        """
        if action.request is None:
            return action, None
        try:
            edit = await self._edit(
                document,
                *action.request,
                action.confirm,
                over_files=action.over_files,
                unasked=unasked,
            )
        except HostRefused as error:
            if error.code != ErrorCode.REFUSED or not self._editor.disabled_actions:
                return None
            return action._replace(request=None, disabled=error.reason), None
        except JsonRpcException:
            return None
        return action, edit

    async def _reported(self, document: OpenDocument) -> bool:
        """Wait for a report on the text at hand, but not for a host that is stuck elsewhere."""
        for _ in range(round(HOST_SECONDS / _LOOK_SECONDS)):
            if await document.wait_until(done=False, seconds=_LOOK_SECONDS):
                return True
            if self._silent_for() > PROMPT_SECONDS:
                break
        return False

    def _listed(
        self, document: OpenDocument, places: tuple[Position, Position], context: p.Params
    ) -> JsonText:
        actions = self._offered(document, places, context)
        return JsonText(f"[{','.join(self._json(document, action, None) for action in actions)}]")

    def _offered(
        self, document: OpenDocument, places: tuple[Position, Position], context: p.Params
    ) -> list[Action]:
        encoding = self._editor.encoding
        start, end = sorted(to_offset(document.document, place, encoding) for place in places)
        only = json_array(context.get("only"))
        named = map(json_object, json_array(context.get("diagnostics")) or ())
        asked = Asked(
            span=Span(start, end),
            kinds=None if only is None else json_strings(only),
            automatic=_is_automatic(context),
            named=frozenset(
                str(item.get("code"))
                for item in named
                if item is not None and item.get("source") == SOURCE
            ),
        )
        return offered_actions(document, asked, self._explain, self._editor)

    def _json(self, document: OpenDocument, action: Action, edit: dict[str, Any] | None) -> str:
        fields: dict[str, Any] = {"title": action.title, "kind": action.kind}
        if action.preferred:
            fields["isPreferred"] = True
        if action.disabled is not None:
            fields["disabled"] = {"reason": action.disabled}
        if action.command is not None:
            name, arguments = action.command
            fields["command"] = {"title": action.title, "command": name, "arguments": arguments}
        if edit is not None:
            fields["edit"] = edit
        elif action.request is not None:
            method, request = action.request
            data: dict[str, Any] = {"uri": document.uri, "method": method, "params": request}
            if action.confirm is not None:
                data["confirm"] = action.confirm
            if action.over_files:
                data["overFiles"] = True
            fields["data"] = data
        text = json.dumps(fields)
        if action.place is None:
            return text
        renderer = self._renderer(document)
        diagnostic = document.blocks.json_of(action.place, document.document.text, renderer)
        return f'{text[:-1]},"diagnostics":[{diagnostic}]}}'

    async def _edit(
        self,
        document: OpenDocument,
        method: str,
        params: p.Params,
        confirm: object,
        *,
        over_files: bool,
        unasked: bool = False,
    ) -> dict[str, Any]:
        """Ask the host for an edit; raises what `resolve` raises.

        An edit that is made only to be offered, `unasked`, must not keep the list waiting.

        Raises:
            JsonRpcContentModified: the code it is for has changed.
        """
        located = _located(document, params)
        seconds = OVER_FILES_SECONDS if over_files else HOST_SECONDS
        if method == "fix_all" and not unasked:
            seconds = FIX_ALL_SECONDS
        try:
            answer = await self._ask(method, located, seconds)
        except HostRefused as error:
            if error.code in (ErrorCode.CONTENT_MODIFIED, ErrorCode.UNKNOWN_DOCUMENT):
                raise JsonRpcContentModified(message="the code changed meanwhile") from error
            raise
        reason = confirm if isinstance(confirm, str) else None
        if "files" in answer:
            return project_edit(self._editor, self._documents, answer, reason or answer["title"])
        return workspace_edit(self._editor, document, answer, reason)


def _is_fix_all(action: Action) -> bool:
    return action.request is not None and action.request[0] == "fix_all"


def _is_automatic(context: p.Params) -> bool:
    return context.get("triggerKind") == _AUTOMATIC


def _located(document: OpenDocument, params: p.Params) -> Message:
    """Return the host's parameters with the unit's place as it is now.

    Raises:
        JsonRpcContentModified: the unit is no longer there.
    """
    located = dict(params)
    if "unit" not in params:
        return located
    found = document.blocks.find(p.string(params, "unit"), p.integer(params, "index"))
    if found is None:
        raise JsonRpcContentModified(message="the code changed meanwhile")
    index, start, _ = found
    if "within" not in params:
        return {**located, "index": index}
    for name in ("unit", "index", "within"):
        del located[name]
    return {**located, "offset": start + p.integer(params, "within")}
