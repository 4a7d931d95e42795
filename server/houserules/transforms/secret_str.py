"""A string field that holds a secret becomes a ``SecretStr``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.choices import string_annotation
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.extractors.secret_names import is_secret_name
from houserules.extractors.strings import literal_string
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, name_for

REASON = "code that reads the field has to ask for `.get_secret_value()` from then on"


def _apply(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[Change | ImportNeed]:
    written = string_annotation(rewrite, node.annotation)
    field = model_field(rewrite, node)
    found = name_for(rewrite, "pydantic", "SecretStr", node)
    if written is None or field is None or found is None:
        return
    name, needs = found
    default = field.default
    is_none = isinstance(default, cst.Name) and default.value == "None"
    if default is not None and not is_none and literal_string(default) is None:
        return
    yield from needs
    yield rewrite.replace(written, name)
    if default is not None and not is_none:
        span = rewrite.span(default)
        yield rewrite.insert(span.start, f"{name}(")
        yield rewrite.insert(span.end, ")")


def _sites(p: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    field = model_field(p, node)
    if field is not None and is_secret_name(field.name) and string_annotation(p, node.annotation):
        yield string_to_secret.at(node, reason=REASON)


string_to_secret = Transform(
    id="string-to-secret",
    title="Type it `SecretStr`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.AnnAssign,),
    requires=(*IMPORT_READS, *FIELD_READS),
)
