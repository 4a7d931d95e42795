"""Hold all rules and fixes against real code: `python tests/corpora/run.py --minutes 20`.

Public applications (their wheels are fetched once, into a folder of caches), what is installed
here, and the standard library, file by file in random order. Prints edits by rule, and what broke
by property; exits with 1 when a safe fix broke one or a rule raised.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from houserules.analysis.module import ModuleInfo
from houserules.fixes.safety import Safety
from houserules.workspace.source import UnreadableSource, decode_source, is_generated
from tests.corpora.document_check import Tally, check_document
from tests.corpora.rule_sets import default_rules, turned_rules

APPLICATIONS = ("litellm", "open-webui", "chainlit", "zenml", "langflow-base", "fastapi-users")
LARGEST = 200_000
"""Characters; the few larger files hold data."""


@dataclass(frozen=True)
class Source:
    """A file of a corpus: its corpus, and its path in it."""

    corpus: str
    name: str
    root: Path

    def text(self) -> str | None:
        """What it holds, unless it cannot be read or is generated."""
        try:
            text = decode_source((self.root / self.name).read_bytes()).text
        except (OSError, UnreadableSource):
            return None
        return None if is_generated(text) or len(text) > LARGEST else text

    def module(self) -> ModuleInfo:
        """What is known of it beside its text."""
        parts = Path(self.name).with_suffix("").parts
        return ModuleInfo(
            name=".".join(parts[:-1] if parts[-1] == "__init__" else parts),
            is_package=parts[-1] == "__init__",
            target_version=(3, 12),
            local_packages=frozenset({parts[0]}),
            path=self.name,
        )


def fetch(cache: Path) -> Iterator[Source]:
    """The files of the applications; a wheel that cannot be had is named and left out."""
    wheels = cache / "wheels"
    for name in APPLICATIONS:
        folder = cache / "sources" / name
        if not folder.is_dir():
            command = ["pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
            ran = subprocess.run(
                [sys.executable, "-m", *command, "--dest", str(wheels), name], check=False
            )
            found = sorted(wheels.glob(f"{name.replace('-', '_')}-*.whl"))
            if ran.returncode or not found:
                print(f"left out: {name} could not be fetched")
                continue
            with zipfile.ZipFile(found[-1]) as wheel:
                members = [m for m in wheel.namelist() if m.endswith(".py")]
                wheel.extractall(folder, members)
        yield from files_below(name, folder)


def files_below(corpus: str, root: Path) -> Iterator[Source]:
    """The Python files below a folder."""
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if corpus != "standard library" or "site-packages/" not in name:
            yield Source(corpus, name, root)


def run(sources: list[Source], minutes: float, seed: int) -> Tally:
    """Check files until the time is over."""
    rng = random.Random(seed)
    rng.shuffle(sources)
    sets = (default_rules(), turned_rules())
    tally = Tally()
    end = time.monotonic() + minutes * 60
    for number, source in enumerate(sources):
        if time.monotonic() > end:
            break
        text = source.text()
        if text is not None:
            where = f"{source.corpus}: {source.name}"
            info = source.module()
            # Every third file, as most of what is found depends on no direction.
            for rules in sets if number % 3 == 0 else sets[:1]:
                check_document(text, rules, info, tally, rng, where)
    return tally


def report(tally: Tally) -> bool:
    """Print what was seen; whether nothing is wrong."""
    print(f"{tally.documents} documents, {tally.edits.total()} edits")
    print(f"{'rule':32}{'edits':>8}{'none':>8}{'slowest, ms':>13}")
    for rule, count in sorted(tally.edits.items()):
        slowest = 1000 * tally.slowest.get(rule, 0.0)
        print(f"{rule:32}{count:8}{tally.none[rule]:8}{slowest:13.0f}")
    for (rule, promise), count in sorted(tally.refused.items()):
        print(f"dropped when it was made: {count} of {rule}: {promise}")
    for (rule, safety, name), count in sorted(tally.broken.items()):
        print(f"broken: {count} of {rule} ({safety}): {name}")
    raised = [line for line in tally.wrong if ": raised " in line or "from scratch" in line]
    print(f"{len(raised)} raised, or found otherwise from scratch")
    return not raised and not any(safety is Safety.SAFE for _, safety, _ in tally.broken)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--cache", type=Path, default=cache / "houserules-corpora")
    parser.add_argument("--details", type=Path, help="A file for one line about each break.")
    arguments = parser.parse_args()
    print(f"--seed {arguments.seed}", flush=True)
    paths = sysconfig.get_paths()
    sources = [
        *fetch(arguments.cache),
        *files_below("installed", Path(paths["purelib"])),
        *files_below("standard library", Path(paths["stdlib"])),
    ]
    tally = run(sources, arguments.minutes, arguments.seed)
    if arguments.details:
        arguments.details.write_text("\n".join(tally.wrong), encoding="utf-8")
    return 0 if report(tally) else 1


if __name__ == "__main__":
    sys.exit(main())
