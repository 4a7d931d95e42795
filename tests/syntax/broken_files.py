"""Reads `tests/fixtures/broken`: see the README there for the notation."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "fixtures" / "broken"
_SOUND, _BROKEN, _END = "#~ sound\n", "#~ broken\n", "#~ end\n"


class BrokenFile(NamedTuple):
    name: str
    before: str
    sound_region: str
    broken_region: str
    after: str

    @property
    def sound(self) -> str:
        return self.before + self.sound_region + self.after

    @property
    def broken(self) -> str:
        return self.before + self.broken_region + self.after


def load(path: Path) -> BrokenFile:
    before, rest = path.read_text(encoding="utf-8").split(_SOUND)
    sound, rest = rest.split(_BROKEN)
    broken, after = rest.split(_END)
    return BrokenFile(path.stem, before, sound, broken, after)


def load_all() -> list[BrokenFile]:
    return [load(path) for path in sorted(FOLDER.glob("*.py"))]
