"""A variable that the environment template lacks is added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.env_files import ENV_TEMPLATES, EVERY_ENV_ENTRY, PRESENT
from houserules.fixes.change import DocumentChange, NewFile, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

_SECRET = re.compile(r"(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|KEY|CREDENTIALS?|DSN)(?:$|_)")
_PLAIN = re.compile(r"[\w./:@,+-]*")


def _apply(
    rewrite: RewritePass, _: object, variable: str, value: str, description: str
) -> Iterator[DocumentChange | NewFile | Refusal]:
    yield from template_entry(rewrite, variable, value, description)


def template_entry(
    rewrite: RewritePass, variable: str, value: str, description: str = ""
) -> Iterator[DocumentChange | NewFile | Refusal]:
    """The change that adds a variable to the template of the project, made if there is none.

    Secrets are left empty. ``EVERY_ENV_ENTRY`` must be required.
    """
    if rewrite.lookup(EVERY_ENV_ENTRY, variable):
        return
    line = f"{variable}={written_value(variable, value)}\n"
    if description:
        line = f"# {description}\n{line}"
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
    before = "" if not text or text.endswith("\n") else newline
    end = Span(len(text), len(text))
    yield DocumentChange(path, end, before + line.replace("\n", newline))


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
    requires=(EVERY_ENV_ENTRY,),
)
