"""Which screen is which scene, and how a match is opened: the only importer of screens.

Scenes ask for a screen by `game.stage.Open`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from game.net.client import Client, known_players
from game.play.modes import Setup
from game.scenes.best import Best
from game.scenes.free_draw.free_draw import FreeDraw
from game.scenes.match import unfinished
from game.scenes.match.count_in import CountIn
from game.scenes.match.duel import Duel
from game.scenes.match.plan import Plan
from game.scenes.match.quiz import Quiz
from game.scenes.match.results import Results
from game.scenes.match.unfinished import Unfinished
from game.scenes.menu import contents
from game.scenes.players import Players
from game.scenes.profile import habits
from game.scenes.progress import Progress
from game.scenes.scene import Scene
from game.scenes.settings import SettingsScene
from game.scenes.setup.choose import ChooseQuiz
from game.scenes.setup.custom_questions import CustomQuestions
from game.scenes.setup.exercises import Exercises
from game.scenes.setup.new_exercise import NewExercise
from game.scenes.setup.side_by_side import SideBySide
from game.scenes.teach.family import Family
from game.scenes.teach.forgetting_lab import ForgettingLab
from game.scenes.teach.history import History
from game.scenes.teach.inside import Inside
from game.scenes.teach.learn import Learn
from game.scenes.teach.learn_shared import LearnShared
from game.scenes.teach.lesson import Lesson
from game.scenes.teach.review import Review
from game.scenes.teach.sample_card import SampleCard
from game.scenes.teach.sample_wall import SampleWall
from game.scenes.teach.teach import Teach
from game.scenes.together.big_screen import BigScreen
from game.scenes.together.lobby import Lobby
from game.scenes.together.open_room import OpenRoom
from game.scenes.together.play_together import PlayTogether
from game.scenes.together.podium import PodiumScene
from game.scenes.together.room_options import RoomOptions
from game.scenes.together.teachers_link import TeachersLink
from game.scenes.together.waiting_room import WaitingRoom
from game.scenes.welcome import Welcome
from game.session.joined_room import JoinedRoom, RoomSearch
from game.session.match_session import MatchSession
from game.session.ports import LeftOff, Occasion, Reader, Session
from game.stage import Open, Screen, Stage
from game.ui import handwriting


def open_match(stage: Stage, plan: Plan, setup: Setup | LeftOff) -> Session:
    """A match on this machine, which waits for its players to be ready; ``setup`` is the plan's.

    One that was left off goes on, and is paused.
    """
    for sitter in plan.sitters:
        if sitter.player is not None:
            stage.reader_for(sitter.player)  # have it loaded before the first stroke
    return MatchSession(
        setup,
        plan.sitters,
        now=stage.clock(),
        jobs=stage.worker,
        reader=stage.reader_for,
        store=stage.answer_store,
        tell=stage.tell,
        habits=partial(habits, stage),
        handwriting=handwriting.write,
        occasion=Occasion(plan.day, plan.exercise, dict(plan.options)),
        keep=unfinished.keeper(stage, plan),
    )


def match(plan: Plan, left: Unfinished | None = None) -> Scene:
    """The count-in of a match on this machine; of one that was ``left`` off, it goes on at once."""
    return CountIn(plan, open_match, left)


def join(stage: Stage, address: str, code: str, name: str, player: int | None) -> JoinedRoom:
    """Ask for a seat in a room on another machine, as one of the players whom it knows or as a guest."""

    def reader() -> Reader | None:
        return stage.reader_for(None)

    return Client.join(address, code, name, player, clock=stage.clock, jobs=stage.worker, reader=reader)


def search() -> RoomSearch:
    """Look for hosts on this network.

    Raises:
        OSError: this machine has no network that can be listened to.
    """
    from game.net.discovery import Search

    return Search()


def play_together() -> Scene:
    """Join a room, or open one."""
    return PlayTogether(join, search, known_players)


#: Each is called with the arguments of `Open`.
SCREENS: dict[Screen, Callable[..., Scene]] = {
    "menu": contents,
    "welcome": Welcome,
    "players": Players,
    "settings": SettingsScene,
    "progress": Progress,
    "best": Best,
    "choose": ChooseQuiz,
    "side_by_side": SideBySide,
    "exercises": Exercises,
    "new_exercise": NewExercise,
    "custom_questions": CustomQuestions,
    "match": match,
    "quiz": Quiz,
    "duel": Duel,
    "results": Results,
    "play_together": play_together,
    "open_room": OpenRoom,
    "lobby": Lobby,
    "room_options": RoomOptions,
    "teachers_link": TeachersLink,
    "big_screen": BigScreen,
    "podium": PodiumScene,
    "waiting_room": WaitingRoom,
    "free_draw": FreeDraw,
    "teach": Teach,
    "learn": Learn,
    "learn_shared": LearnShared,
    "lesson": Lesson,
    "family": Family,
    "history": History,
    "inside": Inside,
    "forgetting_lab": ForgettingLab,
    "sample_wall": SampleWall,
    "sample_card": SampleCard,
    "review": Review,
}


def scene(request: Open) -> Scene:
    """The scene that is asked for."""
    return SCREENS[request.screen](*request.arguments)
