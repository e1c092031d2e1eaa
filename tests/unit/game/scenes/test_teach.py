"""The teaching screens in the real app: hub, lessons, wall, sample and review list."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pygame
import pytest

from data.records import Context, LabelSource, NewSample, Split, Status
from game.scenes.scene import Scene
from game.scenes.teach import pupil
from game.scenes.teach.lesson import UNKEPT, Lesson
from game.scenes.teach.pupil import NOBODY
from game.scenes.teach.review import Review
from game.scenes.teach.sample_card import SampleCard
from game.scenes.teach.sample_wall import SampleTile, SampleWall
from game.scenes.teach.study import Tally, lesson_order
from game.scenes.teach.teach import DestinationRow, DigitCard, Teach
from game.stage import Open
from game.ui.handwriting import write
from game.ui.sheet import paragraphs
from tests.shots.example_trainer import ExampleTrainer, begun, nobody_yet
from tests.table import OpenAt as Enter
from tests.table import Table, laid_out_well


def test_the_hub_knows_what_is_read_worst(enter: Enter) -> None:
    room = enter(Teach)
    cards = [widget for widget in room.scene.widgets if isinstance(widget, DigitCard)]
    assert [card.tally.label for card in cards] == list(range(10))
    assert [card.tally.label for card in cards if card.needy] == [1]
    assert (cards[1].tally.right, cards[1].tally.total) == (3, 6)
    room.tap("Write a lesson")
    assert isinstance(room.scene, Lesson) and room.scene.digit == 1


def test_the_order_of_lessons_weighs_misreads_and_ignorance() -> None:
    tallies = [Tally(d, total=20, right=20, held_out=4, newest=None) for d in range(11)]
    tallies[3] = Tally(3, total=20, right=11, held_out=4, newest=None)
    tallies[8] = Tally(8, total=0, right=0, held_out=0, newest=None)
    assert lesson_order(tallies)[:2] == [3, 8]
    assert sorted(lesson_order(tallies)) == list(range(10))


def test_a_stroke_goes_to_the_box_that_it_begins_in_or_else_to_the_nearest_one(enter: Enter) -> None:
    room = enter(lambda: Lesson(4, (9,)), nobody_yet, size=(640, 480))
    left, right = room.scene.boxes[:2]
    for x, box in ((left.rect.right + 2, left), (right.rect.left + 1, right), (right.rect.left - 3, right)):
        room.tap("Clear")
        room.tap_at((x, left.rect.centery))
        assert [each for each in room.scene.boxes if each.strokes] == [box]


def test_a_lesson_is_kept_and_the_next_one_follows(enter: Enter) -> None:
    room = enter(lambda: Lesson(4, (9,)), nobody_yet)
    for box in room.scene.boxes:
        room.hand.write(box, "4")
    assert room.store.samples.find(status=None) == []
    room.tap("Keep them")
    kept = room.store.samples.find(player_id=room.player_id)
    assert [(s.label, s.read, s.source) for s in kept] == [(4, 4, LabelSource.LESSON)] * 5
    assert sum(sample.split is Split.HELD_OUT for sample in kept) == 1
    assert room.scene.digit == 9 and not any(box.strokes for box in room.scene.boxes)
    assert not room.button("Keep them").enabled


def test_odd_handwriting_is_believed_in_a_lesson(enter: Enter) -> None:
    """A child's mirrored or borrowed shapes are exactly what should be learned."""
    room = enter(lambda: Lesson(1), nobody_yet)
    room.hand.write(room.scene.boxes[2], "7")
    assert room.scene.scores[2].index(max(room.scene.scores[2])) == 7
    room.tap("Keep them")
    (sample,) = room.store.samples.find(player_id=room.player_id)
    assert sample.label == 1 and sample.misread and sample.status is Status.OK


def test_a_lesson_that_is_left_keeps_nothing(enter: Enter) -> None:
    room = enter(Teach, nobody_yet)
    room.tap("Write a lesson")
    room.hand.write(room.scene.boxes[0], "0")
    room.hand.press(pygame.K_ESCAPE)
    room.hand.press(pygame.K_ESCAPE)
    assert isinstance(room.scene, Teach)
    assert room.store.samples.find(status=None) == []


@pytest.mark.parametrize("go", ["Another digit", "", "7"])
def test_what_is_written_in_a_lesson_is_not_thrown_away_at_once(enter: Enter, go: str) -> None:
    """Going on is said to lose it, once; what was written after that is said anew."""
    room = enter(Teach, nobody_yet)
    lesson = Lesson(4, (9,))
    room.scene.ask(Open("lesson", lesson))
    room.hand.settle()

    def press() -> None:
        if go == "Another digit":
            room.tap(go)
        else:
            room.hand.press(ord(go) if go else pygame.K_ESCAPE)

    for box in lesson.boxes[:2]:
        room.hand.write(box, "4")
        press()
        assert room.scene is lesson and lesson.digit == 4 and box.strokes
        assert room.told[-1] == UNKEPT
    press()
    if go:
        assert lesson.digit == {"Another digit": 9, "7": 7}[go] and not lesson.boxes[0].strokes
    else:
        assert isinstance(room.scene, Teach)
    assert room.store.samples.find(status=None) == [] and UNKEPT not in room.told


def test_the_warning_about_unkept_digits_goes_when_they_are_kept(enter: Enter) -> None:
    room = enter(lambda: Lesson(4, (9,)), nobody_yet)
    room.hand.write(room.scene.boxes[0], "4")
    room.hand.press(ord("7"))
    assert room.told == [UNKEPT]
    room.hand.press(pygame.K_RETURN)
    assert len(room.store.samples.find(player_id=room.player_id)) == 1 and UNKEPT not in room.told


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
@pytest.mark.parametrize("left_handed", [False, True])
def test_a_lessons_notices_cover_no_button(enter: Enter, size: tuple[int, int], left_handed: bool) -> None:
    lesson = enter(lambda: Lesson(4), nobody_yet, size=size, left_handed=left_handed).scene
    assert lesson.notice_room().collidelist([widget.rect for widget in lesson.widgets]) == -1


def test_enter_keeps_a_lesson(enter: Enter) -> None:
    room = enter(lambda: Lesson(4, (9,)), nobody_yet)
    room.hand.write(room.scene.boxes[0], "4")
    room.hand.press(pygame.K_RETURN)
    assert len(room.store.samples.find(player_id=room.player_id)) == 1 and room.scene.digit == 9


def test_words_become_smaller_where_they_would_run_out_of_the_sheet(enter: Enter) -> None:
    look = enter(Teach).scene.look
    ground = pygame.Surface((400, 400))
    said = (
        "Tried on 48 of your digits, it reads three that it misread before.",
        "Others it reads as well as ever.",
    )
    free = paragraphs(ground, look, pygame.Rect(0, 0, 200, 0), *said)
    room = pygame.Rect(0, 0, 200, free - look.px(1.2))
    assert paragraphs(ground, look, room, *said) == free
    room.height -= 1
    assert paragraphs(ground, look, room, *said) < free


def tiles(room: Table) -> list[SampleTile]:
    return [widget for widget in room.scene.widgets if isinstance(widget, SampleTile)]


def test_the_wall_shows_filters_and_pages(enter: Enter) -> None:
    room = enter(SampleWall, size=(640, 480))
    everything = room.store.samples.find(player_id=room.player_id)
    assert len(everything) > len(tiles(room)) > 20
    seen = {tile.sample.id for tile in tiles(room)}
    while room.button("More").enabled:
        room.tap("More")
        seen |= {tile.sample.id for tile in tiles(room)}
    assert seen == {sample.id for sample in everything}
    room.tap("Only misread")
    misread = {sample.id for sample in everything if sample.misread}
    assert {tile.sample.id for tile in tiles(room)} == misread


def test_a_sample_is_relabelled_and_deleted_after_asking(enter: Enter) -> None:
    room = enter(SampleWall)
    room.scene._choose(2)
    room.hand.settle()
    assert {tile.sample.label for tile in tiles(room)} == {1}
    sample = tiles(room)[0].sample
    room.tap_at(tiles(room)[0].rect.center)
    assert isinstance(room.scene, SampleCard)
    room.tap("7")
    assert room.store.samples.get(sample.id).label == 7
    room.tap("Delete")
    assert room.store.samples.get(sample.id)
    room.tap("Delete for good")
    assert sample.id not in {one.id for one in room.store.samples.find(status=None)}
    assert isinstance(room.scene, SampleWall)
    assert sample.id not in {tile.sample.id for tile in tiles(room)}


@pytest.mark.parametrize(
    ("answer", "label", "status"),
    [("Yes, a 0", 0, Status.OK), ("6", 6, Status.OK), ("Leave it out", 0, Status.DROPPED)],
)
def test_what_waits_for_review_is_decided(enter: Enter, answer: str, label: int, status: Status) -> None:
    room = enter(Review)
    (item,) = room.store.samples.review_list(room.player_id)
    room.tap(answer)
    decided = room.store.samples.get(item.sample.id)
    assert (decided.label, decided.status) == (label, status)
    assert room.store.samples.review_list(room.player_id) == [] == room.scene.items


def test_review_is_offered_only_while_something_waits(enter: Enter) -> None:
    def offered(room: Table) -> bool:
        (row,) = [
            w
            for w in room.scene.widgets
            if isinstance(w, DestinationRow) and w.destination.name == "Please check"
        ]
        return row.enabled

    assert offered(enter(Teach))
    assert not offered(enter(Teach, nobody_yet))


@pytest.mark.parametrize("make", [Teach, SampleWall, Review])
def test_a_guest_is_told_what_to_do_and_offered_nothing_else(
    enter: Enter, make: Callable[[], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pupil, "placard", lambda *words: said.extend(words[3:]))
    room = enter(make, lambda _: None)
    assert set(said) == set(NOBODY)
    assert len(room.scene.widgets) == (2 if make is Teach else 1)  # the way back, and the way in


def test_a_guest_becomes_a_player_and_comes_back_to_teach(enter: Enter) -> None:
    room = enter(Teach, lambda _: None)
    room.tap("New player")
    for letter in "kim":
        room.hand.press(ord(letter))
    room.tap("Add")
    assert isinstance(room.scene, Teach) and room.scene.title == "Teach the net kim’s writing"


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (1920, 1080)])
@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize("make", [Teach, lambda: Lesson(5), SampleWall, Review])
def test_nothing_overlaps(
    enter: Enter, make: Callable[[], Scene], size: tuple[int, int], left_handed: bool
) -> None:
    laid_out_well(enter(make, size=size, left_handed=left_handed))


def test_nothing_is_learned_before_there_is_enough_to_judge_by(enter: Enter) -> None:
    room = enter(Teach, begun, trainer=ExampleTrainer)
    assert room.scene.study.written == 15
    assert not room.button("Learn now").enabled
    assert room.button("Write a lesson").primary, "it is what comes next"
    rng = random.Random(2)
    for digit in range(10):
        for _ in range(4 if digit == 3 else 5):
            ink = write(str(digit), rng, wobble=0.02)
            sample = NewSample(digit, LabelSource.LESSON, Context.LESSON, ink=ink, player_id=room.player_id)
            room.store.samples.add(sample)
    room.scene.fetch()
    room.hand.settle()
    assert room.scene.study.written == 49 and not room.button("Learn now").enabled
    room.store.samples.add(replace(sample, label=3, ink=write("3", rng)))
    room.scene.fetch()
    room.hand.settle()
    assert room.button("Learn now").enabled
    assert [b.label for b in room.scene.widgets if getattr(b, "primary", False)] == ["Learn now"]
