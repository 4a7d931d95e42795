"""The ``[conventions]``: settings that several rules share.

A convention has an owner, the rule whose option says the same thing. Within one layer of settings
the convention speaks for everybody, and an option that is set speaks for its own rule; where only
the owner's option is set, it is the convention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Convention:
    """One key of ``[conventions]``.

    Attributes:
        key: What settings call it.
        wanted: Annotation of its value.
        default: Its value when nobody sets it.
        description: One sentence for the schema.
        options: ``(rule, option)`` pairs that follow it; the first is its owner.
    """

    key: str
    wanted: Any
    default: Any
    description: str
    options: tuple[tuple[str, str], ...] = ()


_PYDANTIC_API = tuple(
    (f"pydantic/{name}", "api")
    for name in (
        "config-style",
        "config-keys",
        "validator-style",
        "field-regex",
        "model-methods",
        "field-kwargs",
    )
)

CONVENTIONS = (
    Convention(
        "optional-style",
        Literal["pep604", "typing"],
        "pep604",
        "How a value that may be None is written: `X | None` or `Optional[X]`.",
        (("typing/optional-syntax", "style"),),
    ),
    Convention(
        "union-style",
        Literal["pep604", "typing", "consistent"],
        "pep604",
        "How alternatives are written: `A | B`, `Union[A, B]`, or one of them per module.",
        (("typing/union-syntax", "style"),),
    ),
    Convention(
        "collection-style",
        Literal["builtin", "typing"],
        "builtin",
        "How collections are annotated: `list[int]` or `List[int]`.",
        (("typing/collection-generics", "style"),),
    ),
    Convention(
        "generic-style",
        Literal["pep695", "typevar"],
        "pep695",
        "How type parameters are declared: `def f[T]` or `T = TypeVar(...)`.",
        (
            ("typing/generic-function-syntax", "style"),
            ("typing/generic-class-syntax", "style"),
            ("typing/typevar-declaration", "style"),
        ),
    ),
    Convention(
        "logging-backend",
        Literal["auto", "structlog", "loguru", "stdlib"]
        | tuple[Literal["structlog", "loguru", "stdlib"], ...],
        "auto",
        "The logging library of the team; an array where several are fine.",
        (("logging/backend", "backend"),),
    ),
    Convention(
        "logger-factories",
        tuple[str, ...],
        ("core.logger.get_logger",),
        "Qualified names of functions that return a logger.",
    ),
    Convention(
        "http-getter",
        str,
        "_get_http_client",
        "The function that returns the shared HTTP client.",
        (("http/client-per-request", "getter"),),
    ),
    Convention(
        "external-calls",
        tuple[str, ...],
        (),
        "Qualified names, as globs, of functions that call another service.",
    ),
    Convention(
        "depends-style",
        Literal["annotated", "default", "any"],
        "annotated",
        "How dependencies are declared: `Annotated[T, Depends(f)]` or `x: T = Depends(f)`.",
        (("fastapi/depends-style", "style"),),
    ),
    Convention(
        "status-style",
        Literal["constant", "int", "any"],
        "any",
        "How HTTP statuses are written: `status.HTTP_404_NOT_FOUND` or `404`.",
        (("fastapi/status-constants", "style"),),
    ),
    Convention(
        "auth-dependencies",
        tuple[str, ...],
        ("*current_user*", "require_*", "*auth*", "verify_*", "oauth2_scheme"),
        "Globs of dependencies that authenticate a caller.",
        (
            ("fastapi/rate-limit-decorator", "auth_dependencies"),
            ("security/unauthenticated-route", "auth_dependencies"),
        ),
    ),
    Convention(
        "pydantic-api",
        Literal["auto", "v1", "v2"],
        "auto",
        "Whose spelling pydantic models follow; `auto` takes the version that the project uses.",
        _PYDANTIC_API,
    ),
    Convention(
        "pydantic-fallback",
        Literal["v1", "v2"],
        "v2",
        "What `auto` means where the version of pydantic is not known.",
        tuple((rule, "fallback") for rule, _ in _PYDANTIC_API),
    ),
    Convention(
        "pydantic-bases",
        tuple[str, ...],
        (),
        "Qualified names of further base classes of pydantic models.",
    ),
    Convention(
        "enum-style",
        Literal["strenum", "mixin", "any"],
        "any",
        "How enumerations of strings are declared: `StrEnum` or `(str, Enum)`.",
        (("pydantic/string-enum", "style"),),
    ),
    Convention(
        "settings-accessor",
        str,
        "get_settings()",
        "The expression through which code reads its settings.",
        (("config/no-environ", "accessor"),),
    ),
    Convention(
        "settings-style",
        Literal["function", "module", "any"],
        "any",
        "What holds the settings object: a cached function or a module-level name.",
        (("config/settings-singleton", "style"),),
    ),
    Convention(
        "docstring-style",
        Literal["google", "numpy", "rest"] | tuple[Literal["google", "numpy", "rest"], ...],
        "google",
        "The style of docstring sections; an array where several are fine.",
        (("docs/section-style", "style"),),
    ),
    Convention(
        "args-section",
        Literal["require", "consistent", "skip-self-documenting"],
        "consistent",
        "Whether docstrings describe every parameter.",
        (("docs/args-section", "mode"),),
    ),
    Convention(
        "returns-section",
        Literal["require", "consistent", "skip-redundant"],
        "consistent",
        "Whether docstrings describe what is returned.",
        (("docs/returns-section", "mode"),),
    ),
    Convention(
        "sdk-clients",
        tuple[str, ...],
        ("openai.*", "anthropic.*", "stripe.*", "boto3.*", "github.*", "twilio.*"),
        "Qualified names, as globs, of clients of external services.",
        (("layering/external-call-location", "sdk_clients"),),
    ),
)

BY_KEY = {convention.key: convention for convention in CONVENTIONS}

FOLLOWING: Mapping[str, tuple[tuple[str, str], ...]] = {
    rule: tuple(
        (option, convention.key)
        for convention in CONVENTIONS
        for follower, option in convention.options
        if follower == rule
    )
    for rule in {follower for convention in CONVENTIONS for follower, _ in convention.options}
}
"""``(option, key)`` pairs of each rule that follows conventions."""
