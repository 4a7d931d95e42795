"""Rules of the area `docs`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.docs.args_section import args_section
from houserules.rules.docs.class_attributes import class_attributes
from houserules.rules.docs.examples import examples
from houserules.rules.docs.module_docstring import module_docstring
from houserules.rules.docs.raises_section import raises_section
from houserules.rules.docs.required import required
from houserules.rules.docs.returns_section import returns_section
from houserules.rules.docs.router_endpoints import router_endpoints
from houserules.rules.docs.section_style import section_style
from houserules.rules.docs.self_documenting_args import self_documenting_args
from houserules.rules.docs.verbose_docstring import verbose_docstring
from houserules.rules.docs.yields_section import yields_section

RULES: tuple[Rule, ...] = (
    args_section,
    class_attributes,
    examples,
    module_docstring,
    raises_section,
    required,
    returns_section,
    router_endpoints,
    section_style,
    self_documenting_args,
    verbose_docstring,
    yields_section,
)
"""By id."""
