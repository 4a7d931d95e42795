"""A pattern is passed as `regex`, which pydantic 2 calls `pattern`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.pydantic_config import (
    API_CONVENTIONS,
    CONFIG_READS,
    ApiOptions,
    wanted_api,
)
from houserules.extractors.pydantic_keywords import REGEX_CALLS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.safety import Safety
from houserules.transforms.field_regex import regex_to_pattern

_LOOKS_AROUND = re.compile(r"\(\?<?[=!]|\\[1-9]|\(\?P=")
_REASON = "pydantic 2's engine knows no look-around and no back-reference: see `regex_engine`"
_UNKNOWN = "the pattern may need look-around, which pydantic 2's engine does not know"


@rule(
    id="pydantic/field-regex",
    on=(cst.Call,),
    requires=CONFIG_READS,
    reads=API_CONVENTIONS,
    options=ApiOptions,
    fixes=(regex_to_pattern,),
    message="`regex` is called `pattern` in pydantic 2",
    why="pydantic 2 refuses `regex`, and FastAPI only keeps it until its next cleaning.",
    allow_when="A module has to work with pydantic 1, too.",
    examples=[
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Item(BaseModel):\n"
            '    sku: str = Field(regex=r"^[A-Z]{3}$")'
            "  # want: `regex` is called `pattern` in pydantic 2 # at: regex\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class Item(BaseModel):\n"
            '    sku: str = Field(pattern=r"^[A-Z]{3}$")\n',
        ),
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Item(BaseModel):\n"
            '    sku: str = Field(regex=r"^[A-Z]{3}$")\n',
            options=(("api", "v1"),),
        ),
    ],
)
def field_regex(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report the keyword `regex` of fields and parameters."""
    given = argument(node, "regex")
    if given is None or given.keyword is None or resolves_to(p, node.func, REGEX_CALLS) is None:
        return
    if wanted_api(p, ".".join(p.class_path)) != "v2":
        return
    fix = None
    if argument(node, "pattern") is None:
        text = literal_string(given.value)
        is_safe = text is not None and not _LOOKS_AROUND.search(text)
        reason = "" if is_safe else _UNKNOWN if text is None else _REASON
        fix = regex_to_pattern.at(
            given,
            safety=Safety.SAFE if is_safe else Safety.UNSAFE,
            reason=reason,
        )
    yield p.finding(given.keyword, fix=fix)
