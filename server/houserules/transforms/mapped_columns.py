"""``name = Column(...)`` of a mapped class becomes ``name: Mapped[...] = mapped_column(...)``."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name, without_call
from houserules.extractors.class_attributes import ATTRIBUTE_READS
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.sqlalchemy_names import MAPPED_COLUMN
from houserules.extractors.strings import argument
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.import_names import IMPORT_READS, module_name_for, name_for

COLUMN_REASON = (
    "readers of the attribute see its type now, and a class with `Mapped` is SQLAlchemy 2"
)
_BUILTINS = MappingProxyType(
    {
        **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CHAR"), "str"),
        **dict.fromkeys(("TEXT", "INET", "CITEXT"), "str"),
        **dict.fromkeys(("Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT"), "int"),
        **dict.fromkeys(("Boolean", "BOOLEAN"), "bool"),
        **dict.fromkeys(("Float", "Double", "FLOAT", "REAL"), "float"),
        **dict.fromkeys(("LargeBinary", "BYTEA", "BLOB"), "bytes"),
    }
)
_IMPORTED = MappingProxyType(
    {
        **dict.fromkeys(("Numeric", "DECIMAL", "NUMERIC"), ("decimal", "Decimal")),
        **dict.fromkeys(("DateTime", "TIMESTAMP", "DATETIME"), ("datetime", "datetime")),
        **dict.fromkeys(("Date", "DATE"), ("datetime", "date")),
        **dict.fromkeys(("Time", "TIME"), ("datetime", "time")),
        "Interval": ("datetime", "timedelta"),
    }
)
_JSON = frozenset({"JSON", "JSONB"})
_UUID = frozenset({"Uuid", "UUID"})
_Written = tuple[str, tuple[ImportNeed, ...]]


def _apply(
    rewrite: RewritePass, node: cst.Assign, optional: str = ""
) -> Iterator[Change | ImportNeed | Refusal]:
    call, target = node.value, node.targets[0].target
    if not isinstance(call, cst.Call) or not isinstance(target, cst.Name):
        return
    if argument(call, "nullable") is None and any(arg.star for arg in call.args):
        return
    given = _type_argument(rewrite, call)
    written = _python_type(rewrite, given) if given is not None else None
    mapped = name_for(rewrite, "sqlalchemy.orm", "Mapped", node)
    made = name_for(rewrite, "sqlalchemy.orm", "mapped_column", node)
    nullable = _is_nullable(call)
    if written is None or mapped is None or made is None or nullable is None:
        yield Refusal("the Python type of the column is not known")
        return
    text, needs = written
    if nullable and optional == "typing":
        wrapper = name_for(rewrite, "typing", "Optional", node)
        if wrapper is None:
            return
        text, needs = f"{wrapper[0]}[{text}]", (*needs, *wrapper[1])
    elif nullable:
        text = f"{text} | None"
    yield rewrite.insert(rewrite.span(target).end, f": {mapped[0]}[{text}]")
    yield from (*needs, *mapped[1])
    if resolves_to(rewrite, call.func, MAPPED_COLUMN) is None:
        yield rewrite.replace(call.func, made[0])
        yield from made[1]


def _type_argument(rewrite: RewritePass, call: cst.Call) -> cst.BaseExpression | None:
    """The type of a column: the first argument, or the one behind its name."""
    named = argument(call, "type_")
    if named is not None:
        return named.value
    plain = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
    if plain and isinstance(plain[0], cst.SimpleString | cst.ConcatenatedString):
        plain = plain[1:]
    if not plain or not qualified_names(rewrite, without_call(plain[0])):
        return None
    return plain[0]


def _python_type(rewrite: RewritePass, given: cst.BaseExpression) -> _Written | None:
    callee = without_call(given)
    names = qualified_names(rewrite, callee)
    if len(names) != 1 or not names[0].startswith(("sqlalchemy.", "sqlmodel.")):
        return None
    name = names[0].rpartition(".")[2]
    if name in _BUILTINS:
        return _BUILTINS[name], ()
    if name in _IMPORTED:
        return _unless_false(rewrite, given, name)
    if name in _UUID:
        as_uuid = argument(given, "as_uuid", 0) if isinstance(given, cst.Call) else None
        is_text = as_uuid is not None and dotted_name(as_uuid.value) != "True"
        return (
            ("str", ())
            if is_text
            else name_for(rewrite, "uuid", "UUID", given) or _by_module(rewrite, given)
        )
    if name in _JSON:
        found = name_for(rewrite, "typing", "Any", given)
        return (f"dict[str, {found[0]}]", found[1]) if found else None
    if not isinstance(given, cst.Call) or not given.args:
        return None
    inner = given.args[0].value
    if name in ("Enum", "ENUM") and isinstance(inner, cst.Name):
        return inner.value, ()
    if name == "ARRAY":
        element = _python_type(rewrite, inner)
        return (f"list[{element[0]}]", element[1]) if element else None
    return None


def _unless_false(rewrite: RewritePass, given: cst.BaseExpression, name: str) -> _Written | None:
    if name in ("Numeric", "NUMERIC", "DECIMAL") and isinstance(given, cst.Call):
        as_decimal = argument(given, "asdecimal", 2)
        if as_decimal is not None:
            return ("float", ()) if dotted_name(as_decimal.value) == "False" else None
    module, member = _IMPORTED[name]
    return name_for(rewrite, module, member, given)


def _by_module(rewrite: RewritePass, at: cst.BaseExpression) -> _Written | None:
    """``uuid.UUID``, where the plain name is SQLAlchemy's."""
    found = module_name_for(rewrite, "uuid", at)
    return (f"{found[0]}.UUID", found[1]) if found else None


def _is_nullable(call: cst.Call) -> bool | None:
    for keyword in ("nullable", "primary_key"):
        given = argument(call, keyword)
        if given is None:
            continue
        word = dotted_name(given.value)
        if word not in ("True", "False"):
            return None
        if keyword == "nullable":
            return word == "True"
        if word == "True":
            return False
    return True


to_mapped_column = Transform(
    id="to-mapped-column",
    title="Declare as `Mapped`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=(*ATTRIBUTE_READS, *IMPORT_READS),
)
