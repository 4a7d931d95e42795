"""``extra={...}`` of a log call becomes context: keywords of the call, or of ``.bind(...)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from keyword import iskeyword

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.loggers import LOGGER_READS, Backend, log_call_backend
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.arguments import without_argument

RESERVED = frozenset({"exc_info", "stack_info", "stacklevel", "level"})
_SELF_STANDING = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.DictComp)
_BREAK = re.compile(r"[\r\n]")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Context:
    """What ``extra=`` passes.

    Attributes:
        argument: The argument.
        keywords: The entries of a dict display that can be keywords, by name.
        rest: Its other entries.
        whole: What is not a dict display, as ``**whole``.
        doubt: Why turning it into keywords may change more than the layout; empty if it does not.
    """

    argument: cst.Arg
    keywords: tuple[tuple[str, cst.DictElement], ...] = ()
    rest: tuple[cst.BaseDictElement, ...] = ()
    whole: cst.BaseExpression | None = None
    doubt: str = ""


def context_of(call: cst.Call, *, bound: bool) -> Context | None:
    """What ``extra=`` passes, ``None`` where keywords cannot say the same.

    Args:
        call: A log call with ``extra=``.
        bound: Whether the keywords go to ``.bind(...)`` instead of the call itself.
    """
    extra = argument(call, "extra")
    if extra is None:
        return None
    taken = {a.keyword.value for a in call.args if a.keyword and a is not extra}
    spread = any(a.star == "**" for a in call.args)
    if not bound and any(a.star == "*" for a in call.args[call.args.index(extra) :]):
        return None
    if not isinstance(extra.value, cst.Dict):
        if not isinstance(extra.value, _SELF_STANDING) or _is_none(extra.value):
            return None
        return Context(extra, whole=extra.value, doubt="its keys are known at run time only")
    keywords: list[tuple[str, cst.DictElement]] = []
    rest: list[cst.BaseDictElement] = []
    seen: set[str] = set() if bound else set(taken)
    for element in extra.value.elements:
        key = literal_string(element.key) if isinstance(element, cst.DictElement) else None
        if key is not None and (key in seen or (key == "event" and not bound)):
            return None
        seen.add(key or "")
        usable = key is not None and key.isidentifier() and not iskeyword(key)
        if usable and isinstance(element, cst.DictElement) and (bound or key not in RESERVED):
            keywords.append((key or "", element))
        else:
            rest.append(element)
    doubt = ""
    if rest:
        doubt = "some of its keys are no plain keywords"
    elif spread and not bound:
        doubt = "`**` may pass the same keys"
    return Context(extra, tuple(keywords), tuple(rest), doubt=doubt)


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"


def extra_fix(call: cst.Call, *, bound: bool) -> FixRef | None:
    """The reference for a log call with ``extra=``, ``None`` where keywords cannot say the same.

    ``bound`` as for ``context_of``.
    """
    context = context_of(call, bound=bound)
    if context is None:
        return None
    transform = extra_to_bind if bound else extra_to_keywords
    doubt = context.doubt or (_formatting_doubt(call) if bound else "")
    if doubt:
        return transform.at(call, safety=Safety.UNSAFE, reason=doubt)
    return transform.at(call)


def _formatting_doubt(call: cst.Call) -> str:
    """Loguru formats a message only if there are arguments; ``extra=`` may have been the only one."""
    message = literal_string(call.args[0].value) if call.args else None
    if message is None:
        return "the message may have been formatted with it"
    if "{" in message or "}" in message:
        return "the message may be formatted otherwise"
    return ""


# -- keywords of the call ----------------------------------------------------------------------


def _to_keywords(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    context = context_of(call, bound=False)
    if context is None:
        return
    extra = context.argument
    if not (context.keywords or context.rest or context.whole is not None):
        yield from without_argument(rewrite, call, extra)
        return
    span = rewrite.span(extra)
    laid_out = _kept_lines(rewrite, context)
    if laid_out is not None:
        yield laid_out
    elif not rewrite.has_comment(span):
        yield rewrite.replace_span(span, _flat(rewrite, context))


def _kept_lines(rewrite: RewritePass, context: Context) -> Change | None:
    """The entries of a display that has lines of their own for them, comments and all."""
    extra, display, source = context.argument, context.argument.value, rewrite.source
    if not isinstance(display, cst.Dict) or display.lpar:
        return None
    if not all(isinstance(e, cst.StarredDictElement) for e in context.rest):
        return None
    pieces = _renamed_entries(rewrite, context, display)
    if pieces is None:
        return None
    opening, *lines, closing = _LINES.findall(pieces)
    if opening.strip() or closing.strip() or not lines:
        return None
    span = rewrite.span(extra)
    own_line = not source[rewrite.lines_of(Span(span.start, span.start)).start : span.start].strip()
    start, end = span
    if own_line:
        lines = _dedented(rewrite, display, lines)
    else:
        while source[start - 1] in " \t":
            start -= 1
    body = "".join(lines).rstrip(" \t\r\n")
    if isinstance(extra.comma, cst.Comma):
        end = rewrite.span(extra.comma).end
    rest = source[end : rewrite.lines_of(Span(end, end)).end].strip()
    has_comment = "#" in lines[-1] and rewrite.has_comment(rewrite.span(display))
    if rest and not isinstance(extra.comma, cst.Comma) and own_line and not has_comment:
        # The closing bracket of the call follows: no comma before it.
        body = body.removesuffix(",")
    elif rest:
        follow = lines[-1] if isinstance(extra.comma, cst.Comma) else closing
        indent = follow[: len(follow) - len(follow.lstrip(" \t"))]
        while source[end] in " \t":
            end += 1
        body = f"{body}{rewrite.newline}{indent}"
    text = body.lstrip(" \t") if own_line else f"{opening}{body}"
    return rewrite.replace_span(Span(start, end), text)


def _renamed_entries(rewrite: RewritePass, context: Context, display: cst.Dict) -> str | None:
    """The text between the braces with ``key=`` for ``"key":``."""
    inner = Span(rewrite.span(display).start + 1, rewrite.span(display).end - 1)
    text, at = "", inner.start
    for name, element in context.keywords:
        start = rewrite.span(element).start
        value = rewrite.span(element.whitespace_after_colon).end
        if rewrite.has_comment(Span(start, value)):
            return None
        text += f"{rewrite.source[at:start]}{name}="
        at = value
    last = display.elements[-1]
    if isinstance(context.argument.comma, cst.Comma) and not isinstance(last.comma, cst.Comma):
        end = rewrite.span(last).end
        text, at = f"{text}{rewrite.source[at:end]},", end
    return text + rewrite.source[at : inner.end]


def _dedented(rewrite: RewritePass, display: cst.Dict, lines: list[str]) -> list[str]:
    """The lines one step further left, unless a string goes over several of them."""
    strings = (cst.SimpleString, cst.FormattedString)
    if any(isinstance(n, strings) and _BREAK.search(rewrite.text(n)) for n in descendants(display)):
        return lines
    outer = rewrite.indentation(display)
    inner = lines[0][: len(lines[0]) - len(lines[0].lstrip(" \t"))]
    if not inner.startswith(outer):
        return lines
    return [outer + line[len(inner) :] if line.startswith(inner) else line for line in lines]


def _flat(rewrite: RewritePass, context: Context) -> str:
    """The context as arguments on one line."""
    items = [
        f"{name}={rewrite.source[_value_start(rewrite, element) : rewrite.span(element).end]}"
        for name, element in context.keywords
    ]
    if context.whole is not None:
        items.append(f"**{_value_text(rewrite, context.argument)}")
    elif len(context.rest) == 1 and isinstance(context.rest[0], cst.StarredDictElement):
        items.append(rewrite.text(context.rest[0]))
    elif context.rest:
        items.append("**{" + ", ".join(rewrite.text(e) for e in context.rest) + "}")
    return ", ".join(items)


def _value_start(rewrite: RewritePass, element: cst.DictElement) -> int:
    return rewrite.span(element.whitespace_after_colon).end


def _value_text(rewrite: RewritePass, passed: cst.Arg) -> str:
    """The value of a keyword argument, with its parentheses."""
    assert isinstance(passed.equal, cst.AssignEqual)
    return rewrite.source[rewrite.span(passed.equal).end : rewrite.span(passed).end]


# -- keywords of bind --------------------------------------------------------------------------


def _to_bind(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    context = context_of(call, bound=True)
    if context is None or not isinstance(call.func, cst.Attribute):
        return
    if rewrite.has_comment(rewrite.span(context.argument)):
        return
    removal = list(without_argument(rewrite, call, context.argument))
    if not removal:
        return
    bound = _flat(rewrite, context)
    if bound:
        yield rewrite.insert(rewrite.span(call.func.dot).start, f".bind({bound})")
    yield from removal


def _keyword_sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if argument(call, "extra") and log_call_backend(unit_pass, call) is Backend.STRUCTLOG:
        fix = extra_fix(call, bound=False)
        if fix is not None:
            yield fix


def _bind_sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if argument(call, "extra") and log_call_backend(unit_pass, call) is Backend.LOGURU:
        fix = extra_fix(call, bound=True)
        if fix is not None:
            yield fix


extra_to_keywords = Transform(
    id="extra-to-keywords",
    title="Pass the keys of `extra` as keywords",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_keywords,
    sites=_keyword_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
extra_to_bind = Transform(
    id="extra-to-bind",
    title="Pass the keys of `extra` to `.bind(...)`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_bind,
    sites=_bind_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
