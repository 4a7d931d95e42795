"""A variable that the environment template lacks is added to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.env_files import ENV_TEMPLATES, EVERY_ENV_ENTRY, PRESENT
from houserules.extractors.settings_entries import CLASS_ENTRIES, PROJECT_ENTRIES
from houserules.fixes.change import DocumentChange, NewFile, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

_SECRET = re.compile(r"(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|KEY|CREDENTIALS?|DSN)(?:$|_)")
_PLAIN = re.compile(r"[\w./:@,+-]*")


def _apply(
    rewrite: RewritePass, _: object, variable: str, value: str, description: str, owner: str
) -> Iterator[DocumentChange | NewFile | Refusal]:
    beside = rewrite.lookup(CLASS_ENTRIES, (rewrite.module.name, owner)) if owner else ()
    names = tuple(entry.variable for entry in beside)
    yield from template_entry(rewrite, variable, value, description, names)


def template_entry(
    rewrite: RewritePass,
    variable: str,
    value: str,
    description: str = "",
    beside: Iterable[str] = (),
) -> Iterator[DocumentChange | NewFile | Refusal]:
    """The change that adds a variable to the template of the project, made if there is none.

    It comes below the last of the variables that it belongs beside, else to the end. Secrets are
    left empty. ``EVERY_ENV_ENTRY`` must be required.
    """
    if rewrite.lookup(EVERY_ENV_ENTRY, variable.upper()):
        return
    line = _line(variable, value, description)
    templates = rewrite.lookup(EVERY_ENV_ENTRY, PRESENT)
    if not templates:
        yield NewFile(ENV_TEMPLATES[0], line)
        return
    path = min((p for p, _ in templates), key=lambda p: (p.count("/"), p))
    text = rewrite.project.document(path) if rewrite.project else None
    if text is None:
        yield Refusal(f"{path} cannot be read")
        return
    newline = "\r\n" if "\r\n" in text else "\n"
    ends = [
        entry.span.end
        for name in beside
        for place, entry in rewrite.lookup(EVERY_ENV_ENTRY, name)
        if place == path
    ]
    break_ = text.find("\n", max(ends)) + 1 if ends else 0
    end = break_ or len(text)
    before = "" if not text[:end] or text[:end].endswith("\n") else newline
    yield DocumentChange(path, Span(end, end), before + line.replace("\n", newline))


def _line(variable: str, value: str, description: str) -> str:
    line = f"{variable}={written_value(variable, value)}\n"
    return f"# {description}\n{line}" if description else line


def _create(rewrite: RewritePass, _: object) -> Iterator[NewFile]:
    groups = rewrite.lookup(PROJECT_ENTRIES, "")
    if groups and not rewrite.lookup(EVERY_ENV_ENTRY, PRESENT):
        lines = ("".join(_line(e.variable, e.default, e.description) for e in g) for g in groups)
        yield NewFile(ENV_TEMPLATES[0], "\n".join(lines).replace("\n", rewrite.newline))


def written_value(variable: str, value: str) -> str:
    """A default as a template shows it; ``""`` for secrets."""
    if _SECRET.search(variable.upper()):
        return ""
    if _PLAIN.fullmatch(value):
        return value
    return f'"{value}"' if '"' not in value and "\\" not in value else ""


add_env_entry = Transform(
    id="add-env-entry",
    title="Add `{variable}` to the environment template",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(EVERY_ENV_ENTRY, CLASS_ENTRIES),
)
create_env_template = Transform(
    id="create-env-template",
    title="Create `.env.example` with the variables of all settings",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_create,
    requires=(EVERY_ENV_ENTRY, PROJECT_ENTRIES),
)
