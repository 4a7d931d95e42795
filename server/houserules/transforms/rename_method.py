"""A method gets another name in all classes that share it, and wherever it is used.

Nothing is renamed unless every attribute of that name in the project is known to be the method,
or known to be something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.class_families import ClassFamily, family_of
from houserules.extractors.method_references import METHOD_READS, method_references_in
from houserules.extractors.project_symbols import Symbol
from houserules.extractors.proven_references import Doubt
from houserules.fixes.change import Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.rename_symbol import placed, refusal, units_of


def _apply(rewrite: RewritePass, _: object, old: str, new: str) -> Iterator[Any]:
    project, own = rewrite.project, rewrite.module
    if project is None or not rewrite.class_path:
        return
    module = rewrite.lookup(PROJECT_MODULES, own.name)
    if module is None or module.path != own.path:
        yield Refusal(f"other modules may be called `{own.name}`, too")
        return
    family = family_of(rewrite, Symbol(module.name, ".".join(rewrite.class_path)))
    if family.outside:
        yield Refusal(f"what `{family.outside}` derives from is not all in the project")
        return
    yield from _taken(rewrite, family, new)
    for source in project.mentioning((old,)):
        for unit in units_of(rewrite, source, project):
            for found in method_references_in(unit, family, old):
                if isinstance(found, Doubt):
                    yield refusal(source.module.path, unit, found.span, found.why)
                    return
                yield placed(rewrite, source, unit.replace_span(found.span, new))


def _taken(rewrite: RewritePass, family: ClassFamily, new: str) -> Iterator[Refusal]:
    """The family must not have the new name yet; who has it beside the family does not matter."""
    assert rewrite.project is not None
    for source in rewrite.project.mentioning((new,)):
        for unit in source.units(rewrite.project):
            for found in method_references_in(unit, family, new):
                if not isinstance(found, Doubt):
                    yield refusal(
                        source.module.path, unit, found.span, f"`{new}` is a member already"
                    )
                    return


rename_method = Transform(
    id="rename-method",
    title="Rename `{old}` to `{new}` everywhere",
    safety=Safety.UNSAFE,
    reach=Reach.RENAME,
    apply=_apply,
    requires=(*METHOD_READS, PROJECT_MODULES),
)
