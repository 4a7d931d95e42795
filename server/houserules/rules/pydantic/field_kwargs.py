"""A field is described with keywords of pydantic 1."""

from __future__ import annotations

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
from houserules.extractors.pydantic_keywords import (
    FIELD_KEYWORDS,
    KEYWORD_CALLS,
    LIST_CALLS,
    REMOVED_KEYWORDS,
    RENAMED_KEYWORDS,
)
from houserules.extractors.qualified_names import resolves_to
from houserules.text.excerpt import excerpt
from houserules.transforms.field_kwargs import field_keyword_to_v2

_REMOVED = "pydantic 2 has no `{old}`; {new} says the same"
_EXTRA = "`{old}` belongs into `json_schema_extra` in pydantic 2"


@rule(
    id="pydantic/field-kwargs",
    on=(cst.Call,),
    requires=CONFIG_READS,
    reads=API_CONVENTIONS,
    options=ApiOptions,
    fixes=(field_keyword_to_v2,),
    message="`{old}` is called `{new}` in pydantic 2",
    why="pydantic 2 warns of the keywords of pydantic 1, and of all that it does not know.",
    allow_when="A model has to work with both versions of pydantic.",
    examples=[
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Post(BaseModel):\n"
            "    tags: list[str] = Field(min_items=1)"
            "  # want: `min_items` is called `min_length` in pydantic 2 # at: min_items\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class Post(BaseModel):\n"
            "    tags: list[str] = Field(min_length=1)\n",
        ),
        Example(
            "from pydantic import BaseModel, Field\n\n\n"
            "class Post(BaseModel):\n"
            "    tags: list[str] = Field(min_items=1)\n",
            options=(("api", "v1"),),
        ),
    ],
)
def field_kwargs(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report keywords that pydantic 2 does not know."""
    if all(a.keyword is None or a.keyword.value in FIELD_KEYWORDS for a in node.args):
        return
    is_field = resolves_to(p, node.func, KEYWORD_CALLS) is not None
    if not is_field and resolves_to(p, node.func, LIST_CALLS) is None:
        return
    if wanted_api(p, ".".join(p.class_path)) != "v2":
        return
    names = [a.keyword.value for a in node.args if a.keyword is not None]
    extras = [
        n
        for n in names
        if n not in FIELD_KEYWORDS and n not in RENAMED_KEYWORDS and n not in REMOVED_KEYWORDS
    ]
    for arg in node.args:
        old = arg.keyword.value if arg.keyword is not None else ""
        if arg.keyword is None or old in FIELD_KEYWORDS:
            continue
        new = RENAMED_KEYWORDS.get(old)
        if new is not None:
            fix = field_keyword_to_v2.at(arg, old=old, new=new) if new not in names else None
            yield p.finding(arg.keyword, fix=fix, old=old, new=new)
        elif old in REMOVED_KEYWORDS:
            message = _REMOVED
            yield p.finding(arg.keyword, message=message, old=old, new=REMOVED_KEYWORDS[old])
        elif is_field:
            is_free = len(extras) == 1 and "json_schema_extra" not in names and old != "env"
            new = "json_schema_extra"
            fix = field_keyword_to_v2.at(arg, old=old, new=new) if is_free else None
            yield p.finding(arg.keyword, fix=fix, message=_EXTRA, old=excerpt(old, 40))
