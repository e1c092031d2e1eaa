"""Every screen can be opened, and what is asked for is a screen, with what it is made from."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from game.routes import SCREENS
from game.stage import Open, Screen

GAME = Path(__file__).resolve().parents[3] / "game"


def asked() -> Iterator[tuple[str, ast.Call]]:
    """Every ``Open("name", …)`` in the game's source, and where it stands."""
    for file in sorted(GAME.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Open":
                yield f"{file.relative_to(GAME)}:{node.lineno}", node


MAKERS = {str(name): make for name, make in SCREENS.items()}
CALLS = [pytest.param(call, id=place) for place, call in asked()]


def test_every_screen_has_a_route() -> None:
    assert set(SCREENS) == set(get_args(Screen))
    assert len(CALLS) > 20


@pytest.mark.parametrize("call", CALLS)
def test_what_is_asked_for_is_a_screen_with_what_it_is_made_from(call: ast.Call) -> None:
    name, *arguments = call.args
    assert isinstance(name, ast.Constant) and name.value in MAKERS, "a screen is named where it is asked for"
    assert not any(isinstance(argument, ast.Starred) for argument in arguments), "count them"
    inspect.signature(Open).bind(*call.args, **{str(keyword.arg): keyword for keyword in call.keywords})
    inspect.signature(MAKERS[str(name.value)]).bind(*arguments)


def test_every_screen_is_asked_for() -> None:
    """``welcome`` is what the game begins with."""
    wanted = {call.args[0].value for _, call in asked() if isinstance(call.args[0], ast.Constant)}
    assert wanted == set(get_args(Screen)) - {"welcome"}
