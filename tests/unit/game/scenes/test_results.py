"""What comes after playing: results, progress, the best."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pygame
import pytest

from data import records
from game import routes
from game.play.modes import Mode, Unranked
from game.play.questions import Op
from game.scenes.best import Best
from game.scenes.match.plan import Plan
from game.scenes.match.results import Results
from game.scenes.match.score_column import _UNRANKED, ScoreColumn
from game.scenes.progress import Progress
from game.scenes.teach.teach import Teach
from game.session.ports import Kind, Sitter
from game.ui.dates import short_day
from game.ui.fact_grid import Shade
from game.ui.widgets import Choice
from tests.shots import text_faults
from tests.shots.players import class_of
from tests.shots.progress import played
from tests.shots.quiz import solve
from tests.table import OpenAt


def test_results_retry_what_was_missed_and_take_a_late_claim(open_at: OpenAt) -> None:
    sitters = (Sitter("Mina", Kind.PLAYER, 1),)
    table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, sitters=sitters, seed=4)))
    table.begin()
    table.answer(off=1)
    table.hand.wait(1.0)
    table.finish_with_keys()
    results = table.scene
    assert isinstance(results, Results)
    missed = results.summary.missed
    assert len(missed) == 1
    assert "Teach the net" not in [key.label for key in results.keys()[0]], "nothing was misread"
    card = results._cards[0]
    table.tap_at(card.rect.center)
    assert results.chosen == card.answer.round and results.detail is not None
    table.tap("I wrote something else")
    table.type(str(missed[0].question.answer))
    table.hand.press(pygame.K_RETURN)
    assert not results.summary.missed, "it is void: no slip any more"
    table.tap("Teach the net")
    assert isinstance(table.scene, Teach)
    assert table.store.matches.answers(1)[0].outcome.value == "void"


@pytest.mark.slow
def test_no_figure_of_the_score_is_left_out_where_it_is_long(open_at: OpenAt) -> None:
    """Slow answers have long figures; a narrow column sets them smaller."""
    sitters = (Sitter("Mina", Kind.PLAYER, 1),)
    table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, sitters=sitters, seed=4)), size=(1280, 720))
    table.begin()
    table.hand.wait(70)
    table.finish_with_keys()
    results = table.scene
    look, score = results.look, results.summary.score
    column = ScoreColumn(look, results.plan, results.session.summary(), 0, None)
    ground = pygame.Surface((400, 60), pygame.SRCALPHA)
    value = f"{score.seconds / score.counted:.1f} s"
    assert score.seconds / score.counted >= 10
    label = look.font("body").size("a question")[0]
    area = pygame.Rect(0, 0, label + look.font("h2").size(value)[0] - 4, 40)
    column._line(ground, area, 0, "a question", value, 0)
    figure = ground.get_bounding_rect()
    assert label + look.px(3) < figure.right <= area.right


def test_a_match_that_is_not_ranked_says_why_whatever_was_best_before(open_at: OpenAt) -> None:
    sitters = (Sitter("Mina", Kind.PLAYER, 1),)
    table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, sitters=sitters, seed=4)))
    table.begin()
    table.finish_with_keys()
    results = table.scene
    (typed,) = results.session.summary()
    assert typed.unranked is Unranked.TYPED
    words = {
        Unranked.TYPED: "Not in Best: you typed an answer.",
        Unranked.VOID: "Not in Best: one is not counted.",
        Unranked.STOPPED: "Not in Best: you stopped early.",
    }
    for why, word in words.items():
        for best in (None, 1):
            summary = replace(typed, unranked=why)
            column = ScoreColumn(results.look, results.plan, [summary], 0, best)
            assert column._lines()[1] == (word, "")
    ranked = ScoreColumn(results.look, results.plan, [replace(typed, unranked=None)], 0, None)
    assert ranked._lines()[1] == ("your first", "✓")


class Traced(pygame.Surface):
    """A ground that remembers where something was drawn on it."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size, pygame.SRCALPHA)
        self.drawn: list[pygame.Rect] = []

    def blit(self, source: pygame.Surface, dest: Any, *arguments: Any, **named: Any) -> pygame.Rect:
        place = pygame.Rect(dest).topleft if isinstance(dest, pygame.Rect) else dest
        self.drawn.append(source.get_bounding_rect().move(place))
        return super().blit(source, dest, *arguments, **named)


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (720, 1280)])
def test_nothing_in_the_score_is_printed_over_anything_else(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """With large text, “Not in Best: you stopped early.” once lay on “points” at 640×480."""
    sitters = (Sitter("Mina", Kind.PLAYER, 1),)
    plan = Plan(Mode.SPRINT, 6, 5, sitters=sitters, seed=4)
    table = open_at(lambda: routes.match(plan), size=size, projector=projector)
    table.begin()
    table.answer()
    table.hand.press(pygame.K_p)
    table.tap("Stop here")
    table.hand.wait(1)
    (summary,) = table.scene.session.summary()
    look = table.scene.look
    figures = look.font("body").size("a question")[0] + look.font("h2").size("20.7 s")[0]
    area = pygame.Rect(20, 40, size[0] - 40 if look.portrait else figures + look.px(3), size[1])
    for why in (*_UNRANKED, None):
        column = ScoreColumn(look, plan, [replace(summary, unranked=why)], 0, 100)
        ground = Traced(size)
        column.draw(ground, area)
        assert len(ground.drawn) >= 8
        for index, one in enumerate(ground.drawn):
            assert one.collidelist(ground.drawn[index + 1 :]) == -1


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (1920, 1080)])
def test_all_that_is_known_of_an_answer_has_room(
    open_at: OpenAt, size: tuple[int, int], projector: bool
) -> None:
    """At 960×600 “I wrote something else” once lay on “reading 0.9 s”."""
    plan = Plan(Mode.SPRINT, 6, 5, sitters=(Sitter("Mina", Kind.PLAYER, 1),), seed=4)
    table = open_at(lambda: routes.match(plan), size=size, projector=projector)
    table.begin()
    table.answer(off=1)
    table.hand.press(pygame.K_p)
    table.tap("Stop here")
    table.hand.wait(1)
    table.tap_at(table.scene._cards[0].rect.center)
    detail = table.scene.detail
    assert detail is not None
    ground = Traced(size)
    detail.draw(ground)
    words = [rect for rect in ground.drawn if rect.height < detail.look.px(9)]
    button = table.button("I wrote something else").rect
    assert len(words) >= 6
    assert button.collidelist(ground.drawn) == -1
    assert all(rect.bottom <= detail.area.bottom for rect in ground.drawn)


def test_retry_asks_the_missed_ones_once_each(open_at: OpenAt) -> None:
    table = open_at(lambda: routes.match(Plan(Mode.SPRINT, 6, 5, seed=4)))
    table.begin()
    for _ in range(2):
        table.question()
        table.tap("Pass")
        table.hand.wait(1.6)
    table.finish_with_keys()
    missed = [answer.question for answer in table.scene.summary.missed]
    table.tap(f"Retry the {len(missed)} missed")
    table.begin()
    asked = [table.question()]
    table.type(solve(asked[0]))
    table.hand.press(pygame.K_RETURN)
    asked.append(table.question())
    assert asked == [question.text for question in missed]


def test_progress_shows_facts_and_days(open_at: OpenAt) -> None:
    table = open_at(Progress, played)
    scene = table.scene
    assert scene.cells and len(scene.days) == 9
    cell = scene._grid.cell((2, 3))
    table.tap_at(cell.center)
    assert scene.chosen == (2, 3) and "2 × 3" in scene._sentence()
    assert scene._grid._shades.get((12, 12), Shade.NEW) is Shade.NEW


def test_progress_opens_at_the_sign_met_most_and_stays_at_the_chosen_one(open_at: OpenAt) -> None:
    def one_sum(store: Any) -> Any:
        mina = class_of(store)
        match = store.matches.start("sprint", [records.Seat(mina.name, mina.id)], level=1, length=1)
        plus, right = records.Operation.ADD, records.Outcome.RIGHT
        at = datetime(2026, 5, 4, 12, tzinfo=UTC)
        store.matches.record(records.Answer(match.id, 0, 1, "1+2", plus, 1, 2, 3, "3", right, at=at))
        return mina

    table = open_at(Progress, one_sum)
    scene = table.scene
    assert scene.op is Op.ADD and list(scene.cells) == [(1, 2)]
    assert scene._sentence().startswith("1 fact seen")
    scene._choose_operation(list(Op).index(Op.MULTIPLY))
    table.hand.settle()
    assert scene.op is Op.MULTIPLY and scene.cells == {}


def test_a_leaderboard_by_mode_and_level(open_at: OpenAt) -> None:
    table = open_at(lambda: Best(Mode.SPRINT, 6), played)
    assert {row.name for row in table.scene.rows} == {"Mina", "Jonas"}
    table.scene._choose_level(0)
    table.hand.settle()
    assert table.scene.rows == []


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (720, 1280)])
def test_the_longest_name_is_whole_among_the_best(open_at: OpenAt, size: tuple[int, int]) -> None:
    table = open_at(lambda: Best(Mode.SPRINT, 6), played, size=size)
    scene = table.scene
    scene.rows = [replace(scene.rows[0], name="Wilhelmina Charlotte Ann")]
    with text_faults.watched() as faults, text_faults.heard() as said:
        scene.again()
        scene.draw(table.app.surface)
    assert not faults
    day = short_day(scene.rows[0].finished.astimezone())
    assert any(day in words for words in said), "nothing makes room for it"


def test_ten_best_fill_a_high_window(open_at: OpenAt) -> None:
    table = open_at(lambda: Best(Mode.SPRINT, 6), played, size=(720, 1280))
    scene, ink = table.scene, table.app.stage.look.palette.ink
    scene.rows = [replace(scene.rows[0], place=number) for number in range(1, 11)]
    scene.again()
    scene.draw(table.app.surface)
    inked = pygame.mask.from_threshold(table.app.surface.subsurface(scene.page.area), ink, (9, 9, 9, 255))
    lowest = max(rect.bottom for rect in inked.get_bounding_rects())
    assert 0.85 * scene.page.area.height < lowest < scene.page.area.height


def test_taking_turns_that_stop_after_one_turn_are_no_draw(open_at: OpenAt) -> None:
    sitters = (Sitter("Mina"), Sitter("Jonas"))
    table = open_at(lambda: routes.match(Plan(Mode.HOT_SEAT, 6, 6, sitters=sitters, seed=4)))
    table.hand.wait(0.2)
    table.tap("I’m ready")
    for _ in range(3):
        table.hand.press(pygame.K_s)  # pass: nobody has any points
        table.hand.press(pygame.K_RETURN)
        table.hand.wait(3)
    assert [seat.score.counted for seat in table.scene.session.summary()] == [3, 0]
    table.scene.match.stop()
    table.hand.wait(1)
    results = table.scene
    column = ScoreColumn(results.look, results.plan, results.session.summary(), 0, None)
    assert column._winner() == "Stopped early"


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720)])
@pytest.mark.parametrize("count", [2, 6])
def test_everybodys_points_are_shown_however_long_the_names_are(
    open_at: OpenAt, size: tuple[int, int], count: int
) -> None:
    """Of six stood there “Maxi…”, “Wilh…”, without points; of two “Wilhelmine-Charlot:…”."""
    names = ("Maximilian-Alexan", "Wilhelmine-Charlot", "Anna-Katharina", "Bartholomäus", "Friederike", "Kim")
    sitters = tuple(map(Sitter, names[:count]))
    table = open_at(lambda: routes.match(Plan(Mode.HOT_SEAT, 6, 5, sitters=sitters, seed=4)), size=size)
    table.hand.wait(0.5)
    table.tap("I’m ready")
    table.answer()
    table.hand.wait(1.0)
    with text_faults.watched() as faults:
        table.scene.match.stop()
        table.hand.wait(1.5)
    assert isinstance(table.scene, Results)
    (seats,) = [widget for widget in table.scene.widgets if isinstance(widget, Choice)]
    points = [summary.score.points for summary in table.scene.session.summary()]
    assert [option.rpartition(": ")[2] for option in seats.options] == [str(one) for one in points]
    assert not [
        fault for fault in faults if fault.startswith("cut") and ": " in fault.partition(" is ")[0][5:]
    ]
    if count == 2:
        assert [option.partition(":")[0] for option in seats.options] == list(names[:2])
    table.tap_at(seats._cells()[-1].center)
    assert table.scene.seat == count - 1


@pytest.mark.parametrize("size", [(640, 480), (960, 600), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("level", [6, 10])
def test_no_answer_is_cut_on_its_card(open_at: OpenAt, size: tuple[int, int], level: int) -> None:
    """Beside “75 × 16” there stood “…” for 1200."""
    sitters = (Sitter("Mina", Kind.PLAYER, 1),)
    table = open_at(lambda: routes.match(Plan(Mode.PRACTICE, level, 5, sitters=sitters, seed=4)), size=size)
    table.begin()
    table.finish_with_keys()
    with text_faults.watched() as faults:
        table.scene.again()
    cards = table.scene._cards
    assert len(cards) == 5 and all(card.answer.typed for card in cards)
    assert not [fault for fault in faults if any(f"'{card.answer.given}'" in fault for card in cards)]
