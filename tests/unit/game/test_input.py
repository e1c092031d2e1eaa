from __future__ import annotations

from typing import Any

import pygame
from pygame.event import Event

from game.input import Input
from game.ui.events import MOUSE, KeyEvent, Phase, PointerEvent

SIZE = (1000, 500)


def down(x: int, y: int, **more: object) -> Event:
    return Event(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=1, **more)


def move(x: int, y: int, **more: object) -> Event:
    return Event(pygame.MOUSEMOTION, pos=(x, y), buttons=(1, 0, 0), **more)


def up(x: int, y: int, **more: object) -> Event:
    return Event(pygame.MOUSEBUTTONUP, pos=(x, y), button=1, **more)


def finger(kind: int, number: int, x: float, y: float) -> Event:
    return Event(kind, touch_id=1, finger_id=number, x=x, y=y, dx=0, dy=0, pressure=0.5)


def phases(events: list[PointerEvent | KeyEvent]) -> list[tuple[Phase, int, float, float]]:
    return [(e.phase, e.pointer, e.x, e.y) for e in events if isinstance(e, PointerEvent)]


def test_a_mouse_stroke() -> None:
    events = Input().translate([move(1, 1), down(5, 6), move(7, 8), up(9, 9), move(9, 9)], 10.0, SIZE)
    assert phases(events) == [
        (Phase.HOVER, MOUSE, 1, 1),
        (Phase.DOWN, MOUSE, 5, 6),
        (Phase.MOVE, MOUSE, 7, 8),
        (Phase.UP, MOUSE, 9, 9),
        (Phase.HOVER, MOUSE, 9, 9),
    ]


def test_times_rise_and_end_now() -> None:
    source = Input()
    first = source.translate([down(0, 0), move(1, 1), move(2, 2)], 10.0, SIZE)
    second = source.translate([move(3, 3), move(4, 4)], 10.008, SIZE)
    times = [event.t for event in [*first, *second] if isinstance(event, PointerEvent)]
    assert times == sorted(set(times))
    assert times[2] == 10.0 and times[-1] == 10.008
    assert times[0] > 10.0 - 1 / 59


def test_time_never_goes_back() -> None:
    source = Input()
    source.translate([down(0, 0)], 10.0, SIZE)
    (event,) = source.translate([move(3, 3)], 9.0, SIZE)
    assert isinstance(event, PointerEvent) and event.t >= 10.0


def test_fingers_are_pointers_of_their_own_and_their_mouse_is_dropped() -> None:
    source = Input()
    events = source.translate(
        [
            finger(pygame.FINGERDOWN, 77, 0.1, 0.2),
            down(100, 100, touch=True),
            finger(pygame.FINGERDOWN, 12, 0.9, 0.2),
            finger(pygame.FINGERMOTION, 77, 0.2, 0.2),
            move(200, 100, touch=True),
            finger(pygame.FINGERUP, 77, 0.2, 0.4),
            up(200, 200, touch=True),
            finger(pygame.FINGERDOWN, 99, 0.5, 0.5),
        ],
        1.0,
        SIZE,
    )
    assert phases(events) == [
        (Phase.DOWN, 1, 100, 100),
        (Phase.DOWN, 2, 900, 100),
        (Phase.MOVE, 1, 200, 100),
        (Phase.UP, 1, 200, 200),
        (Phase.DOWN, 1, 500, 250),
    ]
    assert all(e.pressure == 0.5 for e in events if isinstance(e, PointerEvent))


def test_a_pointer_that_never_came_down_neither_moves_nor_lifts() -> None:
    source = Input()
    assert source.translate([up(1, 1), finger(pygame.FINGERUP, 5, 0, 0)], 1.0, SIZE) == []
    assert source.translate([finger(pygame.FINGERMOTION, 5, 0, 0)], 1.0, SIZE) == []


def test_losing_the_window_releases_every_pointer() -> None:
    source = Input()
    source.translate([down(5, 6), finger(pygame.FINGERDOWN, 1, 0.5, 0.5)], 1.0, SIZE)
    assert phases(list(source.release(2.0))) == [(Phase.CANCEL, MOUSE, 5, 6), (Phase.CANCEL, 1, 500, 250)]
    assert source.translate([up(5, 6)], 3.0, SIZE) == []


def test_other_buttons_do_not_write() -> None:
    event = Event(pygame.MOUSEBUTTONDOWN, pos=(5, 5), button=3)
    assert Input().translate([event], 1.0, SIZE) == []


def test_keys() -> None:
    event = Event(pygame.KEYDOWN, key=pygame.K_7, mod=0, unicode="7")
    assert Input().translate([event], 1.0, SIZE) == [KeyEvent(pygame.K_7, 0, "7")]


# What is lost on the way


def test_a_mouse_that_moves_with_no_button_has_been_let_go_of() -> None:
    free = Event(pygame.MOUSEMOTION, pos=(9, 9), buttons=(0, 0, 0))
    events = Input().translate([down(5, 6), move(7, 8), free, up(9, 9)], 1.0, SIZE)
    assert phases(events)[2:] == [(Phase.CANCEL, MOUSE, 7, 8), (Phase.HOVER, MOUSE, 9, 9)]


def test_a_button_or_finger_that_goes_down_twice_is_ended_first() -> None:
    source = Input()
    assert phases(source.translate([down(5, 6), down(7, 8)], 1.0, SIZE)) == [
        (Phase.DOWN, MOUSE, 5, 6),
        (Phase.CANCEL, MOUSE, 5, 6),
        (Phase.DOWN, MOUSE, 7, 8),
    ]
    twice = [finger(pygame.FINGERDOWN, 4, 0.1, 0.2), finger(pygame.FINGERDOWN, 4, 0.3, 0.2)]
    assert phases(source.translate(twice, 1.1, SIZE)) == [
        (Phase.DOWN, 1, 100, 100),
        (Phase.CANCEL, 1, 100, 100),
        (Phase.DOWN, 1, 300, 100),
    ]


def test_other_buttons_end_no_stroke() -> None:
    right: dict[str, Any] = {"pos": (6, 6), "button": pygame.BUTTON_RIGHT}
    barrel = [
        Event(pygame.MOUSEBUTTONDOWN, **right),
        Event(pygame.MOUSEMOTION, pos=(7, 7), buttons=(1, 0, 1)),
        Event(pygame.MOUSEBUTTONUP, **right),
    ]
    events = Input().translate([down(5, 5), *barrel, up(8, 8)], 1.0, SIZE)
    assert [phase for phase, *_ in phases(events)] == [Phase.DOWN, Phase.MOVE, Phase.UP]


def test_a_finger_that_its_screen_knows_no_longer_is_dropped() -> None:
    known: dict[int, set[int] | None] = {1: {7, 8}}
    source = Input(known.get)
    both = [finger(pygame.FINGERDOWN, number, 0.1, 0.2) for number in (7, 8)]
    assert len(source.translate(both, 1.0, SIZE)) == 2
    known[1] = {8}
    assert phases(source.translate([], 1.1, SIZE)) == [(Phase.CANCEL, 1, 100, 100)]
    known[1] = None  # a screen that nothing is known of
    assert source.translate([], 1.2, SIZE) == []


def test_a_finger_not_heard_of_for_long_is_dropped_when_another_comes() -> None:
    source = Input()
    source.translate([finger(pygame.FINGERDOWN, 7, 0.1, 0.2)], 1.0, SIZE)
    assert source.translate([], 30.0, SIZE) == [], "a pen may rest as long as it likes"
    events = source.translate([finger(pygame.FINGERDOWN, 8, 0.3, 0.2)], 31.0, SIZE)
    assert phases(events) == [(Phase.CANCEL, 1, 100, 100), (Phase.DOWN, 1, 300, 100)]


# Digits


def key(code: int, text: str, scancode: int = 0, mod: int = 0) -> Event:
    return Event(pygame.KEYDOWN, key=code, mod=mod, unicode=text, scancode=scancode)


def text(typed: str) -> Event:
    return Event(pygame.TEXTINPUT, text=typed)


def typed(*events: Event) -> str:
    return "".join(e.digit for e in Input().translate(events, 1.0, SIZE) if isinstance(e, KeyEvent))


def test_azerty_has_its_digits_without_shift() -> None:
    row = zip("&é\"'(-è_çà", "1234567890", strict=True)
    for letter, digit in row:
        scancode = getattr(pygame, f"KSCAN_{digit}")
        assert typed(key(ord(letter), letter, scancode), text(letter)) == digit
        assert typed(key(ord(letter), digit, scancode, pygame.KMOD_LSHIFT), text(digit)) == digit


def test_a_sign_that_is_meant_is_no_digit() -> None:
    assert typed(key(pygame.K_1, "!", pygame.KSCAN_1, pygame.KMOD_LSHIFT), text("!")) == ""
    assert typed(key(pygame.K_1, "", pygame.KSCAN_1, pygame.KMOD_LCTRL)) == ""
    assert typed(key(pygame.K_POWER, "²", 53), text("²")) == ""


def test_the_keypad_types_with_and_without_num_lock() -> None:
    assert typed(key(pygame.K_KP7, "7", pygame.KSCAN_KP7), text("7")) == "7"
    assert typed(key(pygame.K_KP7, "", pygame.KSCAN_KP7)) == "7"


def test_digits_from_an_input_method_come_once() -> None:
    assert typed(text("４２")) == "42"
    assert typed(text("٤٢")) == "42"
    lift = Event(pygame.KEYUP, key=pygame.K_4, mod=0)
    composing = Event(pygame.TEXTEDITING, text="４", start=0, length=1)
    press = key(pygame.K_4, "", pygame.KSCAN_4)
    assert typed(press, composing, lift, key(pygame.K_RETURN, "\r"), text("４")) == "4"
    assert typed(press, text("4"), lift, text("４")) == "44"


def test_a_digit_held_down_types_once() -> None:
    press = key(pygame.K_4, "4", pygame.KSCAN_4)
    assert typed(press, text("4"), text("4"), text("4")) == "4"
    lift = Event(pygame.KEYUP, key=pygame.K_4, mod=0)
    assert typed(press, text("4"), lift, press, text("4")) == "44"
