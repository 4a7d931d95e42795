"""Checks that hold for every rule, without a word from its author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Finding
from houserules.analysis.memo import ResultMemo
from houserules.analysis.module import ModuleInfo
from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.imported_names import IMPORTED_NAMES
from houserules.extractors.references import referenced_names
from houserules.settings.conventions import FOLLOWING
from houserules.syntax.cache import ParseCache
from houserules.testing.cases import Case
from houserules.testing.marks import Mark
from houserules.testing.newer_syntax import readable_here
from houserules.testing.project import (
    applied_to,
    facts_read_by,
    first_project_fix,
    module_info_of,
    project_module,
    project_of,
    sources_of,
)
from houserules.testing.properties import Edited, broken_properties
from houserules.testing.surroundings import end_of_case, surroundings, upheavals, with_breaks
from houserules.text.lines import LineIndex
from houserules.text.span import Span
from houserules.workspace.fixing import MOST_ROUNDS, fix_all
from houserules.workspace.index.facts import facts_of
from houserules.workspace.index.project_index import ProjectIndex


class RuleCheckError(AssertionError):
    """A rule broke one of the promises that every rule makes."""


def analyse(rule: Rule, case: Case, code: str, memo: ResultMemo | None = None) -> ModuleAnalysis:
    """A document analysed with one rule as the case sets it, among the files of the case."""
    return analyse_in_project(rule, case, code, memo)[0]


def analyse_in_project(
    rule: Rule, case: Case, code: str, memo: ResultMemo | None = None
) -> tuple[ModuleAnalysis, ProjectIndex]:
    """As ``analyse``, with the index of the files of the case."""
    options = _options(rule, case)
    active = ActiveRule.of(rule, options, case.conventions)
    rules = compile_rules([active], also_extract=(BINDINGS, IMPORTED_NAMES))
    module = module_info(case)
    project = project_of(facts_read_by(rule), case.files)
    analysis = ModuleAnalysis(rules, module, ParseCache().parse, memo, strict=True, project=project)
    analysis.open(code)
    analysis.extract()
    project.put(project_module(module, case.path), facts_of(analysis))
    analysis.project_changed(project.become_ready())
    analysis.run()
    return analysis, project


def module_info(case: Case) -> ModuleInfo:
    """The module of a case, with roles by the usual names."""
    return module_info_of(case.path, case.target_version)


def _options(rule: Rule, case: Case) -> Any:
    if rule.options is None:
        if case.options:
            raise RuleCheckError(f"{rule.id} has no options, the case sets {dict(case.options)}")
        return None
    following = {
        option: case.conventions[key]
        for option, key in FOLLOWING.get(rule.id, ())
        if key in case.conventions
    }
    given: dict[str, Any] = {
        key.replace("-", "_"): tuple(cast("list[Any]", value)) if isinstance(value, list) else value
        for key, value in case.options.items()
    }
    return rule.options(**{**following, **given})


def findings_of(analysis: ModuleAnalysis) -> list[tuple[Span, Finding]]:
    """The findings of a document with their spans in it, in order."""
    found = [
        (finding.span.shifted(analysis.tree.start(index)), finding)
        for index, state in enumerate(analysis.states)
        for finding, _ in state.reported
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].message))


def check_case(rule: Rule, case: Case) -> None:
    """Hold a rule against one case, in all the surroundings that must not matter.

    Raises:
        RuleCheckError: Naming the promise that does not hold.
    """
    analysis = analyse(rule, case, case.code)
    found = findings_of(analysis)
    _check_marks(rule, case, analysis.text, found)
    _check_declared(rule, found)
    _check_reasons(rule, case, found)
    fixed = _check_fixed(rule, case)
    said = _said(analysis)
    for name, code in surroundings(case.code):
        memo = ResultMemo()
        analyse(rule, case, case.code, memo)
        other = _said(analyse(rule, case, code, memo), end_of_case(case.code, code))
        if other != said:
            raise RuleCheckError(
                f"{rule.id}, {case.title}: findings change {name}: {said} → {other}"
            )
    for name, code in upheavals(case.code):
        memo = ResultMemo()
        analyse(rule, case, case.code, memo)
        if _said(analyse(rule, case, code, memo)) != _said(analyse(rule, case, code)):
            raise RuleCheckError(f"{rule.id}, {case.title}: findings {name} depend on history")
    for newline in ("\r\n", "\r") if fixed is not None else ():
        other = _fixed(rule, case, with_breaks(case.code, newline)).text
        if other != with_breaks(fixed or "", newline):
            raise RuleCheckError(
                f"{rule.id}, {case.title}: the fix differs with {newline!r}: {other!r}"
            )


def _any_fix(finding: Finding, fix: Any) -> bool:
    return True


def _check_marks(rule: Rule, case: Case, text: str, found: list[tuple[Span, Finding]]) -> None:
    lines = LineIndex.of(text)
    got = [Mark(lines.line_of(s.start) + 1, f.message, text[s.start : s.end]) for s, f in found]
    want = list(case.marks)
    same = len(got) == len(want) and all(
        (g.line, g.message) == (w.line, w.message) and w.source in (None, g.source)
        for g, w in zip(sorted(got), sorted(want), strict=True)
    )
    if not same:
        shown = "\n".join(f"  {g.line}: {g.message}   # at: {g.source}" for g in got)
        expected = "\n".join(f"  {w.line}: {w.message}   # at: {w.source}" for w in want)
        raise RuleCheckError(
            f"{rule.id}, {case.title}: found\n{shown or '  nothing'}\nwanted\n"
            f"{expected or '  nothing'}\nin\n{text}"
        )


def _check_declared(rule: Rule, found: list[tuple[Span, Finding]]) -> None:
    for _, finding in found:
        if len(finding.message) > 100:
            raise RuleCheckError(f"{rule.id}: message over 100 characters: {finding.message}")
        if finding.fix is not None and finding.fix.transform not in rule.fixes:
            name = finding.fix.transform.id
            raise RuleCheckError(f"{rule.id}: fix `{name}` is not declared in `fixes`")
        if finding.ruff and finding.ruff not in {s.code for s in rule.same_as_ruff if s.part}:
            raise RuleCheckError(
                f"{rule.id}: a finding names {finding.ruff}, no part in `same_as_ruff` does"
            )


def _check_reasons(rule: Rule, case: Case, found: list[tuple[Span, Finding]]) -> None:
    given = tuple(f.fix.reason for _, f in found if f.fix is not None)
    if case.reasons is not None and given != case.reasons:
        raise RuleCheckError(
            f"{rule.id}, {case.title}: the fixes say {given}, wanted {case.reasons}"
        )


def _check_fixed(rule: Rule, case: Case) -> str | None:
    analysis = analyse(rule, case, case.code)
    before = case.code
    unused_before = _unused_imports(analysis)
    outcome = _fixed(rule, case, before)
    wanted = case.fixed if case.fixed is not None else before
    if outcome.text != wanted:
        refused = "".join(f"\n  refused: {reason}" for reason in outcome.refused)
        raise RuleCheckError(
            f"{rule.id}, {case.title}: fixed to\n{outcome.text}\nwanted\n{wanted}{refused}"
        )
    _check_properties(rule, case)
    _check_other_files(rule, case, outcome)
    if case.fixed is None:
        return None
    error = _syntax_error(outcome.text)
    if error is not None and _syntax_error(before) is None:
        raise RuleCheckError(f"{rule.id}, {case.title}: fixed code: {error}")
    after = replace(case, files=outcome.files, path=outcome.path)
    again = _fixed(rule, after, outcome.text)
    if (again.text, again.files) != (outcome.text, outcome.files):
        raise RuleCheckError(f"{rule.id}, {case.title}: a second run changes\n{again.text}")
    newly_unused = _unused_imports(analyse(rule, after, outcome.text)) - unused_before
    if newly_unused:
        raise RuleCheckError(f"{rule.id}, {case.title}: imports left unused: {newly_unused}")
    return outcome.text


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What all fixes of a rule make of a case: its own file, where it is now, the others."""

    text: str
    path: str
    files: Mapping[str, str]
    refused: tuple[str, ...]


def _fixed(rule: Rule, case: Case, code: str) -> _Outcome:
    """Apply the fixes that stay in the file, then those that do not, one after the other."""
    done = fix_all(analyse(rule, case, code), _any_fix)
    text, path, files = done.text, case.path, dict(case.files)
    refused = [v.promise for v in done.refused]
    for _ in range(MOST_ROUNDS):
        analysis, index = analyse_in_project(rule, replace(case, path=path, files=files), text)
        sources = sources_of(rule, analysis, index, path, files)
        step, said = first_project_fix(analysis, path, sources)
        refused.extend(said)
        if step is None:
            break
        files[path] = text
        files, moved = applied_to(files, step)
        path = moved.get(path, path)
        text = files.pop(path)
    return _Outcome(text, path, files, tuple(refused))


def _check_other_files(rule: Rule, case: Case, outcome: _Outcome) -> None:
    """The other files are what the case says; those it does not name are as they were."""
    after = dict(outcome.files)
    if outcome.path != case.path:
        after[outcome.path] = outcome.text
    changed = {p: t for p, t in after.items() if case.files.get(p) != t}
    changed |= {p: "" for p in case.files if p not in after}
    if changed != dict(case.fixed_files):
        shown = "\n".join(f"--- {p}\n{t}" for p, t in sorted(changed.items()))
        raise RuleCheckError(
            f"{rule.id}, {case.title}: other files become\n{shown or 'nothing new'}\nwanted\n"
            + "\n".join(f"--- {p}\n{t}" for p, t in sorted(case.fixed_files.items()))
            + "".join(f"\n  refused: {reason}" for reason in outcome.refused)
        )


def _check_properties(rule: Rule, case: Case) -> None:
    """The edits of the fixes that stay in the file keep what edits keep."""
    analysis = analyse(rule, case, case.code)
    comments = [c.text for s in analysis.states for c in analysis.parse(s.unit).comments]
    done = fix_all(analysis, _any_fix)
    # Which comments a fix means to remove or reword is for the case to show.
    broken = broken_properties(Edited(case.code, done.text, done.edits, comments))
    if broken:
        raise RuleCheckError(f"{rule.id}, {case.title}: the fix breaks: {broken}\n{done.text}")


def _syntax_error(code: str) -> SyntaxError | None:
    """What the running Python says of a code; of newer syntax it knows type parameters."""
    try:
        compile(readable_here(code), "case.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    return None


def _unused_imports(analysis: ModuleAnalysis) -> set[str]:
    referenced: set[str] = set()
    names: set[str] = set()
    for state in analysis.states:
        referenced |= referenced_names(analysis.parse(state.unit))
        names |= {str(key) for key in state.contributions.get(BINDINGS, ())}
    unused: set[str] = set()
    for name in names - referenced:
        bindings = analysis.tables.lookup(BINDINGS, name, set())
        imports = [b for b in bindings if b.kind is BindingKind.IMPORT]
        if any(not b.target.startswith("__future__.") for b in imports):
            unused.add(name)
    return unused


def _said(analysis: ModuleAnalysis, end: int | None = None) -> list[tuple[str, str]]:
    """Findings up to an offset by message and marked source, layout aside."""
    return [
        (f.message, " ".join(analysis.text[s.start : s.end].split()))
        for s, f in findings_of(analysis)
        if end is None or s.start < end
    ]
