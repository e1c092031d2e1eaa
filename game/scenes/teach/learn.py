"""Learn now: the fine-tune live, and what it changed, digit by digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pygame

from data.records import Sample
from game.learning.course import Course, School
from game.scenes.page import Key
from game.scenes.teach.flips import draw_flips
from game.scenes.teach.page import TeachPage
from game.scenes.teach.reasons import in_words
from game.stage import Open
from game.ui.curve import Curve, draw_curves
from game.ui.icons import icon
from game.ui.sheet import disc, rounded, rule

#: What it does, step by step, as `training finetune` names the steps.
Steps = Sequence[tuple[str, str]]
STEPS: Steps = (
    ("features", "Bend and stretch your digits a little"),
    ("trials", "Test itself on digits not shown"),
    ("fit", "Learn your hand, rehearse others’"),
    ("check", "Check that nothing got worse"),
)
# About so many points come of the live curve.
_POINTS = 30


class Learn(TeachPage):
    """Starts learning when it is opened, unless it is under way or has ended unseen. It goes on when left."""

    steps: Steps = STEPS
    #: Whether it learns from everyone's digits, not from the player's alone.
    everyone = False

    def __init__(self, school: School, try_out: Open | None = None) -> None:
        super().__init__()
        self.school = school
        self._try_out = try_out
        self.course: Course | None = None
        self._pictures: dict[int, Sample] = {}
        self._problem = ""
        self._seen: Course | None = None  # the one whose end is shown

    def title_text(self) -> str:
        if self.course is None or self.course.running:
            return "The net is learning"
        return {
            "published": "The net has learned",
            "refused": "Not better, so not used",
            "cancelled": "Learning was stopped",
        }.get(self.course.result, "That did not work")

    def keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        course = self.course
        if course is None:
            return (), ()
        if course.running:
            return (Key("Stop", course.cancel, icon="cross"),), ()
        if course.result != "published":
            return (Key("Learn again", self._again),), ()
        right = [Key("Try it", self._try, primary=True)] if self._try_out is not None else []
        return (Key("Undo", self._roll_back, icon="undo"),), right

    def fetch(self) -> None:
        player = self.stage.player
        if player is None or self.player_id is None:
            return
        if self.course is None or not self._same(self.course):
            ran = self.ran()
            new = ran is None or ran.seen or not self._same(ran)
            self.course = self._begin() if new else ran
        self.again()

    def _same(self, course: Course) -> bool:
        return course.player is not None and course.player.id == self.player_id

    def ran(self) -> Course | None:
        """What runs, or ran last."""
        return self.school.course

    def learn(self) -> Course:
        """Start learning; may raise OSError."""
        assert self.stage.player is not None
        return self.school.learn(self.stage.player)

    def _begin(self) -> Course | None:
        try:
            return self.learn()
        except OSError as error:
            self._problem = f"Learning cannot be started: {error.strerror or error}."
            return None

    def update(self, now: float) -> bool:
        super().update(now)
        course = self.course
        if course is None:
            return False
        news = self.school.update()
        if not course.running and course is not self._seen:
            self._seen, course.seen = course, True
            self.stage.sound.play("right" if course.result == "published" else "page")
            self._fetch_pictures(course)
            self.again()
        return news

    def _fetch_pictures(self, course: Course) -> None:
        samples, wanted = self.stage.store.samples, [flip.sample for flip in course.flips]
        if wanted:
            self.job(lambda: {number: samples.get(number) for number in wanted}, self._pictured)

    def _pictured(self, pictures: dict[int, Sample]) -> None:
        self._pictures = pictures
        self.again()

    def show(self, ground: pygame.Surface, inner: pygame.Rect) -> None:
        look = self.look
        if self.course is None:
            self.empty(ground, inner, "One moment", self._problem or "The net wakes up …")
        elif not self.course.running:
            left, right = self._parts
            self._result(ground, left, self.course)
            self._flips(ground, right, self.course)
        else:
            left, _ = self._parts
            y = self.words(ground, left, "You can go on playing meanwhile.")
            rule(ground, look, left.left, left.right, y)

    @property
    def _parts(self) -> tuple[pygame.Rect, pygame.Rect]:
        """Words, and the picture beside or below them."""
        look, inner = self.look, self.inner
        if look.portrait:
            top = pygame.Rect(inner.left, inner.top, inner.width, round(inner.height * 0.42))
            return top, pygame.Rect(inner.left, top.bottom, inner.width, inner.bottom - top.bottom)
        width = round(inner.width * 0.42)
        words = pygame.Rect(inner.left, inner.top, width, inner.height)
        picture = pygame.Rect(words.right + look.px(4), inner.top, 0, inner.height)
        picture.width = inner.right - picture.left
        if look.taste.left_handed:
            words.right, picture.left = inner.right, inner.left
        return words, picture

    # While it learns

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        course = self.course
        if course is None or not course.running or self.player_id is None:
            return
        words, picture = self._parts
        self._draw_steps(surface, words, course)
        palette = self.look.palette
        whose = "Everyone’s" if self.everyone else "Your"
        curves = [
            Curve(f"{whose} digits set aside", [p.get("held_out") for p in course.curve], palette.right),
            Curve("Digits it knew before", [p.get("known") for p in course.curve], palette.ink),
        ]
        draw_curves(surface, picture, self.look, curves, _POINTS)

    def _draw_steps(self, surface: pygame.Surface, area: pygame.Rect, course: Course) -> None:
        look, palette = self.look, self.look.palette
        line = look.font("body").get_linesize()
        y = (
            area.top
            + line * len(look.lines("You can go on playing meanwhile.", "body", area.width))
            + look.px(3)
        )
        names = [name for name, _ in self.steps]
        at = names.index(course.step) if course.step in names else 0
        side = look.px(2.6)
        for number, (_, words) in enumerate(self.steps):
            colour = palette.ink if number == at else palette.soft
            if number < at:
                surface.blit(icon("tick", side, palette.right), (area.left, y + (line - side) // 2))
            elif number == at:
                dot = disc(max(3, side // 4), palette.accent)
                surface.blit(dot, dot.get_rect(center=(area.left + side // 2, y + line // 2)))
            for text in look.lines(words, "body", area.width - look.px(4.4)):
                surface.blit(look.text(text, "body", colour), (area.left + look.px(4.4), y))
                y += line
            y += look.px(0.8)
        bar = pygame.Rect(area.left, area.bottom - look.px(6), area.width, max(6, look.px(1.2)))
        rounded(surface, bar, palette.track, bar.height // 2)
        filled = bar.copy()
        filled.width = max(bar.height, round(bar.width * course.done))
        rounded(surface, filled, palette.ink, bar.height // 2)
        left = look.text(_left(course.seconds_left), "small", palette.soft)
        surface.blit(left, (area.left, bar.bottom + look.px(0.8)))

    # When it has ended

    def _result(self, ground: pygame.Surface, area: pygame.Rect, course: Course) -> None:
        """What came of it, in words."""
        look, palette = self.look, self.look.palette
        total, before, after = course.held_out
        y = area.top
        if total:
            score = look.text(str(after), "title", palette.ink)
            ground.blit(score, (area.left, y - look.px(1)))
            of = look.text(f"of {total}", "h1", palette.soft)
            place = of.get_rect(
                bottomleft=(
                    area.left + score.get_width() + look.px(1.6),
                    y + score.get_height() - look.px(2.6),
                )
            )
            ground.blit(of, place)
            y += score.get_height()
            now = "are read rightly now" if course.result == "published" else "would be read rightly"
            whose = "everyone’s" if self.everyone else "your"
            was = f"before it was\N{NO-BREAK SPACE}{before}."
            words = f"of {whose} digits set aside {now} from the picture alone; {was}"
            if course.in_play is not None:
                words += f" Seeing how your pen moves as well, it reads\N{NO-BREAK SPACE}{course.in_play}."
            y = self.words(ground, pygame.Rect(area.left, y, area.width, 0), words)
            rule(ground, look, area.left, area.right, y)
            y += look.px(1.6)
        said = [in_words(course.reason, everyone=self.everyone), *([course.notice] if course.notice else [])]
        self.words(ground, pygame.Rect(area.left, y, area.width, area.bottom - y), *said)

    def _flips(self, ground: pygame.Surface, area: pygame.Rect, course: Course) -> None:
        """Each digit that is read otherwise now, as a picture."""
        look, palette = self.look, self.look.palette
        flips = course.flips
        if course.result not in ("published", "refused"):
            return
        heading = "Of those set aside" if course.flips else "What changed"
        ground.blit(look.shrunk(heading, "h2", palette.ink, area.width), area.topleft)
        top = area.top + look.font("h2").get_linesize() + look.px(1)
        if not flips:
            words = "Of the digits set aside, each is read as before."
            if not course.held_out[0]:
                words = "Of every five digits you write, one is set aside to test the net: write a few more."
            self.words(ground, pygame.Rect(area.left, top, area.width, 0), words)
            return
        rest = pygame.Rect(area.left, top, area.width, area.bottom - top)
        draw_flips(ground, rest, look, flips, self._pictures)

    # What can be done

    def _again(self) -> None:
        self._pictures, self._problem = {}, ""
        self.course = self._begin()
        self.again()

    def _try(self) -> None:
        if self._try_out is not None:
            self.ask(self._try_out)

    def _roll_back(self) -> None:
        self.job(self.undo(), self._rolled_back)

    def undo(self) -> Callable[[], str]:
        """The slow job of going back to what was used before; gives a sentence for the player."""
        player, school = self.stage.player, self.school
        return lambda: go_back(school, player)

    def _rolled_back(self, words: str) -> None:
        self.stage.tell(words)
        self.back()


def go_back(school: School, player: Any) -> str:
    """Read with the model before the one in use; gives a sentence for the player. Slow."""
    family = school.family(player)
    used = next((model for model in family if model.in_use), None)
    if used is None or used.id is None:
        return "There is nothing to go back to: the shared net is in use."
    known = {model.id for model in family if model.state == "published" and model.fits}
    parent = used.parent if used.parent in known else None
    school.use(player, parent)
    return "The net before is in use again." if parent else "The shared net is in use again."


def _left(seconds: float | None) -> str:
    if seconds is None:
        return "This takes some seconds …"
    if seconds < 2:
        return "Almost done …"
    return (
        f"About {round(seconds)} seconds left"
        if seconds < 90
        else f"About {round(seconds / 60)} minutes left"
    )
