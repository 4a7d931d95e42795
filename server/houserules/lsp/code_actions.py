"""Code actions, made from the blocks at hand: asking for them never waits for the host.

The edits are the host's: computed on resolve, or at once for clients that cannot resolve.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from houserules.host.client import HostDown, HostRefused
from houserules.host.protocol import ErrorCode, Fix, Message
from houserules.lsp import params as p
from houserules.lsp.blocks import Place
from houserules.lsp.capabilities import FIX_ALL_KIND
from houserules.lsp.convert import to_offset
from houserules.lsp.documents import Documents, OpenDocument
from houserules.lsp.editor import Editor
from houserules.lsp.edits import workspace_edit
from houserules.lsp.rendering import SOURCE, DiagnosticRenderer
from houserules.lsp.wire import JsonText, json_array, json_object, json_strings
from houserules.text.lines import Position
from houserules.text.span import Span

Ask = Callable[[str, Message, float], Awaitable[Any]]

QUICK_FIX_KIND = "quickfix"
HOST_SECONDS = 1.0
_AUTOMATIC = 2
# What "fix all" applies: fixes that keep the meaning and stay within the file.
_FILE_REACHES = frozenset({"statement", "class", "module"})


class Action(NamedTuple):
    """A code action before its edit is known. `request` is what the host is asked for it."""

    title: str
    kind: str
    place: Place | None
    preferred: bool = False
    confirm: str | None = None
    request: tuple[str, Message] | None = None
    command: tuple[str, list[Any]] | None = None


class CodeActions:
    """Answers `textDocument/codeAction` and `codeAction/resolve`."""

    def __init__(
        self,
        editor: Editor,
        documents: Documents,
        renderer: Callable[[OpenDocument], DiagnosticRenderer],
        ask: Ask,
        explain: Callable[[str], tuple[str, list[Any]] | None],
    ) -> None:
        """Take what actions are made from.

        Args:
            editor: what the client can do.
            documents: the open documents.
            renderer: renders the diagnostics that an action solves.
            ask: sends a request to the host, with a time limit in seconds.
            explain: the command that shows a rule's page, None when it has none.
        """
        self._editor = editor
        self._documents = documents
        self._renderer = renderer
        self._ask = ask
        self._explain = explain

    def answer(self, params: p.Params) -> JsonText | Awaitable[JsonText]:
        """Answer `textDocument/codeAction`."""
        document = self._documents.get(p.document_uri(params))
        start, end = p.position_range(params, "range")
        context = p.mapping(params, "context")
        if document is None:
            return JsonText("[]")
        if document.current and self._editor.resolve_edit:
            return self._listed(document, (start, end), context)
        return self._list_later(document, (start, end), context)

    async def resolve(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `codeAction/resolve`: the action with its edit."""
        data = p.mapping(params, "data")
        document = self._documents.get(p.string(data, "uri"))
        if document is None:
            raise JsonRpcContentModified(message="the document is closed")
        confirm = data.get("confirm")
        method = p.string(data, "method")
        if method not in _REQUESTS:
            raise JsonRpcInvalidParams(message="`data` is not from this server")
        request = self._located(document, p.mapping(data, "params"))
        edit = await self._edit(document, (method, request), confirm)
        return {**params, "edit": edit}

    async def _list_later(
        self, document: OpenDocument, span: tuple[Position, Position], context: p.Params
    ) -> JsonText:
        if not await document.wait_until(done=False, seconds=HOST_SECONDS):
            return JsonText("[]")
        if self._editor.resolve_edit:
            return self._listed(document, span, context)
        rendered: list[str] = []
        for action in self._actions(document, span, context):
            edit = None
            if action.request is not None:
                try:
                    edit = await self._edit(document, action.request, action.confirm)
                except (JsonRpcContentModified, HostDown):
                    continue
            rendered.append(self._json(document, action, edit))
        return JsonText(f"[{','.join(rendered)}]")

    def _listed(
        self, document: OpenDocument, span: tuple[Position, Position], context: p.Params
    ) -> JsonText:
        actions = self._actions(document, span, context)
        return JsonText(f"[{','.join(self._json(document, a, None) for a in actions)}]")

    def _actions(
        self, document: OpenDocument, span: tuple[Position, Position], context: p.Params
    ) -> list[Action]:
        only = json_array(context.get("only"))
        kinds = None if only is None else json_strings(only)
        actions: list[Action] = []
        if _wanted(QUICK_FIX_KIND, kinds):
            actions += self._quick_fixes(document, span, context)
        automatic = context.get("triggerKind") == _AUTOMATIC
        if _wanted(FIX_ALL_KIND, kinds) and (kinds is not None or not automatic):
            actions += self._fix_all(document)
        return actions

    def _quick_fixes(
        self, document: OpenDocument, span: tuple[Position, Position], context: p.Params
    ) -> list[Action]:
        places = self._places(document, span, context)
        if not places:
            return []
        fixes = [(place, fix) for place in places if (fix := place.finding.get("fix")) is not None]
        fixes.sort(key=lambda pair: pair[1]["safety"] != "safe")
        rules = dict.fromkeys(place.finding["rule"] for place in places)
        actions = [_fix_action(document, place, fix) for place, fix in fixes]
        actions += self._rule_fixes(document, [rule for rule in rules if _fixed(rule, fixes)])
        actions += _ignore_actions(document, places)
        for rule in rules:
            command = self._explain(rule)
            if command is not None:
                actions.append(Action(f"Explain `{rule}`", QUICK_FIX_KIND, None, command=command))
        return actions

    def _places(
        self, document: OpenDocument, span: tuple[Position, Position], context: p.Params
    ) -> list[Place]:
        """Return the findings at the caret, and those of its line that the client names."""
        encoding = self._editor.encoding
        start, end = sorted(to_offset(document.document, place, encoding) for place in span)
        wanted = Span(start, end)
        places = list(document.blocks.touching(wanted))
        named = map(json_object, json_array(context.get("diagnostics")) or ())
        codes = {d.get("code") for d in named if d is not None and d.get("source") == SOURCE}
        if codes:
            lines = document.document.lines
            line = Span(
                lines.line_start(lines.line_of(start)), lines.line_start(lines.line_of(end) + 1)
            )
            places += [
                place
                for place in document.blocks.touching(line)
                if place.finding["rule"] in codes
                and not place.span.touches(wanted)
                and place.span.start < line.end
            ]
        return places

    def _rule_fixes(self, document: OpenDocument, rules: list[str]) -> Iterator[Action]:
        """Yield "fix all of this rule" for rules that have more to fix than one place."""
        for rule in rules:
            if sum(_in_fix_all(place, rule) for place in document.blocks.places()) > 1:
                title = f"Fix all `{rule}` in this file"
                yield Action(title, QUICK_FIX_KIND, None, request=_fix_all_request(document, rule))

    def _fix_all(self, document: OpenDocument) -> Iterator[Action]:
        if any(_in_fix_all(place, None) for place in document.blocks.places()):
            title = "Fix all safe houserules findings"
            yield Action(title, FIX_ALL_KIND, None, request=_fix_all_request(document, None))

    def _json(self, document: OpenDocument, action: Action, edit: dict[str, Any] | None) -> str:
        fields: dict[str, Any] = {"title": action.title, "kind": action.kind}
        if action.preferred:
            fields["isPreferred"] = True
        if action.command is not None:
            name, arguments = action.command
            fields["command"] = {"title": action.title, "command": name, "arguments": arguments}
        if edit is not None:
            fields["edit"] = edit
        elif action.request is not None:
            method, request = action.request
            fields["data"] = {"uri": document.uri, "method": method, "params": request}
            if action.confirm is not None:
                fields["data"]["confirm"] = action.confirm
        text = json.dumps(fields)
        if action.place is None:
            return text
        renderer = self._renderer(document)
        diagnostic = document.blocks.json_of(action.place, document.document.text, renderer)
        return f'{text[:-1]},"diagnostics":[{diagnostic}]}}'

    async def _edit(
        self, document: OpenDocument, request: tuple[str, Message], confirm: object
    ) -> dict[str, Any]:
        """Ask the host for an edit.

        Raises:
            JsonRpcContentModified: the host refused, or the text changed meanwhile.
            HostDown: the host did not answer in time.
        """
        method, params = request
        located = self._located(document, params)
        try:
            answer = await self._ask(method, located, HOST_SECONDS)
        except HostRefused as error:
            if error.code in (ErrorCode.CONTENT_MODIFIED, ErrorCode.UNKNOWN_DOCUMENT):
                raise JsonRpcContentModified(message="the code changed meanwhile") from error
            raise
        reason = confirm if isinstance(confirm, str) else None
        return workspace_edit(self._editor, document, answer, reason)

    def _located(self, document: OpenDocument, params: p.Params) -> Message:
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
        located["index"] = index
        if "within" in params:
            located["offset"] = start + p.integer(params, "within")
            for name in ("unit", "index", "within"):
                del located[name]
        return located


_REQUESTS = frozenset({"resolve_fix", "fix_all", "ignore_edits"})


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Kinds are hierarchical: asking for `source` means `source.fixAll.houserules` too."""
    return only is None or any(not o or kind == o or kind.startswith(o + ".") for o in only)


def _fix_action(document: OpenDocument, place: Place, fix: Fix) -> Action:
    finding = place.finding
    reason = fix.get("reason") if fix["safety"] != "safe" else None
    request: Message = {
        "uri": document.uri,
        "unit": place.block.fingerprint,
        "index": place.number,
        "rule": finding["rule"],
        "nth": fix["nth"],
    }
    return Action(
        title=f"{fix['title']} ({fix['safety']}: {reason})" if reason else fix["title"],
        kind=QUICK_FIX_KIND,
        place=place,
        preferred=fix["safety"] == "safe",
        confirm=reason,
        request=("resolve_fix", request),
    )


def _fixed(rule: str, fixes: Iterable[tuple[Place, Fix]]) -> bool:
    return any(place.finding["rule"] == rule and _in_fix_all(place, rule) for place, _ in fixes)


def _in_fix_all(place: Place, rule: str | None) -> bool:
    fix = place.finding.get("fix")
    return (
        fix is not None
        and fix["safety"] == "safe"
        and fix["reach"] in _FILE_REACHES
        and rule in (None, place.finding["rule"])
    )


def _fix_all_request(document: OpenDocument, rule: str | None) -> tuple[str, Message]:
    return "fix_all", {"uri": document.uri, "rule": rule}


def _ignore_actions(document: OpenDocument, places: list[Place]) -> Iterator[Action]:
    first_of_rule = {place.finding["rule"]: place for place in reversed(places)}
    for whole_file, where in ((False, "on this line"), (True, "in this file")):
        for rule, place in first_of_rule.items():
            request: Message = {
                "uri": document.uri,
                "unit": place.block.fingerprint,
                "index": place.number,
                "within": place.span.start - place.start,
                "rule": rule,
                "whole_file": whole_file,
            }
            yield Action(
                f"Ignore `{rule}` {where}", QUICK_FIX_KIND, place, request=("ignore_edits", request)
            )
