"""Whether rules keep the contract, before any of them runs.

Looks at metadata alone: what a rule does with code is held against its cases by the test harness.
Knows no concrete rule.
"""

from __future__ import annotations

import dataclasses
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from houserules.analysis.extractor import Extractor, closure
from houserules.analysis.rule import Rule, Scope
from houserules.fixes.transform import Transform

LONGEST_MESSAGE = 100
_RULE_ID = re.compile(r"[a-z][a-z0-9]*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MARK = re.compile(r"# want: (.*?)(?= # at: | *# want: |$)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"^\s+(\w+): \S", re.MULTILINE)
_RUFF_CODE = re.compile(r"[A-Z]+[0-9]{3,4}")
_UNFINISHED = "TODO"


class InvalidRules(ValueError):
    """Rules that break the contract.

    Attributes:
        problems: Every break, ``rule: what is wrong, what to do``.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclasses.dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case of a rule from outside its file, as far as the contract is concerned.

    Attributes:
        finds: Whether the rule finds something in it.
        fixes: Whether a fix changes it.
    """

    finds: bool
    fixes: bool = False


@dataclasses.dataclass(frozen=True)
class _NoOptions:
    pass


def validate(
    rules: Iterable[Rule],
    extractors: Iterable[Extractor[Any]] = (),
    transforms: Iterable[Transform] = (),
    cases: Mapping[str, Sequence[CaseSummary]] | None = None,
) -> None:
    """Hold rules, and all extractors and transforms they reach, against the contract.

    Args:
        rules: The rules.
        extractors: Further extractors that exist.
        transforms: Further transforms that exist.
        cases: Cases by rule id, beside the examples that the rules bring.

    Raises:
        InvalidRules: Naming every break at once.
    """
    all_rules = list(rules)
    used = dict.fromkeys([*transforms, *(t for r in all_rules for t in r.fixes)])
    wanted = [e for r in all_rules for e in r.requires]
    wanted += [*extractors, *(e for t in used for e in t.requires)]
    problems = [*_id_problems(all_rules), *_extractor_problems(wanted)]
    for rule in all_rules:
        shown = (cases or {}).get(rule.id, ())
        found = (*_texts(rule), *_dispatch(rule), *_options(rule), *_ruff(rule))
        found += tuple(_examples(rule, shown))
        problems.extend(f"{rule.id}: {problem}" for problem in found)
    problems.extend(_transform_problems(list(used)))
    if problems:
        raise InvalidRules(problems)


def _id_problems(rules: Sequence[Rule]) -> Iterator[str]:
    names = Counter(name for r in rules for name in (r.id, *r.renamed_from))
    for name, count in names.items():
        if not _RULE_ID.fullmatch(name):
            yield f"{name}: the id must be area/kebab-name"
        if count > 1:
            yield f"{name}: {count} rules have this id, or had it once"


def _extractor_problems(extractors: Iterable[Extractor[Any]]) -> Iterator[str]:
    try:
        reached = closure(extractors)
    except ValueError as error:
        yield str(error)
        return
    for name, count in Counter(e.id for e in reached).items():
        if count > 1:
            yield f"{count} extractors have the id `{name}`"
    for extractor in reached:
        read = extractor.fact.read if extractor.fact else None
        ways = (extractor.contribute, extractor.derive, extractor.reading, read)
        if sum(way is not None for way in ways) != 1:
            yield f"extractor `{extractor.id}` must be a table, derived, or read the project"


def _texts(rule: Rule) -> Iterator[str]:
    """What a human reads: title, message, why."""
    if not rule.title:
        yield "its module needs a docstring that says what it reports"
    if not rule.why.strip():
        yield "`why` is empty: say why a team would want it"
    for name, text in (("title", rule.title), ("message", rule.message), ("why", rule.why)):
        if _UNFINISHED in text:
            yield f"its {name} is still to be filled in: {text}"
    try:
        fixed_part = "".join(part for part, *_ in string.Formatter().parse(rule.message))
    except ValueError as error:
        yield f"the message is no template: {error}"
        return
    if not rule.message.strip() or len(fixed_part) > LONGEST_MESSAGE:
        yield f"the message must have 1 to {LONGEST_MESSAGE} characters"
    if rule.message[:1].isupper():
        yield "the message must begin in lower case"


def _dispatch(rule: Rule) -> Iterator[str]:
    if rule.scope is Scope.UNIT and not rule.on:
        yield "a rule of scope UNIT must say in `on` what calls it"
    if rule.scope is not Scope.UNIT and rule.on:
        yield f"a rule of scope {rule.scope.name} is called once, `on` must be empty"


def _options(rule: Rule) -> Iterator[str]:
    if rule.options is None:
        return
    if not rule.options.__dataclass_params__.frozen:  # type: ignore[attr-defined] - typeshed leaves it out
        yield "its options must be a frozen dataclass"
    described = set(_ATTRIBUTE.findall(rule.options.__doc__ or ""))
    for field in dataclasses.fields(rule.options):
        if field.name not in described:
            yield f"option `{field.name}` is missing under `Attributes:` in the options' docstring"


def _ruff(rule: Rule) -> Iterator[str]:
    known = {field.name for field in dataclasses.fields(rule.options or _NoOptions)}
    for same in rule.same_as_ruff:
        if not _RUFF_CODE.fullmatch(same.code):
            yield f"`{same.code}` in `same_as_ruff` is no full ruff code such as `UP006`"
        pairs = (*same.options, *same.opposite)
        named = {*(name for name, _ in pairs), *(name for name, _, _ in same.mirrors)}
        for name in sorted(named - known):
            yield f"`same_as_ruff` of `{same.code}` names `{name}`, which is no option of it"
    if len({bool(same.part) for same in rule.same_as_ruff}) > 1:
        yield "either every code in `same_as_ruff` covers a part of the rule, or none does"


def _examples(rule: Rule, cases: Sequence[CaseSummary]) -> Iterator[str]:
    if not rule.examples:
        yield "it has no examples: give two to four"
    shown = [CaseSummary(bool(_MARK.search(e.code)), e.fixed is not None) for e in rule.examples]
    shown += cases
    if not any(case.finds for case in shown):
        yield "no example or case has a finding: mark one with `# want: message`"
    if all(case.finds for case in shown):
        yield "no example or case is without a finding: show where it is silent"
    if any(case.fixes for case in shown) and not rule.fixes:
        yield "a case is fixed, but `fixes` declares no transform"
    if rule.fixes and not any(case.fixes for case in shown):
        yield "`fixes` declares a transform, but no example or case is fixed"
    for example in rule.examples:
        for message in _MARK.findall(example.code):
            if len(message.strip()) > LONGEST_MESSAGE:
                yield f"a message has more than {LONGEST_MESSAGE} characters: {message}"
            if _UNFINISHED in message:
                yield f"an example is still to be filled in: {message}"


def _transform_problems(transforms: Sequence[Transform]) -> Iterator[str]:
    for name, count in Counter(t.id for t in transforms).items():
        if count > 1:
            yield f"{count} transforms have the id `{name}`"
    for transform in transforms:
        where = f"transform `{transform.id}`"
        if not _KEBAB.fullmatch(transform.id):
            yield f"{where}: the id must be kebab-case"
        if not transform.title[:1].isupper():
            yield f"{where}: the title must be a verb phrase that begins in upper case"
        alone = transform.alone and transform.reach.stays_in_file
        if alone and (transform.sites is None or not transform.on):
            yield f"{where}: it needs `sites` and `on`, to run alone as a codemod"
        if not transform.alone and transform.sites is not None:
            yield f"{where}: it has `sites`, so it runs alone"
