"""The house's rules that no linter knows: read from the source, imports inside functions included.

The arrows between rooms are contracts in pyproject.toml (``lint-imports``).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("game", "recognizer", "training", "data")
MOST_FILES, MOST_LINES = 278, 53_000

#: Libraries that may be imported inside a function. Each takes from milliseconds to seconds: the first
#: frame waits for none of them, and the game itself never imports Keras and TensorFlow.
HEAVY = {
    "ai_edge_litert",
    "fsrs",
    "importlib",  # its part for versions, which brings along all that e-mail needs
    "keras",
    "numpy",
    "prometheus_client",
    "pygame_gui",
    "redis",
    "rich",
    "scipy",
    "sqlite_utils",
    "tensorflow",
    "zeroconf",
}


@dataclass(frozen=True)
class Import:
    """``module`` imports ``target``: a module of ours, or the name of a library."""

    module: str
    target: str
    line: int
    lazy: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the product by its name."""
    files = [ROOT / "main.py", *(file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")))]
    return {_name(file): ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports() -> tuple[Import, ...]:
    """Every import but those for types alone."""
    return tuple(
        found for module, tree in sources().items() for found in _imports(module, tree.body, lazy=False)
    )


def _imports(module: str, nodes: list[ast.stmt], *, lazy: bool) -> Iterator[Import]:
    for node in nodes:
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from _imports(module, node.orelse, lazy=lazy)
            case ast.Import():
                for alias in node.names:
                    yield Import(module, _target(alias.name, ""), node.lineno, lazy)
            case ast.ImportFrom():
                assert node.level == 0 and node.module is not None, f"{module} imports by dots"
                for alias in node.names:
                    yield Import(module, _target(node.module, alias.name), node.lineno, lazy)
            case _:
                inside = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                for _, value in ast.iter_fields(node):
                    if isinstance(value, list):
                        for part in value:
                            if isinstance(part, ast.stmt):
                                yield from _imports(module, [part], lazy=inside)
                            elif isinstance(part, ast.ExceptHandler | ast.match_case):
                                yield from _imports(module, part.body, lazy=inside)


def _target(module: str, name: str) -> str:
    """What ``from module import name`` imports."""
    for target in (f"{module}.{name}", module):
        if target in sources():
            return target
    return module.partition(".")[0]


def ours(target: str) -> bool:
    return target in sources()


@cache
def brings(module: str) -> frozenset[str]:
    """The libraries that are imported with a module, at once."""
    found: set[str] = set()
    seen, waiting = {module}, [module]
    while waiting:
        now = waiting.pop()
        for one in imports():
            if one.module == now and not one.lazy:
                if not ours(one.target):
                    found.add(one.target)
                elif one.target not in seen:
                    seen.add(one.target)
                    waiting.append(one.target)
    return frozenset(found)


def circles() -> list[set[str]]:
    """Modules that import one another, over however many others, inside functions or not."""
    onward: dict[str, set[str]] = {name: set() for name in sources()}
    for one in imports():
        if ours(one.target) and one.target != one.module:
            onward[one.module].add(one.target)
    reached: dict[str, set[str]] = {}
    for name in onward:
        seen: set[str] = set()
        waiting = list(onward[name])
        while waiting:
            now = waiting.pop()
            if now not in seen:
                seen.add(now)
                waiting += onward[now]
        reached[name] = seen
    found: list[set[str]] = []
    for name in onward:
        circle = {other for other in reached[name] if name in reached[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def test_no_module_imports_itself_over_others() -> None:
    assert not circles(), "\n".join(map(str, circles()))


def test_nothing_is_imported_by_string() -> None:
    found = [
        f"{module}:{node.lineno}"
        for module, tree in sources().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in ("__import__", "import_module"))
        or (isinstance(node, ast.Attribute) and node.attr == "import_module")
        or (isinstance(node, ast.alias) and node.name == "import_module")
    ]
    assert not found, "\n".join(found)


def test_an_import_inside_a_function_keeps_a_heavy_library_out() -> None:
    """Of ours, only what brings such a library along is imported so. ``main.py`` imports everything so: it
    looks first if this is the right Python and the right pygame, and says so if not."""
    needless = [
        str(one)
        for one in imports()
        if one.lazy and one.module != "main"
        if not (brings(one.target) & HEAVY if ours(one.target) else one.target in HEAVY)
    ]
    assert not needless, "\n".join(needless)


def test_only_routes_imports_screens() -> None:
    """No screen is part of another. (``main.py`` imports the first: all are too much for the first frame.)"""
    shown = {
        alias.name: node.module
        for node in sources()["game.routes"].body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("game.scenes.")
        for alias in node.names
    }
    parts = list(ast.walk(sources()["game.routes"]))
    made = [part.func for part in parts if isinstance(part, ast.Call)]
    made += [value for part in parts if isinstance(part, ast.Dict) for value in part.values]
    named = {node.id for node in made if isinstance(node, ast.Name)}
    screens = {module for name, module in shown.items() if name in named}
    assert len(screens) > 10, "the screens of game.routes are not found"
    found = [
        str(one) for one in imports() if one.target in screens and one.module not in ("game.routes", "main")
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("pure", ["game.play", "recognizer.ink"])
def test_pure_rules_stand_on_the_standard_library(pure: str) -> None:
    found = [
        str(one)
        for one in imports()
        if (one.module + ".").startswith(pure + ".")
        and not (one.target + ".").startswith(pure + ".")
        and one.target not in sys.stdlib_module_names
    ]
    assert not found, "\n".join(found)


def classes() -> dict[str, tuple[str, list[str]]]:
    """Our classes by name: where each stands, and the names of those it inherits from."""
    found: dict[str, tuple[str, list[str]]] = {}
    for module, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
                found[node.name] = (
                    f"{module}:{node.lineno}",
                    [ast.unparse(base).split(".")[-1] for base in bases],
                )
    return found


def test_a_class_inherits_from_ours_by_one_step() -> None:
    """An error may be one of a kind; every other class can be read in one file, or in two."""
    known = classes()

    def ancestors(name: str) -> list[str]:
        return [base for base in known[name][1] if base in known and base != name]

    def is_error(name: str) -> bool:
        return any(base.endswith(("Error", "Exception", "Interrupt")) for base in known[name][1])

    deep = [
        f"{place} {name} → {base} → {ancestors(base)[0]}"
        for name, (place, _) in known.items()
        if not is_error(name)
        for base in ancestors(name)
        if ancestors(base)
    ]
    assert not deep, "\n".join(deep)


@pytest.mark.parametrize("name", ["Stage", "Parts"])
def test_what_scenes_are_handed_has_honest_types(name: str) -> None:
    [handed] = [
        node for node in sources()["game.stage"].body if isinstance(node, ast.ClassDef) and node.name == name
    ]
    vague = [
        ast.unparse(field)
        for field in handed.body
        if isinstance(field, ast.AnnAssign)
        and any(isinstance(part, ast.Name) and part.id == "Any" for part in ast.walk(field.annotation))
    ]
    assert not vague, "\n".join(vague)


def test_the_house_is_no_larger_than_it_was_planned() -> None:
    files = [ROOT / "main.py", *(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))]
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
    assert (len(files) <= MOST_FILES, lines <= MOST_LINES) == (True, True), (
        f"{len(files)} files, {lines} lines"
    )
