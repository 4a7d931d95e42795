"""An error of a library leaves a service as it came, or is dropped there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import first_statement, without_call
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.control_flow import gives_none, raises_again
from houserules.extractors.external_calls import caught_by
from houserules.extractors.http_errors import HTTP_EXCEPTIONS
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.stdlib_modules import stdlib_modules
from houserules.text.excerpt import excerpt

_DROPPED = "`{name}` is dropped in the service; raise an error of the domain"
_AS_HTTP = "`{name}` becomes an `HTTPException` in the service; raise an error of the domain"


@dataclass(frozen=True)
class Options:
    """Options of ``errors/third-party-translation``.

    Attributes:
        ignore: Packages whose errors may pass: frameworks, and what other rules look after.
    """

    ignore: tuple[str, ...] = ("fastapi", "pydantic", "sqlalchemy", "starlette", "tenacity")


@rule(
    id="errors/third-party-translation",
    on=(cst.ExceptHandler,),
    requires=(BINDINGS,),
    options=Options,
    severity="hint",
    message="`{name}` leaves the service untranslated",
    why="Callers of a service know its errors, not those of the libraries behind it: one that "
    "passes through ends as a 500.",
    allow_when="The service is a thin wrapper whose callers know the library.",
    examples=[
        Example(
            "import stripe\n\n\n"
            "class PaymentService:\n"
            "    def charge(self, amount: int) -> None:\n"
            "        try:\n"
            "            stripe.Charge.create(amount=amount)\n"
            "        except stripe.error.CardError:"
            "  # want: `stripe.error.CardError` leaves the service untranslated # at: stripe.error.CardError\n"
            "            raise\n",
            path="app/services/payments.py",
        ),
        Example(
            "import stripe\n\nfrom app.errors import PaymentFailedError\n\n\n"
            "class PaymentService:\n"
            "    def charge(self, amount: int) -> None:\n"
            "        try:\n"
            "            stripe.Charge.create(amount=amount)\n"
            "        except stripe.error.CardError as exc:\n"
            '            raise PaymentFailedError("Card was declined") from exc\n',
            path="app/services/payments.py",
        ),
    ],
)
def third_party_translation(p: UnitPass, node: cst.ExceptHandler) -> Iterator[Finding]:
    """Report handlers in services that pass on, or drop, errors of libraries."""
    if p.module.role is not Role.SERVICE or node.type is None:
        return
    message = _judged(p, node)
    if message is None:
        return
    known = stdlib_modules(p.module.target_version)
    for caught in caught_by(p, node):
        package = caught.qualified.partition(".")[0]
        is_foreign = package not in ("", "builtins") and package not in known
        is_foreign = is_foreign and package not in (*p.module.local_packages, *p.options.ignore)
        if is_foreign and not _is_domain(p, package):
            code = cst.Module(()).code_for_node(caught.node)
            yield p.finding(caught.node, message=message, name=excerpt(code, 40))
            return


def _judged(p: UnitPass, handler: cst.ExceptHandler) -> str | None:
    """What to say of a handler, were the error that of a library; ``None`` for nothing."""
    body = handler.body.body
    last = first_statement(body[-1]) if body else None
    if raises_again(handler):
        return "`{name}` leaves the service untranslated"
    if isinstance(last, cst.Raise) and last.exc is not None:
        is_http = resolves_to(p, without_call(last.exc), HTTP_EXCEPTIONS)
        return _AS_HTTP if is_http else None
    return _DROPPED if gives_none(last) else None


def _is_domain(p: UnitPass, package: str) -> bool:
    """Whether the function raises errors of the package itself: it knows them as its own."""
    outer = next((a for a in p.ancestors if isinstance(a, cst.FunctionDef)), None)
    for node in descendants(outer.body) if outer is not None else ():
        if isinstance(node, cst.Raise) and isinstance(node.exc, cst.Call):
            names = qualified_names(p, node.exc.func)
            if any(name.partition(".")[0] == package for name in names):
                return True
    return False
