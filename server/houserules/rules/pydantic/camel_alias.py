"""A field of an API schema has no camelCase alias, or another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.config_keys import CONFIG_KEYS, UNKNOWN
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.models import ModelKind
from houserules.extractors.pydantic_fields import FIELD_READS, ModelField, model_field
from houserules.extractors.strings import literal_string
from houserules.extractors.word_case import to_camel
from houserules.text.excerpt import excerpt
from houserules.transforms.camel_alias import ALIASES, REASON, add_camel_alias

_EXTERNAL = "alias: external"
_QUERY_MODELS = ("Filter", "Params")
_OTHER = "alias `{alias}` is not the camelCase of `{name}`"


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/camel-alias``.

    Attributes:
        roles: Roles of files whose models are schemas of an API.
        single_word: Whether names of one word need an alias, too.
        accept_generator: Whether an ``alias_generator`` in the configuration will do.
        query_models: Whether models called `…Filter` and `…Params` are schemas, too.
    """

    roles: tuple[str, ...] = ("schema",)
    single_word: bool = False
    accept_generator: bool = True
    query_models: bool = True


@rule(
    id="pydantic/camel-alias",
    on=(cst.AnnAssign,),
    requires=(*FIELD_READS, CONFIG_KEYS, FULL_ANCESTRY),
    options=Options,
    fixes=(add_camel_alias,),
    message="field `{name}` has no camelCase alias `{alias}`",
    why="JavaScript clients get the names that they expect, and Python keeps its own.",
    allow_when="The clients are Python programs, or another service lays down the names; an alias "
    "of its making is marked `# alias: external`.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class SendRequest(BaseModel):\n"
            "    thread_id: int"
            "  # want: field `thread_id` has no camelCase alias `threadId` # at: thread_id\n",
            fixed="from pydantic import BaseModel, Field\n\n\n"
            "class SendRequest(BaseModel):\n"
            '    thread_id: int = Field(alias="threadId")\n',
            path="app/schemas.py",
        ),
        Example(
            "from pydantic import BaseModel, ConfigDict\n"
            "from pydantic.alias_generators import to_camel\n\n\n"
            "class SendRequest(BaseModel):\n"
            "    model_config = ConfigDict(alias_generator=to_camel)\n"
            "    thread_id: int\n",
            path="app/schemas.py",
        ),
    ],
)
def camel_alias(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    """Report fields of schemas that clients see under their Python name."""
    options = p.options
    target = node.target
    if p.module.role not in options.roles or not isinstance(target, cst.Name):
        return
    if "_" not in target.value.strip("_") and not options.single_word:
        return
    field = model_field(p, node)
    if field is None or field.kind is not ModelKind.MODEL or not _is_schema(p, field):
        return
    alias = to_camel(field.name)
    written = next((a for key in ALIASES if (a := field.argument(key)) is not None), None)
    if written is not None:
        text = literal_string(written.value)
        is_external = any(_EXTERNAL in c.text for c in p.parsed.comments)
        if text is not None and text != alias and not is_external:
            yield p.finding(written.value, message=_OTHER, alias=excerpt(text, 40), name=field.name)
        return
    if not field.is_known:
        return
    keys = p.lookup(CONFIG_KEYS, field.model)
    if UNKNOWN in keys or (options.accept_generator and "alias_generator" in keys):
        return
    fix = add_camel_alias.at(node, reason=REASON, title=f'Write `alias="{alias}"`')
    yield p.finding(target, fix=fix, name=excerpt(field.name, 30), alias=alias)


def _is_schema(p: UnitPass, field: ModelField) -> bool:
    name = p.class_path[-1]
    if not p.options.query_models and name.endswith(_QUERY_MODELS):
        return False
    return "pydantic.RootModel" not in p.lookup(FULL_ANCESTRY, field.model)
