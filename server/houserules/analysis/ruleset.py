"""The rules in force for a module, compiled for one walk.

Made once per (settings, role) and shared; part of every cache key through ``fingerprint``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from houserules.analysis.extractor import Extractor, closure
from houserules.analysis.rule import Rule, Scope
from houserules.analysis.severity import Severity
from houserules.analysis.structure import Line
from houserules.syntax.tokens import Comment

ALWAYS_ON = ("suppressions/unknown-rule", "suppressions/unused-ignore")
"""The rules about ignore comments: part of the engine, on whatever is selected."""
_BOTH: Mapping[str, Severity] = MappingProxyType(dict.fromkeys(ALWAYS_ON, Severity.WARNING))


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule with the options, conventions and severity that settings give it.

    Attributes:
        rule: The rule.
        options: An instance of ``rule.options``, or ``None``.
        conventions: The values of the keys in ``rule.reads`` that settings set.
        severity: The severity of a finding that is not weak.
        severity_is_set: Whether the user set the severity of this very id, so that weak findings
            have it, too.
        readable: The extractors that the rule may look up.
        deferred: The ruff codes of parts of the rule that are left to ruff.
    """

    rule: Rule
    options: Any = None
    conventions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    severity: Severity = Severity.WARNING
    severity_is_set: bool = False
    readable: frozenset[Extractor[Any]] = frozenset()
    deferred: frozenset[str] = frozenset()

    @staticmethod
    def of(
        rule: Rule,
        options: Any = None,
        conventions: Mapping[str, Any] | None = None,
        severity: Severity | None = None,
        severity_is_set: bool = False,
        deferred: frozenset[str] = frozenset(),
    ) -> ActiveRule:
        """Activate a rule; what is not given has its default."""
        return ActiveRule(
            rule=rule,
            options=options if options is not None else rule.default_options(),
            conventions=MappingProxyType(
                {k: v for k, v in (conventions or {}).items() if k in rule.reads}
            ),
            severity=rule.severity if severity is None else severity,
            severity_is_set=severity_is_set,
            readable=frozenset(rule.requires),
            deferred=deferred,
        )

    def severity_of(self, weak: bool) -> Severity:
        """The severity of one finding of this rule."""
        if weak and not self.severity_is_set:
            return max(self.severity, Severity.HINT)
        return self.severity


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All active rules of a module, arranged by what calls them.

    Attributes:
        active: Every active rule, by id.
        on_node: Rules called for nodes, in the order of their ids.
        on_comment: Rules called for comments.
        on_line: Rules called for lines.
        per_module: Rules called once per module.
        per_project: Rules called once per project; they are no business of a module.
        tables: The tables that any of them reads, directly or not.
        known_ids: Every id that exists, planned ones included.
        areas: The areas of ``known_ids``.
        on_ignores: The severities of the rules about ignore comments; one left out is off.
        fingerprint: Stands for ids, options and conventions in cache keys.
        reads_project: Whether any rule may read facts of other files.
    """

    active: Mapping[str, ActiveRule]
    on_node: tuple[ActiveRule, ...]
    on_comment: tuple[ActiveRule, ...]
    on_line: tuple[ActiveRule, ...]
    per_module: tuple[ActiveRule, ...]
    per_project: tuple[ActiveRule, ...]
    tables: tuple[Extractor[Any], ...]
    known_ids: frozenset[str]
    areas: frozenset[str]
    on_ignores: Mapping[str, Severity]
    fingerprint: str
    reads_project: bool = False
    _by_type: dict[type, tuple[ActiveRule, ...]] = field(
        default_factory=dict[type, tuple[ActiveRule, ...]], repr=False
    )

    @property
    def inert(self) -> bool:
        """Whether nothing can be found, so that nothing has to be parsed."""
        return not (self.active or self.on_ignores or self.tables)

    def handlers(self, node_type: type) -> tuple[ActiveRule, ...]:
        """The rules that want to see nodes of a type; remembered per type."""
        found = self._by_type.get(node_type)
        if found is None:
            found = tuple(a for a in self.on_node if issubclass(node_type, a.rule.on))
            self._by_type[node_type] = found
        return found


def no_rules() -> RuleSet:
    """The set of a document that nobody chose rules for: nothing is parsed, nothing found."""
    return compile_rules((), on_ignores={})


def compile_rules(
    active: Iterable[ActiveRule],
    known_ids: frozenset[str] = frozenset(),
    also_extract: Iterable[Extractor[Any]] = (),
    on_ignores: Mapping[str, Severity] | None = None,
    tool_fingerprint: str = "",
) -> RuleSet:
    """Arrange active rules for the engine.

    Args:
        active: The active rules; order does not matter.
        known_ids: Ids that exist beside the active ones.
        also_extract: Tables to keep up to date for others than rules.
        on_ignores: See ``RuleSet``; both rules are warnings unless said otherwise.
        tool_fingerprint: Identifies the code of the rules in caches that outlive the process.
    """
    ordered = sorted(active, key=lambda a: a.rule.id)
    by_scope = {scope: [a for a in ordered if a.rule.scope is scope] for scope in Scope}
    units = by_scope[Scope.UNIT]
    tokens = (Comment, Line)
    wanted = [e for a in ordered for e in a.rule.requires]
    wanted += [e for a in ordered for t in a.rule.fixes for e in t.requires]
    extractors = closure([*wanted, *also_extract])
    recipe = "\n".join(
        f"{a.rule.id} {a.options!r} {sorted(a.conventions.items())!r}" for a in ordered
    )
    digest = hashlib.blake2b(f"{tool_fingerprint}\n{recipe}".encode(), digest_size=16)
    ids = known_ids | {a.rule.id for a in ordered} | set(ALWAYS_ON)
    return RuleSet(
        active=MappingProxyType({a.rule.id: a for a in ordered}),
        on_node=tuple(a for a in units if not set(a.rule.on) <= set(tokens)),
        on_comment=tuple(a for a in units if Comment in a.rule.on),
        on_line=tuple(a for a in units if Line in a.rule.on),
        per_module=tuple(by_scope[Scope.MODULE]),
        per_project=tuple(a for a in ordered if a.rule.per_project is not None),
        tables=tuple(e for e in extractors if e.contribute is not None),
        known_ids=ids,
        areas=frozenset(i.partition("/")[0] for i in ids),
        on_ignores=_BOTH if on_ignores is None else on_ignores,
        fingerprint=digest.hexdigest(),
        reads_project=any(e.reading is not None for e in closure(wanted)),
    )
