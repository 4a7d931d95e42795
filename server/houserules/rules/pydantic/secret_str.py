"""A field that holds a secret is a plain string."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.choices import string_annotation
from houserules.extractors.pydantic_fields import FIELD_READS, model_field
from houserules.text.excerpt import excerpt
from houserules.transforms.secret_str import REASON, string_to_secret


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/secret-str``.

    Attributes:
        names: What the name of a field that holds a secret is, or ends in behind an underscore,
            with or without a plural `s`.
        deny: Globs of names that hold none.
        skip_suffixes: Models that have to show their secrets: how their names end.
    """

    names: tuple[str, ...] = (
        "password", "passwd", "secret", "token", "api_key", "apikey", "access_key",
        "private_key", "credential", "passphrase", "client_secret", "signing_key",
        "dsn_password",
    )  # fmt: skip
    deny: tuple[str, ...] = (
        "token_type", "token_url", "tokens_used", "max_tokens", "*_token_count",
        "password_min_length", "*_expire*", "*_ttl", "*_url", "*_id", "*_name", "*_header",
        "*_tokens", "tokens",
    )  # fmt: skip
    skip_suffixes: tuple[str, ...] = ("Response", "Read", "Out", "Token")


@rule(
    id="pydantic/secret-str",
    on=(cst.AnnAssign,),
    requires=FIELD_READS,
    options=Options,
    fixes=(string_to_secret,),
    message="`{name}` holds a secret, typed `str`",
    why="`SecretStr` shows asterisks in logs, tracebacks and dumps; a plain string shows itself.",
    allow_when="The value is no secret, or has to be shown to whoever asks.",
    examples=[
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class Provider(BaseModel):\n"
            "    api_key: str | None = None"
            "  # want: `api_key` holds a secret, typed `str` # at: api_key\n",
            fixed="from pydantic import BaseModel, SecretStr\n\n\n"
            "class Provider(BaseModel):\n"
            "    api_key: SecretStr | None = None\n",
        ),
        Example(
            "from pydantic import BaseModel\n\n\n"
            "class TokenResponse(BaseModel):\n"
            "    access_token: str\n"
            "    token_type: str\n"
        ),
    ],
)
def secret_str(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    """Report string fields whose name says that they hold a secret."""
    target = node.target
    if not isinstance(target, cst.Name) or not _is_secret(p.options, target.value):
        return
    if string_annotation(p, node.annotation) is None:
        return
    field = model_field(p, node)
    if field is None or p.class_path[-1].endswith(p.options.skip_suffixes):
        return
    excluded = field.argument("exclude")
    if excluded is not None and getattr(excluded.value, "value", "") == "True":
        return
    fix = string_to_secret.at(node, reason=REASON) if field.is_known else None
    yield p.finding(target, fix=fix, name=excerpt(field.name, 40))


def _is_secret(options: Options, name: str) -> bool:
    lowered = name.lower()
    if any(fnmatchcase(lowered, pattern) for pattern in options.deny):
        return False
    for word in options.names:
        for ending in (word, f"{word}s"):
            if lowered == ending or lowered.endswith(f"_{ending}"):
                return True
    return False
