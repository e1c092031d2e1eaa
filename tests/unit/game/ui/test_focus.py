from __future__ import annotations

import pygame
import pytest

from game.ui.events import KeyEvent, Phase, PointerEvent
from game.ui.focus import Focus
from game.ui.look import Look
from game.ui.widgets import Button, Choice

pytestmark = pytest.mark.usefixtures("window")
TAB = KeyEvent(pygame.K_TAB)
BACK_TAB = KeyEvent(pygame.K_TAB, pygame.KMOD_LSHIFT)
ENTER = KeyEvent(pygame.K_RETURN)


def buttons(pressed: list[str]) -> list[Button]:
    look = Look((1280, 720))
    return [
        Button(pygame.Rect(100 * i, 0, 80, 60), look, name, lambda name=name: pressed.append(name))  # type: ignore[misc]
        for i, name in enumerate("abc")
    ]


def test_tab_goes_round_and_skips_what_is_disabled() -> None:
    pressed: list[str] = []
    a, b, c = buttons(pressed)
    b.enabled = False
    focus = Focus()
    focus.reset([a, b, c])
    for event in (TAB, ENTER, TAB, ENTER, TAB, ENTER, BACK_TAB, ENTER):
        focus.key(event)
    assert pressed == ["a", "c", "a", "c"]


def test_enter_presses_nothing_before_the_ring_shows() -> None:
    pressed: list[str] = []
    focus = Focus()
    focus.reset(buttons(pressed))
    focus.on(focus.order[0])
    assert not focus.key(ENTER)
    assert pressed == []


def test_nothing_to_focus() -> None:
    focus = Focus()
    focus.key(TAB)
    assert focus.current is None


def test_a_button_is_pressed_by_letting_go_on_it() -> None:
    pressed: list[str] = []
    a = buttons(pressed)[0]
    assert a.pointer(PointerEvent(Phase.DOWN, 1, 10, 10, 0))
    assert a.pressed
    assert a.pointer(PointerEvent(Phase.MOVE, 1, 500, 500, 0))
    assert not a.pressed
    a.pointer(PointerEvent(Phase.UP, 1, 500, 500, 0))
    assert pressed == []
    a.pointer(PointerEvent(Phase.DOWN, 1, 10, 10, 0))
    a.pointer(PointerEvent(Phase.UP, 1, 10, 10, 0))
    assert pressed == ["a"]


def test_another_pointer_does_not_press() -> None:
    pressed: list[str] = []
    a = buttons(pressed)[0]
    a.pointer(PointerEvent(Phase.DOWN, 1, 10, 10, 0))
    assert not a.pointer(PointerEvent(Phase.UP, 2, 10, 10, 0))
    assert pressed == []


def test_a_choice_is_moved_by_arrows_and_touch() -> None:
    chosen: list[int] = []
    choice = Choice(
        pygame.Rect(0, 0, 300, 50), Look((1280, 720)), ("Fine", "Medium", "Broad"), 1, chosen.append
    )
    choice.key(KeyEvent(pygame.K_RIGHT))
    choice.key(KeyEvent(pygame.K_RIGHT))
    choice.key(KeyEvent(pygame.K_LEFT))
    choice.press((20, 20))
    assert chosen == [2, 1, 0]


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080)])
def test_buttons_are_drawn_in_every_state(size: tuple[int, int], window: pygame.Surface) -> None:
    look = Look(size)
    pictures = set()
    for primary in (False, True):
        for state in ("rest", "hover", "press", "disabled"):
            button = Button(
                pygame.Rect(50, 50, 160, 64), look, "Done", lambda: None, icon="tick", primary=primary
            )
            if state == "hover":
                button.pointer(PointerEvent(Phase.HOVER, 0, 60, 60, 0))
                button.update(1.0)
            elif state == "press":
                button.pointer(PointerEvent(Phase.DOWN, 0, 60, 60, 0))
            button.enabled = state != "disabled"
            window.fill(look.palette.desk)
            button.draw(window)
            pictures.add(pygame.image.tobytes(window, "RGB"))
    assert len(pictures) == 7  # a disabled primary button looks as any disabled one
