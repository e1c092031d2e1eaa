from __future__ import annotations

import pytest

from game.ui.contacts import CLEAR, RESTS_S, STILL, TAP_S, TOGETHER_S, Act, Contacts
from game.ui.events import MOUSE, Phase, PointerEvent

HEIGHT = 1000
WAY = CLEAR * HEIGHT + 1  # clearly a stroke
JITTER = STILL * HEIGHT / 2
PALM, PEN = 1, 2


class Glass:
    """A sheet on glass; what happens on it is noted as (act, pointer)."""

    def __init__(self) -> None:
        self.contacts = Contacts(HEIGHT)
        self.acts: list[tuple[Act, int]] = []
        self._x: dict[int, float] = {}

    def down(self, pointer: int, t: float) -> None:
        self._x[pointer] = 100.0 * pointer
        self._hear(Phase.DOWN, pointer, t)

    def move(self, pointer: int, t: float, way: float = WAY) -> None:
        self._x[pointer] += way
        self._hear(Phase.MOVE, pointer, t)

    def up(self, pointer: int, t: float) -> None:
        self._hear(Phase.UP, pointer, t)

    def rest(self, t: float) -> None:
        self.acts += [(act, event.pointer) for act, event in self.contacts.rest(t)]

    def _hear(self, phase: Phase, pointer: int, t: float) -> None:
        steps = self.contacts.hear(PointerEvent(phase, pointer, self._x[pointer], 50.0, t))
        self.acts += [(act, event.pointer) for act, event in steps]

    @property
    def strokes(self) -> list[int]:
        """Who drew the strokes that stay, in the order in which they ended."""
        return [pointer for act, pointer in self.acts if act is Act.END]


@pytest.fixture
def glass() -> Glass:
    return Glass()


@pytest.mark.parametrize("wait", [0.1, 0.3, 2.0])
def test_a_palm_that_came_first_is_no_stroke(glass: Glass, wait: float) -> None:
    glass.down(PALM, 0.0)
    glass.move(PALM, 0.05, JITTER)
    glass.rest(wait)
    glass.down(PEN, wait)
    for step in range(1, 4):
        glass.move(PEN, wait + step / 60)
        glass.move(PALM, wait + step / 60, JITTER / 4)
    glass.up(PEN, wait + 0.2)
    glass.up(PALM, wait + 1.0)
    assert glass.strokes == [PEN]
    assert [act for act, pointer in glass.acts if pointer == PEN][:2] == [Act.BEGIN, Act.GO_ON]


def test_a_palm_that_rests_on_between_strokes_never_writes(glass: Glass) -> None:
    glass.down(PALM, 0.0)
    for t in (1.0, 2.0, 3.0):
        glass.down(PEN, t)
        glass.move(PEN, t + 0.1)
        glass.up(PEN, t + 0.2)
        glass.move(PALM, t + 0.3)
    glass.up(PALM, 4.0)
    assert glass.strokes == [PEN, PEN, PEN]


def test_a_palm_that_shifts_as_the_pen_comes_does_not_take_its_place(glass: Glass) -> None:
    glass.down(PALM, 0.0)
    glass.down(PEN, 1.0)
    glass.move(PALM, 1.02, 2 * JITTER + 1)
    glass.move(PEN, 1.1)
    glass.up(PEN, 1.2)
    assert glass.strokes == [PEN]


def test_a_palm_that_comes_while_the_pen_writes_is_ignored(glass: Glass) -> None:
    glass.down(PEN, 0.0)
    glass.move(PEN, 0.1)
    glass.down(PALM, 0.2)
    glass.move(PALM, 0.21, 2 * JITTER + 1)
    glass.move(PEN, 0.22)
    glass.move(PALM, 1.5)
    glass.move(PEN, 1.6)
    glass.up(PALM, 1.7)
    glass.up(PEN, 1.8)
    assert [act for act, _ in glass.acts] == [Act.BEGIN, Act.GO_ON, Act.GO_ON, Act.GO_ON, Act.END]


def test_a_palm_that_only_touches_before_the_pen_leaves_nothing(glass: Glass) -> None:
    glass.down(PALM, 0.0)
    glass.down(PEN, 0.2)
    glass.up(PALM, 0.25)
    glass.move(PEN, 0.3)
    glass.up(PEN, 0.4)
    assert glass.strokes == [PEN]


def test_a_hand_that_rests_alone_holds_nothing_up(glass: Glass) -> None:
    glass.down(PALM, 0.0)
    glass.rest(RESTS_S - 0.01)
    assert glass.acts == [(Act.BEGIN, PALM)]
    glass.rest(RESTS_S)
    assert glass.acts[1:] == [(Act.DROP, PALM)]
    glass.move(PALM, 3.0)  # it was a pen that had paused
    glass.up(PALM, 3.1)
    assert glass.strokes == [PALM]


def test_a_mouse_may_rest(glass: Glass) -> None:
    glass.down(MOUSE, 0.0)
    glass.rest(60.0)
    glass.up(MOUSE, 61.0)
    assert glass.strokes == [MOUSE]


def test_a_pen_that_comes_as_a_mouse_writes_at_once_beside_a_palm(glass: Glass) -> None:
    glass.down(PALM, 0.0)
    glass.down(MOUSE, 0.02)
    assert glass.acts[-2:] == [(Act.DROP, PALM), (Act.BEGIN, MOUSE)]
    glass.up(MOUSE, 0.1)
    glass.up(PALM, 0.2)
    assert glass.strokes == [MOUSE]


def test_a_quick_dot_is_a_stroke(glass: Glass) -> None:
    glass.down(PEN, 0.0)
    glass.up(PEN, 0.1)
    assert glass.strokes == [PEN]


def test_a_pen_whose_lifting_was_lost_gives_way_and_its_stroke_stays(glass: Glass) -> None:
    glass.down(PEN, 0.0)
    glass.move(PEN, 0.1)
    glass.down(3, 2.0)
    glass.move(3, 2.1)
    glass.up(3, 2.2)
    assert glass.strokes == [PEN, 3]
    glass.move(PEN, 2.3)
    assert glass.strokes == [PEN, 3] and glass.acts[-1] == (Act.END, 3)


@pytest.mark.parametrize("apart", [0.0, TOGETHER_S])
def test_two_fingers_that_tap_take_back_and_leave_no_ink(glass: Glass, apart: float) -> None:
    glass.down(1, 0.0)
    glass.down(2, apart)
    glass.move(1, apart, JITTER)
    glass.up(1, TAP_S - 0.05)
    glass.up(2, TAP_S)
    assert glass.acts == [(Act.BEGIN, 1), (Act.DROP, 1), (Act.UNDO, 2)]


def test_two_fingers_that_stay_or_move_do_nothing(glass: Glass) -> None:
    glass.down(1, 0.0)
    glass.down(2, 0.05)
    for t in (0.1, 0.15, 0.2):
        glass.move(1, t, 2 * JITTER)
        glass.move(2, t, 2 * JITTER)
    glass.up(1, 0.22)
    glass.up(2, 0.23)
    glass.down(1, 2.0)
    glass.down(2, 2.05)
    glass.up(1, 4.0)
    glass.up(2, 4.0)
    assert not glass.strokes and Act.UNDO not in [act for act, _ in glass.acts]


def test_three_fingers_do_nothing_and_the_next_one_writes(glass: Glass) -> None:
    for finger in (1, 2, 3):
        glass.down(finger, finger / 100)
    for finger in (1, 2, 3):
        glass.move(finger, 0.2)
        glass.up(finger, 0.25)
    glass.down(4, 1.0)
    glass.move(4, 1.1)
    glass.up(4, 1.2)
    assert glass.strokes == [4] and Act.UNDO not in [act for act, _ in glass.acts]


def test_pen_and_palm_that_come_at_once_are_told_apart_by_moving(glass: Glass) -> None:
    glass.down(PEN, 0.0)
    glass.down(PALM, 0.03)
    glass.move(PALM, 0.05, JITTER)
    glass.move(PEN, 0.1)
    glass.up(PEN, 0.2)
    glass.up(PALM, 0.5)
    assert glass.strokes == [PEN]


def test_what_is_refused_writes_no_more(glass: Glass) -> None:
    glass.down(PEN, 0.0)
    glass.contacts.refuse(PEN)
    glass.move(PEN, 0.1)
    glass.up(PEN, 0.2)
    assert glass.acts == [(Act.BEGIN, PEN)]
    assert PEN not in glass.contacts
