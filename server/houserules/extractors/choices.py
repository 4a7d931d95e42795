"""Parameters and fields of type ``str`` that take a few strings only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import walk
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.optional_types import OPTIONAL_NAMES, is_none, union_members
from houserules.extractors.qualified_names import resolves_to

CHOICE_READS = (BINDINGS,)
"""What a rule that asks here must require."""

_STR = frozenset({"builtins.str"})
_FEWEST = 2
_ONE_OF = re.compile(r"#\s{0,4}one of:\s{0,4}(?P<values>.{3,200})", re.IGNORECASE)
_WORD = re.compile(r"[\"'`]?(?P<value>[\w./-]{1,40})[\"'`]?")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a name may be.

    Attributes:
        literals: The code of the strings, in the order they are first seen.
        annotation: The ``str`` to replace.
    """

    literals: tuple[str, ...]
    annotation: cst.BaseExpression


def string_annotation(
    unit_pass: UnitPass, annotation: cst.Annotation | None
) -> cst.BaseExpression | None:
    """The ``str`` of an annotation that is no more than that, nullable or not."""
    node = annotation.annotation if annotation is not None else None
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        is_optional = resolves_to(unit_pass, node.value, OPTIONAL_NAMES)
        node = index.value if is_optional and isinstance(index, cst.Index) else None
    elif node is not None:
        others = [member for member in union_members(node) if not is_none(member)]
        node = others[0] if len(others) == 1 else None
    if not isinstance(node, cst.Name) or node.value != "str":
        return None
    return node if resolves_to(unit_pass, node, _STR) else None


def choice_of_parameter(
    unit_pass: UnitPass, function: cst.FunctionDef, param: cst.Param
) -> Choice | None:
    """The strings that a function takes for a parameter, if it raises for all others.

    Nothing else may be done with it: it is compared, and named in what is raised or logged.
    """
    annotation = string_annotation(unit_pass, param.annotation)
    if annotation is None or not isinstance(function.body, cst.IndentedBlock):
        return None
    name = param.name.value
    guarded = _guarded(function.body.body, name)
    values = {_value(code): code for code in reversed(guarded)}
    if len(values) < _FEWEST or not _is_only_compared(function, name, frozenset(values)):
        return None
    if isinstance(param.default, cst.SimpleString) and _value(param.default.value) not in values:
        return None
    return Choice(tuple(dict.fromkeys(values[_value(code)] for code in guarded)), annotation)


def choice_of_comment(unit_pass: UnitPass, field: cst.AnnAssign) -> Choice | None:
    """The strings that a comment ``# one of: a, b`` beside a field with a default lists."""
    annotation = string_annotation(unit_pass, field.annotation)
    if annotation is None or not isinstance(field.value, cst.SimpleString):
        return None
    start = unit_pass.view.unit.item_start
    beside = [c for c in unit_pass.parsed.comments if c.span.start >= start]
    match = _ONE_OF.fullmatch(beside[0].text.strip()) if len(beside) == 1 else None
    words = [_WORD.fullmatch(word.strip()) for word in match["values"].split(",")] if match else []
    values = [word["value"] for word in words if word is not None]
    if len(values) != len(words) or len(set(values)) < _FEWEST:
        return None
    if _value(field.value.value) not in values:
        return None
    quote = field.value.quote if len(field.value.quote) == 1 else '"'
    return Choice(tuple(dict.fromkeys(f"{quote}{v}{quote}" for v in values)), annotation)


def _value(code: str) -> str:
    return code[1:-1]


def _guarded(statements: Sequence[cst.CSTNode], name: str) -> Sequence[str]:
    """The strings that the first guard of a block lets through."""
    for index, statement in enumerate(statements):
        if isinstance(statement, cst.If):
            found = _of_membership(statement, name) or _of_chain(statements[index:], name)
        elif isinstance(statement, cst.Match):
            found = _of_match(statement, name)
        else:
            continue
        if found:
            return found
    return ()


def _of_membership(statement: cst.If, name: str) -> Sequence[str]:
    """``if p not in ("a", "b"): raise``."""
    if statement.orelse is not None or not _raises(statement.body):
        return ()
    test = statement.test
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        # `p is not None and p not in (…)`
        test = test.right if _names(test.left, name) else test
    return _compared(test, name, cst.NotIn, cst.NotIn)


def _of_chain(statements: Sequence[cst.CSTNode], name: str) -> Sequence[str]:
    """``if p == "a": … elif p in ("b", "c"): … else: raise``.

    Or a raise behind branches that all leave the function.
    """
    found: list[str] = []
    branch: cst.CSTNode | None = statements[0]
    ends = True
    while isinstance(branch, cst.If):
        values = _alternatives(branch.test, name)
        if not values:
            return ()
        found.extend(values)
        ends = ends and _leaves(branch.body)
        branch = branch.orelse
    if isinstance(branch, cst.Else):
        return found if _raises(branch.body) else ()
    following = statements[1] if ends and len(statements) > 1 else None
    if isinstance(following, cst.If):
        others = _of_chain(statements[1:], name)
        return [*found, *others] if others else ()
    return found if following is not None and _is_raise(following) else ()


def _alternatives(test: cst.BaseExpression, name: str) -> Sequence[str]:
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.Or):
        left, right = _alternatives(test.left, name), _alternatives(test.right, name)
        return [*left, *right] if left and right else ()
    return _compared(test, name, cst.Equal, cst.In)


def _compared(
    test: cst.BaseExpression,
    name: str,
    one: type[cst.BaseCompOp],
    several: type[cst.BaseCompOp],
) -> Sequence[str]:
    """The strings that a comparison holds a name against, ``()`` for other comparisons."""
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return ()
    target = test.comparisons[0]
    if not isinstance(test.left, cst.Name) or test.left.value != name:
        return ()
    if isinstance(target.operator, several):
        return _strings(target.comparator)
    is_string = isinstance(target.operator, one) and _is_plain(target.comparator)
    return (_code(target.comparator),) if is_string else ()


def _strings(node: cst.BaseExpression) -> Sequence[str]:
    if not isinstance(node, cst.Tuple | cst.List | cst.Set):
        return ()
    values = [element.value for element in node.elements]
    return [_code(value) for value in values] if all(_is_plain(v) for v in values) else ()


def _is_plain(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString) and not node.prefix and len(node.quote) == 1


def _code(node: cst.BaseExpression) -> str:
    assert isinstance(node, cst.SimpleString)
    return node.value


def _of_match(statement: cst.Match, name: str) -> Sequence[str]:
    if not _names(statement.subject, name) or len(statement.cases) < _FEWEST:
        return ()
    *cases, last = statement.cases
    pattern = last.pattern
    is_total = isinstance(pattern, cst.MatchAs) and pattern.pattern is None and last.guard is None
    if not is_total or not _raises(last.body):
        return ()
    found: list[str] = []
    for case in cases:
        options = case.pattern.patterns if isinstance(case.pattern, cst.MatchOr) else ()
        for part in [option.pattern for option in options] or [case.pattern]:
            if not isinstance(part, cst.MatchValue) or not _is_plain(part.value):
                return ()
            found.append(_code(part.value))
    return found


def _names(node: cst.CSTNode, name: str) -> bool:
    """Whether a test is about a name alone: itself, or whether it is ``None``."""
    if isinstance(node, cst.Comparison):
        return _names(node.left, name)
    return isinstance(node, cst.Name) and node.value == name


def _raises(body: cst.BaseSuite) -> bool:
    return bool(body.body) and _is_raise(body.body[-1])


def _is_raise(statement: cst.CSTNode) -> bool:
    if isinstance(statement, cst.SimpleStatementLine):
        return isinstance(statement.body[-1], cst.Raise)
    return isinstance(statement, cst.Raise)


def _leaves(body: cst.BaseSuite) -> bool:
    last = body.body[-1] if body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, cst.Return | cst.Raise)


def _is_only_compared(function: cst.FunctionDef, name: str, values: frozenset[str]) -> bool:
    return all(_is_comparison(chain, node, values) for chain, node in _uses(function, name))


def _uses(function: cst.FunctionDef, name: str) -> Iterator[tuple[Sequence[cst.CSTNode], cst.Name]]:
    ancestors: list[cst.CSTNode] = []
    for node in walk(function.body, ancestors):
        if not isinstance(node, cst.Name) or node.value != name:
            continue
        parent = ancestors[-1]
        is_part = isinstance(parent, cst.Attribute) and parent.attr is node
        if not is_part and not (isinstance(parent, cst.Arg) and parent.keyword is node):
            yield ancestors, node


def _is_comparison(chain: Sequence[cst.CSTNode], node: cst.Name, values: frozenset[str]) -> bool:
    for holder in chain:
        if isinstance(holder, cst.Raise):
            return True
        if isinstance(holder, cst.Call) and _is_log_call(holder):
            return True
    parent = chain[-1]
    if isinstance(parent, cst.Match):
        return True
    if not isinstance(parent, cst.Comparison) or len(parent.comparisons) != 1:
        return False
    target = parent.comparisons[0]
    if parent.left is not node:
        return False
    if isinstance(target.comparator, cst.Name):
        return is_none(target.comparator)
    compared = [_code(target.comparator)] if _is_plain(target.comparator) else ()
    strings = compared or _strings(target.comparator)
    return bool(strings) and all(_value(code) in values for code in strings)


def _is_log_call(call: cst.Call) -> bool:
    first, _, method = dotted_name(call.func).rpartition(".")
    return bool(method) and first.rpartition(".")[2].lower() in (
        "log",
        "logger",
        "logging",
        "_logger",
    )
