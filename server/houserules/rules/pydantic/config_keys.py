"""A configuration uses a key of pydantic 1."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.config_entries import ConfigEntry, config_entries
from houserules.extractors.pydantic_config import (
    API_CONVENTIONS,
    CONFIG_READS,
    ApiOptions,
    extra_of,
    wanted_api,
)
from houserules.extractors.pydantic_keys import (
    DROPPED_KEYS,
    NEGATED_KEY,
    OTHER_VALUES,
    REMOVED_KEYS,
    RENAMED_KEYS,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.config_key import config_key_to_v2

_RENAMED = "`{old}` is called `{new}` in pydantic 2"
_NEGATED = "`{old}` is called `{new}` in pydantic 2, and means the opposite"
_REMOVED = "pydantic 2 has no `{old}`"
_DROPPED = "`{old}` is what pydantic 2 always does"
_EXTRA = "`{old}` is written `{new}` in pydantic 2"


@rule(
    id="pydantic/config-keys",
    on=(cst.Call, cst.Assign, cst.AnnAssign),
    requires=CONFIG_READS,
    reads=API_CONVENTIONS,
    options=ApiOptions,
    fixes=(config_key_to_v2,),
    message=_RENAMED,
    why="pydantic 2 warns of the keys of pydantic 1, or passes over them in silence: the model "
    "then does not do what it says.",
    allow_when="A model has to work with both versions of pydantic.",
    examples=[
        Example(
            "from pydantic import BaseModel, ConfigDict\n\n\n"
            "class Row(BaseModel):\n"
            "    model_config = ConfigDict(orm_mode=True)"
            "  # want: `orm_mode` is called `from_attributes` in pydantic 2 # at: orm_mode\n",
            fixed="from pydantic import BaseModel, ConfigDict\n\n\n"
            "class Row(BaseModel):\n"
            "    model_config = ConfigDict(from_attributes=True)\n",
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Row(BaseModel):\n"
            "    class Config:\n"
            "        orm_mode = True\n",
            options=(("api", "v1"),),
        ),
    ],
)
def config_keys(p: UnitPass, node: cst.Call | cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report the keys of pydantic 1 in configurations."""
    entries = config_entries(p, node)
    if not entries:
        return
    model = p.class_path[:-1] if p.class_path[-1:] == ("Config",) else p.class_path
    if wanted_api(p, ".".join(model)) != "v2":
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        found = _message(p, entry)
        if found is None:
            continue
        message, new = found
        fix = None
        is_free = not new or new not in names or new == entry.name
        if message not in (_REMOVED, _DROPPED) and entry.name not in OTHER_VALUES and is_free:
            fix = config_key_to_v2.at(node, key=entry.name, new=new)
        place = entry.value if message is _EXTRA else entry.key
        old = excerpt(entry.name, 40)
        if message is _EXTRA:
            old, new = f"Extra.{new}", f'"{new}"'
        yield p.finding(place, fix=fix, message=message, old=old, new=new)


def _message(p: UnitPass, entry: ConfigEntry) -> tuple[str, str] | None:
    if entry.name in RENAMED_KEYS:
        return _RENAMED, RENAMED_KEYS[entry.name]
    if entry.name == NEGATED_KEY[0]:
        return _NEGATED, NEGATED_KEY[1]
    if entry.name in REMOVED_KEYS:
        return _REMOVED, ""
    if entry.name in DROPPED_KEYS:
        return _DROPPED, ""
    extra = extra_of(p, entry.value) if entry.name == "extra" else None
    return (_EXTRA, extra) if extra else None
