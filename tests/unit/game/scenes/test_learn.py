"""Learn now, the family tree, the forgetting lab and the looks inside, with made-up courses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from data.records import Player, RunKind
from data.store import Store
from game.learning.course import Course, Model
from game.scenes.scene import Scene
from game.scenes.teach.family import Family, ModelRow
from game.scenes.teach.forgetting_lab import Lab
from game.scenes.teach.history import RunLog
from game.scenes.teach.inside import Inside, View
from game.scenes.teach.learn import Learn, go_back
from game.scenes.teach.learn_shared import LearnFromEveryone
from game.scenes.teach.reasons import in_words
from game.scenes.teach.teach import Teach
from game.stage import Open
from tests.shots.example_trainer import ExampleSchool, mia, nobody_yet
from tests.shots.history import some_runs
from tests.table import OpenAt as Enter
from tests.table import laid_out_well


class Told:
    """One line of a fine-tune."""

    def __init__(self, **values: Any) -> None:
        self.step, self.done, self.seconds_left, self.curve = "fit", 0.5, 3.0, {}
        self.result, self.reason, self.more = "", "", {}
        self.__dict__.update(values)


class Slow:
    """A fine-tune that tells what the test puts into its mouth."""

    def __init__(self) -> None:
        self.lines: list[Told] = []
        self.ended: Told | None = None
        self.cancelled = False

    def poll(self) -> Sequence[Told]:
        lines, self.lines = self.lines, []
        return lines

    def cancel(self) -> None:
        self.cancelled = True

    def end(self, **values: Any) -> None:
        self.ended = Told(**values)
        self.lines.append(self.ended)


class SlowSchool(ExampleSchool):
    """Whose courses take as long as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.running = Slow()
        self.begun = 0

    def learn(self, player: Player) -> Course:
        self.begun += 1
        self.course = Course(player, self.running)
        return self.course

    def learn_from_everyone(self) -> Course:
        self.begun += 1
        self.everyone = Course(None, self.running)
        return self.everyone

    forget = learn


def test_a_course_keeps_every_point_and_how_it_ended() -> None:
    slow = Slow()
    course = Course(Player(1, "Mia", "#000000", "right", 1.0, None, None), slow)  # type: ignore[arg-type]
    assert not course.update() and course.running
    slow.lines = [Told(curve={"known": 0.9}), Told(step="check", done=0.97), Told(curve={"known": 0.8})]
    assert course.update()
    assert [point["known"] for point in course.curve] == [0.9, 0.8]
    flip = {"sample": 3, "label": 1, "before": 7, "after": 1}
    broken = {"sample": 4, "label": 7, "before": 7, "after": 1, "change": "broken"}
    more = {"held_out": [9, 7, 8], "flips": [broken, {**flip, "change": "fixed"}]}
    slow.end(result="published", reason="Better.", more=more)
    course.update()
    assert (course.result, course.reason, course.running) == ("published", "Better.", False)
    assert course.held_out == (9, 7, 8)
    assert [flip.change for flip in course.flips] == ["fixed", "broken"]
    course.cancel()
    assert not slow.cancelled  # it has ended


def test_learning_is_watched_and_can_be_stopped(enter: Enter) -> None:
    school = SlowSchool()
    room = enter(lambda: Learn(school))
    assert school.begun == 1 and room.scene.course.running
    school.running.lines.append(Told(curve={"held_out": 0.7, "known": 0.99}))
    room.hand.settle()
    assert room.scene.course.curve == [{"held_out": 0.7, "known": 0.99}]
    room.tap("Stop")
    assert school.running.cancelled
    school.running.end(result="cancelled", reason="It was cancelled; nothing was changed.")
    room.hand.settle()
    assert room.scene.title_text() == "Learning was stopped"
    room.tap("Learn again")
    assert school.begun == 2


def test_it_goes_on_when_one_leaves_and_its_end_is_shown_once(enter: Enter) -> None:
    school = SlowSchool()
    room = enter(lambda: Teach(school))
    room.tap("Learn now")
    room.tap_at(room.scene.widgets[0].rect.center)  # back
    assert isinstance(room.scene, Teach)
    room.tap("Watch it learn")
    room.tap_at(room.scene.widgets[0].rect.center)
    school.running.end(result="published", reason="Better.", more={"held_out": [12, 9, 11], "flips": []})
    school.update()
    room.scene.again()
    room.tap("What it learned")
    assert school.begun == 1
    assert room.scene.title_text() == "The net has learned"
    room.tap_at(room.scene.widgets[0].rect.center)
    assert room.button("Learn now").enabled


def test_a_shared_model_is_learned_from_everyone_when_asked(enter: Enter) -> None:
    school = SlowSchool()
    room = enter(lambda: Teach(school))
    room.store.players.add("Ben", colour="#4a45a0", hand="right")
    room.tap("Learn from everyone")
    assert school.begun == 0 and room.scene.writers == [("Mia", 61)]  # Ben has written nothing
    room.tap("Start")
    assert school.begun == 1 and room.scene.course.player is None
    room.tap_at(room.scene.widgets[0].rect.center)  # it goes on when one leaves
    room.tap("Learn from everyone")
    assert school.begun == 1 and room.scene.course.running
    school.running.end(result="refused", reason="It would forget how others write 7s.")
    room.hand.settle()
    assert room.scene.title_text() == "Not better, so not used"
    assert in_words(room.scene.course.reason, everyone=True).startswith("It would forget")


def test_a_shared_model_is_undone_with_one_button(enter: Enter) -> None:
    room = enter(lambda: Teach(ExampleSchool()))
    room.tap("Learn from everyone")
    room.tap("Start")
    room.tap("Undo")
    assert isinstance(room.scene, Teach)
    assert any("game’s own net" in sentence for sentence in room.told)


def test_from_nothing_no_shared_model_is_learned(enter: Enter) -> None:
    room = enter(lambda: LearnFromEveryone(ExampleSchool()), nobody_yet)
    assert not room.button("Start").enabled


def test_the_log_tells_what_was_learned_page_by_page(enter: Enter) -> None:
    room = enter(lambda: Family(ExampleSchool()), some_runs, size=(640, 480))
    room.tap("Log")
    newest = room.scene.runs[0]
    assert newest.kind is RunKind.SHARED and "everyone" in room.scene._whose(newest)
    assert room.scene._said(room.scene.runs[2]) == "It was stopped; nothing was changed."
    assert not room.button("Newer").enabled
    room.tap("Older")
    assert room.scene.page == 1 and not room.button("Older").enabled


def test_the_log_knows_a_dead_fine_tune_from_a_running_one(enter: Enter) -> None:
    def begun(store: Store) -> Player:
        player = mia(store)
        store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=player.id)
        return player

    room = enter(RunLog, begun)
    assert "broken off" in room.scene._said(room.scene.runs[0])
    with room.store.runs.lock():
        room.store.runs.start(RunKind.PERSONAL, base_bundle="shipped", player_id=room.player_id)
        room.scene.fetch()
        room.hand.settle()
        assert "learning now" in room.scene._said(room.scene.runs[0])


def test_what_flipped_is_shown_with_its_picture(enter: Enter) -> None:
    school = ExampleSchool()
    room = enter(lambda: Learn(school))
    flips = room.scene.course.flips
    assert {flip.change for flip in flips} == {"fixed", "broken"}
    assert set(room.scene._pictures) == {flip.sample for flip in flips}
    palette = room.app.stage.look.palette
    pixels = {
        tuple(room.app.surface.get_at((x, y)))[:3] for x in range(600, 1240) for y in range(100, 500, 3)
    }
    assert palette.right in pixels and palette.wrong in pixels


def test_a_published_model_is_undone_with_one_button(enter: Enter) -> None:
    school = ExampleSchool()
    room = enter(lambda: Teach(school))
    room.tap("Learn now")
    room.tap("Undo")
    assert school.used == "first"
    assert isinstance(room.scene, Teach) and room.told


def test_what_cannot_be_started_is_said(enter: Enter) -> None:
    class Closed(ExampleSchool):
        def learn(self, player: Player) -> Course:  # noqa: ARG002 - it never comes to that
            raise PermissionError(13, "Permission denied")

    room = enter(lambda: Learn(Closed()))
    assert room.scene.course is None and "Permission denied" in room.scene._problem


def test_nothing_can_be_learned_from_nothing(enter: Enter) -> None:
    room = enter(lambda: Teach(ExampleSchool()), nobody_yet)
    assert not room.button("Learn now").enabled


def test_the_family_tree_goes_back_and_forth(enter: Enter) -> None:
    school = ExampleSchool()
    room = enter(lambda: Family(school))
    rows = {w.model.id: w for w in room.scene.widgets if isinstance(w, ModelRow)}
    assert [rows[name].depth for name in (None, "first", "odd", "second")] == [0, 1, 2, 2]
    assert {name for name, row in rows.items() if row.enabled} == {None, "first"}
    room.tap("Go back one")
    room.tap("Go back one")
    assert school.used is None
    assert not room.button("Go back one").enabled
    rows = {w.model.id: w for w in room.scene.widgets if isinstance(w, ModelRow)}
    room.tap_at(rows["second"].rect.center)
    assert school.used == "second"


def test_the_family_tree_goes_back_from_a_shared_model_too(enter: Enter) -> None:
    class Shared(ExampleSchool):
        went_back = False

        def family(self, player: Player) -> list[Model]:
            shared, *own = super().family(player)
            when = "" if self.went_back else "2026-05-04T12:00:00Z"
            return [replace(shared, created=when, samples=150), *own]

        def go_back_for_everyone(self) -> str:
            self.went_back = True
            return "The game’s own net is in use again."

    school = Shared()
    school.used = None
    room = enter(lambda: Family(school))
    room.tap("Go back one")
    assert school.went_back and not room.button("Go back one").enabled


def test_going_back_passes_over_what_cannot_be_used() -> None:
    school = ExampleSchool()
    school.used = "odd"
    player = Player(1, "Mia", "#000000", "right", 1.0, None, None)  # type: ignore[arg-type]
    assert "before" in go_back(school, player) and school.used == "first"
    assert "shared" in go_back(school, player) and school.used is None
    assert "nothing" in go_back(school, player)


def test_the_lab_starts_when_asked_and_stops_when_left(enter: Enter) -> None:
    school = SlowSchool()
    room = enter(lambda: Teach(school))
    room.scene._go(Open("forgetting_lab", school))
    room.hand.settle()
    assert school.begun == 0
    room.tap("Start")
    school.running.lines = [Told(curve={"own": 1.0, "known": 0.5, "per_digit": {"4": 0.1}})]
    room.hand.settle()
    assert room.scene.course.curve[-1]["per_digit"] == {"4": 0.1}
    room.tap_at(room.scene.widgets[0].rect.center)
    assert school.running.cancelled


def test_the_lab_says_what_was_lost(enter: Enter) -> None:
    room = enter(lambda: Lab(ExampleSchool()))
    room.tap("Start")
    room.hand.wait(1.0)
    shown = int(room.scene._shown)
    assert 30 <= shown <= 60, "the curve is drawn at a pace that one can follow"
    assert not room.scene.course.running and "practises" in room.scene._words()
    room.tap("Stop")  # what was told is shown at once
    words = room.scene._words()
    assert "22 %" in words and "With rehearsal it still reads 99 %" in words


def test_the_layers_of_the_digit_just_drawn(enter: Enter) -> None:
    room = enter(lambda: Inside(View.LAYERS))
    room.hand.write(room.scene.canvas, "8")
    room.hand.wait(0.5)
    assert [name for name, _ in room.scene.layers.rows][-1] == "digits"
    assert room.scene.layers.digit.digit == 8
    room.tap("Clear")
    room.hand.wait(0.5)
    assert room.scene.layers is None


@pytest.mark.parametrize("size", [(640, 480), (720, 1280)])
@pytest.mark.parametrize("left_handed", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        lambda: Learn(ExampleSchool(12)),
        lambda: Learn(ExampleSchool()),
        lambda: Family(ExampleSchool()),
        lambda: Lab(ExampleSchool()),
        lambda: LearnFromEveryone(ExampleSchool()),
        RunLog,
        lambda: Inside(View.MIX_UPS),
        lambda: Inside(View.MAP),
        lambda: Inside(View.LAYERS),
        lambda: Teach(ExampleSchool()),
    ],
)
def test_nothing_overlaps(
    enter: Enter, make: Callable[[], Scene], size: tuple[int, int], left_handed: bool
) -> None:
    laid_out_well(enter(make, size=size, left_handed=left_handed))
