"""Imports point inward (`architecture.md`, "Who does what"; `style.md`, 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

OURS = ("engine", "argyll_web", "argyll")

MAY_IMPORT = {
    "engine/model": ["engine.model", "engine.scripts.interface"],
    "engine/scripts/interface.py": [],
    "engine/catalog": ["engine.catalog", "engine.model", "engine.scripts.interface"],
    # The health of a flow step is that of the plan of its goals.
    "engine/catalog/health.py": ["engine.catalog", "engine.model", "engine.scripts.interface", "engine.planning"],
    "engine/planning": ["engine.planning", "engine.model", "engine.scripts.interface", "engine.catalog"],
    "engine/flow": ["engine.flow", "engine.model", "engine.scripts.interface"],
    "engine/replication": ["engine.replication", "engine.model"],
    "engine/settings.py": [],
    "argyll_web": ["argyll_web", "engine.client", "engine.model", "engine.store.reader"],
    "argyll": ["argyll", "engine.settings"],
}
"""Folder or file: the modules of ours that it may import. The most exact entry counts."""

FOREIGN = {
    "django": ("argyll_web", "argyll/createadmin.py"),
    "rest_framework": ("argyll_web",),
    "channels": ("argyll_web",),
    "granian": ("argyll_web",),
    "pysyncobj": ("engine/replication/node.py", "engine/replication/journal.py", "engine/replication/transport.py"),
    "httpx": ("engine/runtime",),
    "httpx_aiohttp": ("engine/runtime",),
    "aiohttp": ("engine/runtime",),
    "lupa": ("engine/scripts",),
    "re2": ("engine/scripts",),
}
"""Library that shapes the design: the only places that may import it."""


def sources(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full module name of each import, those inside functions and those for type checking included."""
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(file.read_text(), str(file))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            # `from engine.store import reader` imports the module `engine.store.reader`.
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                is_module = (ROOT / inner.replace(".", "/")).is_dir() or (
                    ROOT / (inner.replace(".", "/") + ".py")
                ).is_file()
                yield node.lineno, inner if is_module else module


def within(path: str, place: str) -> bool:
    return path == place or path.startswith(place + "/")


def names(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


def breaches(files: list[Path]) -> list[str]:
    """Each import that points the wrong way, as file:line and sentence."""
    found = []
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        place = max((place for place in MAY_IMPORT if within(path, place)), key=len, default=None)
        for line, module in sorted(set(imported(file))):
            ours = module.split(".")[0] in OURS
            if place is not None and ours and not any(names(module, allowed) for allowed in MAY_IMPORT[place]):
                found.append(
                    f"{path}:{line} imports {module}; {place} may import {MAY_IMPORT[place] or 'nothing of ours'}"
                )
            if within(path, "engine") and module.split(".")[0] in ("argyll", "argyll_web"):
                found.append(f"{path}:{line} imports {module}; the engine knows nothing of what stands around it")
            for library, places in FOREIGN.items():
                if names(module, library) and not any(within(path, allowed) for allowed in places):
                    found.append(f"{path}:{line} imports {module}; only {', '.join(places)} may")
    return found


def test_there_is_something_to_check() -> None:
    assert len(sources(*OURS)) > 20


@pytest.mark.parametrize("package", OURS)
def test_imports_point_inward(package: str) -> None:
    wrong = breaches(sources(package))
    assert not wrong, "\n" + "\n".join(wrong)


def test_nothing_in_the_engine_names_django_even_as_text_of_an_import() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {word}"
        for file in sources("engine")
        for word in ("import_module('django", 'import_module("django', "DJANGO_SETTINGS_MODULE")
        if word in file.read_text()
    ]
    assert not wrong, wrong
