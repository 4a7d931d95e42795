"""Writes FastAPI modules of any length: what a backend team's file looks like, from a seed.

One module holds the layers of several resources (models, repository, service, routes), so that a
long one has the same mix of statements as a short one. It knows nothing of houserules: where a
convention may be broken, it breaks it at a given rate.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product

_HEADER = '''"""Routes of the back office, with the services and repositories behind them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any{legacy}
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, HTTPException, Query, Request, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.core.database import get_session
from api.core.limits import limiter
from api.core.security import CurrentUser, require_user
from api.models.tables import Base
from core.logger import get_logger

logger = get_logger(__name__)

router = APIRouter(prefix="/back-office", tags=["back office"])

MAX_PAGE_SIZE = 100
'''

_FIRST_NOUNS = (
    *("Order", "Invoice", "Customer", "Shipment", "Supplier", "Warehouse", "Product", "Payment"),
    *("Refund", "Contract", "Account", "Catalog", "Delivery", "Branch", "Employee", "Voucher"),
)
_SECOND_NOUNS = (
    *("", "Line", "Note", "Address", "Rate", "Batch", "Review", "Quota", "Limit", "Alias"),
    *("Plan", "Draft", "Claim", "Label", "Slot", "Zone", "Tax", "Unit", "Lot", "Badge"),
)
_FIELDS = (
    *(("title", "str"), ("quantity", "int"), ("unit_price", "Decimal"), ("reference", "str")),
    *(("owner_id", "UUID"), ("due_at", "datetime"), ("is_active", "bool"), ("country", "str")),
    *(("currency", "str"), ("weight_grams", "int"), ("external_id", "UUID"), ("remark", "str")),
    *(("attributes", "dict[str, Any]"), ("tags", "list[str]"), ("priority", "int")),
)
_ACTIONS = ("archive", "approve", "reject", "assign", "reopen", "duplicate", "lock", "merge")
_ASIDES = ("", "", "", "", "", " — müde Regeln", " (naïve)")


def fastapi_module(lines: int, breach_rate: float, seed: int) -> str:
    """Return a module of about that many lines.

    Args:
        lines: how long it is at least; the statement that reaches it is finished.
        breach_rate: the share of the places where a convention could be broken and is.
        seed: decides everything else.
    """
    breaches = random.Random(f"{seed} breaches")
    style = _Style(lambda: breaches.random() < breach_rate)
    legacy = ", Dict, List, Optional, Union" if breach_rate else ""
    text = [_HEADER.format(legacy=legacy)]
    length = text[0].count("\n")
    for statement in _statements(random.Random(seed), style):
        text.append(f"\n\n{statement}\n")
        length += text[-1].count("\n")
        if length >= lines:
            break
    return "".join(text)


class _Style:
    """Spells what conventions are about, now and then in another way than they ask for."""

    def __init__(self, breaks: Callable[[], bool]) -> None:
        self._breaks = breaks

    def nullable(self, annotation: str) -> str:
        return f"Optional[{annotation}]" if self._breaks() else f"{annotation} | None"

    def plain(self, annotation: str) -> str:
        """A type that need not be nullable; a breach makes it so."""
        return f"Optional[{annotation}]" if self._breaks() else annotation

    def many(self, annotation: str) -> str:
        return f"List[{annotation}]" if self._breaks() else f"list[{annotation}]"

    def returns(self, annotation: str) -> str:
        return "" if self._breaks() else f" -> {annotation}"

    def docstring(self, text: str, indent: str, raises: str = "") -> str:
        if self._breaks():
            return ""
        if not raises:
            return f'{indent}"""{text}"""\n'
        return f'{indent}"""{text}\n\n{indent}Raises:\n{indent}    {raises}\n{indent}"""\n'

    def log(self, level: str, event: str, key: str, value: str) -> str:
        if not self._breaks():
            return f'logger.{level}("{event}", {key}={value})'
        if self._breaks():
            return f'logger.{level}(f"{event} {{{value}}}")'
        return f'logger.{level}("{event}", extra={{"{key}": {value}}})'


def _statements(rng: random.Random, style: _Style) -> Iterator[str]:
    names = [f"{a}{b}" for a, b in product(_FIRST_NOUNS, _SECOND_NOUNS)]
    rng.shuffle(names)
    for number, name in enumerate(names * 100):
        unique = name if number < len(names) else f"{name}{number // len(names) + 1}"
        yield from _Resource(unique, rng, style).statements()


class _Resource:
    """Everything about one kind of thing that the back office handles."""

    def __init__(self, name: str, rng: random.Random, style: _Style) -> None:
        self._name = name
        self._snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
        self._words = self._snake.replace("_", " ")
        self._path = self._snake.replace("_", "-") + "s"
        self._rng = rng
        self._style = style
        self._fields = rng.sample(_FIELDS, rng.randint(4, 8))
        self._actions = rng.sample(_ACTIONS, rng.randint(1, 4))

    def statements(self) -> Iterator[str]:
        yield f"{self._snake.upper()}_LIMIT = {self._rng.randint(10, 500)}"
        yield self._model("Create", f"What a client sends to create a {self._words}.", False)
        yield self._model("Update", f"The changes to a {self._words}.", True)
        yield self._model("Read", f"A {self._words} as clients see it.", False)
        yield self._repository()
        yield self._service()
        yield self._dependency()
        yield from self._routes()

    def _model(self, suffix: str, purpose: str, partial: bool) -> str:
        lines = [f"class {self._name}{suffix}(BaseModel):"]
        lines += self._style.docstring(purpose, "    ").splitlines()
        lines += ["", "    model_config = ConfigDict(from_attributes=True)", ""]
        for name, annotation in self._fields:
            if partial:
                lines.append(f"    {name}: {self._style.nullable(annotation)} = None")
            elif annotation == "str":
                lines.append(f"    {name}: {self._style.plain('str')} = Field(max_length=200)")
            else:
                lines.append(f"    {name}: {self._style.plain(annotation)}")
        return "\n".join(lines)

    def _repository(self) -> str:
        name, snake, style = self._name, self._snake, self._style
        parts = [
            f"class {name}Repository:\n",
            style.docstring(f"Stores {self._words}s; callers commit.", "    "),
            "\n    def __init__(self, session: AsyncSession) -> None:\n",
            "        self._session = session\n",
            f"\n    async def get(self, {snake}_id: {style.plain('UUID')})"
            f"{style.returns(style.nullable('Base'))}:\n",
            style.docstring(f"Return the {self._words}, if it exists.", "        "),
            f"        statement = select(Base).where(Base.id == {snake}_id)\n",
            "        result = await self._session.execute(statement)\n",
            "        return result.scalar_one_or_none()\n",
        ]
        for field, annotation in self._rng.sample(self._fields, self._rng.randint(1, 3)):
            parts += [
                f"\n    async def list_by_{field}(\n",
                f"        self, {field}: {style.nullable(annotation)}, "
                f"limit: {style.plain('int')} = 50\n",
                f"    ){style.returns(style.many('Base'))}:\n",
                style.docstring(f"Return {self._words}s by {field}, newest first.", "        "),
                "        statement = select(Base).order_by(Base.created_at.desc())\n",
                f"        if {field} is not None:\n",
                f"            statement = statement.where(Base.{field} == {field})\n",
                "        rows = await self._session.scalars(statement.limit(limit))\n",
                "        return list(rows)\n",
            ]
        parts += [
            "\n    async def count(self) -> int:\n",
            style.docstring(f"Return how many {self._words}s there are.", "        "),
            "        result = await self._session.execute(select(func.count(Base.id)))\n",
            "        return result.scalar_one()",
        ]
        return "".join(parts)

    def _service(self) -> str:
        name, snake, style = self._name, self._snake, self._style
        parts = [
            f"class {name}Service:\n",
            style.docstring(f"What may be done with {self._words}s.", "    "),
            f"\n    def __init__(self, repository: {name}Repository) -> None:\n",
            "        self._repository = repository\n",
            f"\n    async def find(self, {snake}_id: {style.plain('UUID')}) -> Base:\n",
            style.docstring(
                f"Return the {self._words}.", "        ", "LookupError: it does not exist."
            ),
            f"        found = await self._repository.get({snake}_id)\n",
            "        if found is None:\n",
            f"            {style.log('warning', f'{snake}_missing', f'{snake}_id', f'{snake}_id')}\n",
            f'            raise LookupError(f"no {self._words} {{{snake}_id}}")\n',
            "        return found\n",
        ]
        for action in self._actions:
            parts.append(self._service_method(action))
        return "".join(parts).rstrip("\n")

    def _service_method(self, action: str) -> str:
        snake, style = self._snake, self._style
        aside = self._rng.choice(_ASIDES)
        field, annotation = self._rng.choice(self._fields)
        return "".join(
            [
                f"\n    async def {action}(\n",
                f"        self,\n        {snake}_id: {style.plain('UUID')},\n",
                f"        {field}: {style.nullable(annotation)} = None,\n",
                f"    ){style.returns('Base')}:\n",
                style.docstring(f"{action.title()} the {self._words}{aside}.", "        "),
                f"        {snake} = await self.find({snake}_id)\n",
                f"        if {field} is not None:\n",
                f"            {snake}.{field} = {field}\n",
                f'        {snake}.state = "{action}"\n',
                f"        {snake}.revision = uuid4()\n",
                f"        {style.log('info', f'{snake}_{action}', 'revision', f'{snake}.revision')}\n",
                f"        return {snake}\n",
            ]
        )

    def _dependency(self) -> str:
        name, snake = self._name, self._snake
        return (
            f"def get_{snake}_service(\n"
            "    session: Annotated[AsyncSession, Depends(get_session)],\n"
            f"){self._style.returns(f'{name}Service')}:\n"
            + self._style.docstring(f"Provide the {self._words} service.", "    ")
            + f"    return {name}Service({name}Repository(session))"
        )

    def _routes(self) -> Iterator[str]:
        yield self._route("get", "list", "", self._list_body(), many=True)
        yield self._route("get", "read", f"/{{{self._snake}_id}}", self._read_body(), many=False)
        for action in self._actions:
            path = f"/{{{self._snake}_id}}/{action}"
            yield self._route("post", action, path, self._action_body(action), many=False)

    def _route(self, method: str, verb: str, path: str, body: Sequence[str], *, many: bool) -> str:
        name, snake, style = self._name, self._snake, self._style
        model = f"list[{name}Read]" if many else f"{name}Read"
        parameters = [
            "request: Request",
            f"service: Annotated[{name}Service, Depends(get_{snake}_service)]",
            "user: Annotated[CurrentUser, Depends(require_user)]",
        ]
        if many:
            size = style.nullable("int")
            parameters.append(f"size: Annotated[{size}, Query(le=MAX_PAGE_SIZE)] = None")
        else:
            parameters.insert(1, f"{snake}_id: {style.plain('UUID')}")
        created = ["    status_code=201,"] if method == "post" else []
        plural = "s" if many else ""
        raises = "" if many else "HTTPException: 404 when it does not exist."
        return "\n".join(
            [
                f"@router.{method}(",
                f'    "/{self._path}{path}",',
                f"    response_model={model},",
                *created,
                f'    summary="{verb.title()} {self._words}{plural}",',
                '    responses={404: {"description": "Not found"}},',
                ")",
                '@limiter.limit("30/minute")',
                f"async def {verb}_{snake}{plural}(",
                *(f"    {parameter}," for parameter in parameters),
                f"){style.returns('Any')}:",
                style.docstring(f"{verb.title()} {self._words}{plural}.", "    ", raises)
                + "\n".join(f"    {line}" for line in body),
            ]
        )

    def _list_body(self) -> list[str]:
        return [
            f"limit = size or {self._snake.upper()}_LIMIT",
            self._style.log("info", f"{self._snake}_list", "user_id", "user.id"),
            "rows = await service.search(limit=limit, tenant=user.tenant)",
            "return [row for row in rows if row.visible_to(user)]",
        ]

    def _read_body(self) -> list[str]:
        return [
            "try:",
            f"    return await service.find({self._snake}_id)",
            "except LookupError as error:",
            "    raise HTTPException(",
            f'        status.HTTP_404_NOT_FOUND, detail="Unknown {self._words}"',
            "    ) from error",
        ]

    def _action_body(self, action: str) -> list[str]:
        return [
            "if not user.may_write:",
            '    raise HTTPException(status.HTTP_403_FORBIDDEN, detail="Not allowed")',
            "before = datetime.now()",
            f"result = await service.{action}({self._snake}_id)",
            "seconds = (datetime.now() - before).total_seconds()",
            self._style.log("info", f"{self._snake}_{action}_done", "seconds", "seconds"),
            "return result",
        ]
