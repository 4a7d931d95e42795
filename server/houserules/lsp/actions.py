"""Which code actions a place in a document offers: computed from its blocks, nothing else.

An action knows what the host must be asked for its edit; asking is the business of
`code_actions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from houserules.host.protocol import Fix, Message, reaches_other_files
from houserules.lsp.block_list import Place
from houserules.lsp.capabilities import FIX_ALL_KIND
from houserules.lsp.documents import OpenDocument
from houserules.lsp.editor import Editor
from houserules.text.span import Span

QUICK_FIX_KIND = "quickfix"
_CANNOT_EDIT_PROJECTS = "this editor cannot edit, create and rename several files in one step"

Command = tuple[str, list[Any]]
Explain = Callable[[str], Command | None]


class Asked(NamedTuple):
    """What a client asks for.

    `span` is the caret or the selection, `kinds` is None when all are wanted, `automatic` when
    nobody asked but the caret moved, `named` are the rules of the diagnostics it names.
    """

    span: Span
    kinds: Sequence[str] | None
    automatic: bool
    named: frozenset[str]


class Action(NamedTuple):
    """A code action before its edit is known.

    `request` is what the host is asked for it, `over_files` when the edit may reach several files,
    `disabled` why it cannot be had.
    """

    title: str
    kind: str
    place: Place | None = None
    preferred: bool = False
    confirm: str | None = None
    request: tuple[str, Message] | None = None
    command: Command | None = None
    over_files: bool = False
    disabled: str | None = None


def offered_actions(
    document: OpenDocument, asked: Asked, explain: Explain, editor: Editor
) -> list[Action]:
    """Return the actions in the order a menu shows them.

    Args:
        document: a document whose blocks are current.
        asked: what the client wants.
        explain: the command that shows a rule's page, None when it has none.
        editor: what the client can do.
    """
    actions: list[Action] = []
    if _wanted(QUICK_FIX_KIND, asked.kinds):
        actions += _quick_fixes(document, _places(document, asked), explain, editor)
    unasked = asked.kinds is None and asked.automatic
    if document.blocks.fixable and not unasked and _wanted(FIX_ALL_KIND, asked.kinds):
        title = "Fix all safe houserules findings"
        actions.append(Action(title, FIX_ALL_KIND, request=_fix_all(document, None)))
    return actions


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Kinds are hierarchical: asking for `source` means `source.fixAll.houserules` too."""
    return only is None or any(not o or kind == o or kind.startswith(o + ".") for o in only)


def _places(document: OpenDocument, asked: Asked) -> list[Place]:
    """Return the findings at the caret; without one, those of its line that the client names.

    Some clients send the caret alone and name the line's diagnostics.
    """
    places = list(document.blocks.touching(asked.span))
    if places or not asked.named:
        return places
    lines = document.document.lines
    first, last = lines.line_of(asked.span.start), lines.line_of(asked.span.end)
    whole_lines = Span(lines.line_start(first), lines.line_span(last).end)
    return [
        place
        for place in document.blocks.touching(whole_lines)
        if place.finding["rule"] in asked.named
    ]


def _quick_fixes(
    document: OpenDocument, places: Sequence[Place], explain: Explain, editor: Editor
) -> Iterator[Action]:
    fixes = [(place, fix) for place in places if (fix := place.finding.get("fix")) is not None]
    fixes.sort(key=lambda pair: pair[1]["safety"] != "safe")
    for place, fix in fixes:
        action = _fix(document, place, fix)
        if not action.over_files or editor.edits_projects:
            yield action
        elif editor.disabled_actions:
            yield action._replace(request=None, disabled=_CANNOT_EDIT_PROJECTS)
    first_of_rule = {place.finding["rule"]: place for place in reversed(places)}
    for rule in first_of_rule:
        if document.blocks.fixable[rule] > 1:
            title = f"Fix all `{rule}` in this file"
            yield Action(title, QUICK_FIX_KIND, request=_fix_all(document, rule))
    for whole_file, where in ((False, "on this line"), (True, "in this file")):
        for rule, place in first_of_rule.items():
            request = _ignore(document, place, whole_file=whole_file)
            yield Action(f"Ignore `{rule}` {where}", QUICK_FIX_KIND, place, request=request)
    for rule in first_of_rule:
        command = explain(rule)
        if command is not None:
            yield Action(f"Explain `{rule}`", QUICK_FIX_KIND, command=command)


def _fix(document: OpenDocument, place: Place, fix: Fix) -> Action:
    reason = fix.get("reason") if fix["safety"] != "safe" else None
    request: Message = {
        "uri": document.uri,
        "unit": place.block.fingerprint,
        "index": place.number,
        "rule": place.finding["rule"],
        "nth": fix["nth"],
    }
    over_files = reaches_other_files(fix)
    return Action(
        title=f"{fix['title']} ({fix['safety']}: {reason})" if reason else fix["title"],
        kind=QUICK_FIX_KIND,
        place=place,
        preferred=fix["safety"] == "safe" and not over_files,
        # What changes in files that are not on the screen is looked at first, however safe.
        confirm=reason or (fix["title"] if over_files else None),
        request=("resolve_fix", request),
        over_files=over_files,
    )


def _fix_all(document: OpenDocument, rule: str | None) -> tuple[str, Message]:
    return "fix_all", {"uri": document.uri, "rule": rule}


def _ignore(document: OpenDocument, place: Place, *, whole_file: bool) -> tuple[str, Message]:
    request: Message = {
        "uri": document.uri,
        "unit": place.block.fingerprint,
        "index": place.number,
        "within": place.span.start - place.start,
        "rule": place.finding["rule"],
        "whole_file": whole_file,
    }
    return "ignore_edits", request
