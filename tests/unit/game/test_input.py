from __future__ import annotations

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
