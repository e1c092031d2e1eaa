"""Learn now: the fine-tune live, and what it changed, digit by digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import pygame

from data.records import RunKind, RunState, Sample
from game.learning.process import Change, Ended, Flip
from game.learning.trainer import Learning, Trainer
from game.scenes.page import Page
from game.scenes.scene import Scene
from game.scenes.teach.pupil import Pupil, in_background, pupil_of, show_placeholder
from game.scenes.teach.sentences import go_back, mended, troubles, why
from game.stage import Open
from game.ui.curve import Curve, draw_curves
from game.ui.icons import icon
from game.ui.keypad import printed
from game.ui.layout import inset, split
from game.ui.look import Look
from game.ui.sheet import abreast, card, disc, frame, paragraphs, placard, put, rounded, rule
from game.ui.thumbnail import specimen
from game.ui.widgets import Key
from recognizer.reason import Code

#: What each step does. `training finetune` gives the steps their names.
_STEPS: Mapping[RunKind, Mapping[str, str]] = {
    RunKind.PERSONAL: {
        "features": "Bend and stretch your digits a little",
        "trials": "Test itself on digits it has not seen",
        "fit": "Learn your writing, revise everyone else’s",
        "check": "Check that nothing got worse",
    },
    RunKind.SHARED: {
        "features": "Bend and stretch all digits a little",
        "trials": "Test itself on digits it has not seen",
        "fit": "Learn everyone’s writing",
        "check": "Check that nothing got worse",
        "publish": "Save the new net",
        "refit": "Renew the players’ own nets",
    },
}
_TITLES = {
    RunState.RUNNING: "The net is learning",
    RunState.PUBLISHED: "The net has learned",
    RunState.REFUSED: "Not better, so not used",
    RunState.CANCELLED: "Learning was stopped",
}
_TITLES_BY_REASON = {
    Code.READS_ALREADY: "It reads your writing already",
    Code.TOO_FEW: "Too few digits to learn from",
}
_MEANWHILE = "You can go on playing meanwhile."
# About how many points the live curve gets.
_POINTS = 30


class Learn(Scene):
    """Starts learning when it is opened, unless that runs already or its end was not seen yet.

    Learning goes on when the screen is left.

    Args:
        kind: whether it learns the player's writing, or from everyone's digits.
    """

    def __init__(self, kind: RunKind = RunKind.PERSONAL) -> None:
        super().__init__()
        self.kind = kind
        self.learning: Learning | None = None  # None before it is started, or if it cannot be started
        self._pictures: Mapping[int, Sample] = {}
        self._problem = ""
        self._seen: Learning | None = None  # the one whose end is shown

    @property
    def _everyone(self) -> bool:
        return self.kind is RunKind.SHARED

    # Layout

    @property
    def title(self) -> str:
        state = self.learning.result if self.learning is not None else RunState.RUNNING
        end = self.learning.end if self.learning is not None else None
        if end is not None and end.reason.code in _TITLES_BY_REASON:
            return _TITLES_BY_REASON[end.reason.code]
        return _TITLES.get(state, "That did not work")

    def layout(self) -> None:
        look, learning = self.look, self.learning
        page = Page(self, self.title, *self._keys())
        ground, inner = page.ground, inset(look, page.area, 6, 4)
        self._words, self._picture = split(look, inner, 0.42, 0.42, 0 if look.portrait else look.px(4))
        if show_placeholder(self, page, ""):
            pass
        elif learning is None:
            placard(ground, look, inner, "One moment", self._problem or "The net wakes up…")
        elif learning.end is None:
            y = paragraphs(ground, look, self._words, _MEANWHILE)
            rule(ground, look, self._words.left, self._words.right, y)
        else:
            self._lay_result(ground, learning, learning.end)
            self._lay_flips(ground, learning.end)
        self.widgets += page.buttons

    def _keys(self) -> tuple[Sequence[Key], Sequence[Key]]:
        learning = self.learning
        if learning is None:
            return (), ()
        if learning.running:
            return (Key("Stop", learning.cancel, icon="cross"),), ()
        if learning.result is not RunState.PUBLISHED:
            return (Key("Learn again", self._again),), ()
        return (Key("Undo", self._undo, icon="undo"),), (
            Key("Try it", partial(self.ask, Open("free_draw")), primary=True),
        )

    # Time

    def update(self, now: float) -> bool:  # noqa: ARG002 - news is drawn at once
        learning, trainer = self.learning, self.stage.trainer
        if learning is None or trainer is None:
            return False
        news = trainer.update()
        if learning.end is not None and learning is not self._seen:
            self._seen, learning.seen = learning, True
            self.stage.sound.play("right" if learning.result is RunState.PUBLISHED else "page")
            self._fetch_pictures(learning.end)
            self.again()
        return news

    def fetch(self) -> None:
        """Show the run under way, or one whose end was not seen yet; else begin."""
        pupil, trainer = pupil_of(self.stage), self.stage.trainer
        if pupil is None or trainer is None:
            return
        if self.learning is None or not self._of(self.learning, pupil):
            ran = trainer.everyone if self._everyone else trainer.learning
            if ran is None or ran.seen or not self._of(ran, pupil):
                self._begin(trainer, pupil)
            else:
                self.learning = ran
        self.again()

    def _of(self, learning: Learning, pupil: Pupil) -> bool:
        """Whether this page is about it: it may be learning another player's writing."""
        return self._everyone or (learning.player is not None and learning.player.id == pupil.id)

    def _begin(self, trainer: Trainer, pupil: Pupil) -> None:
        try:
            self.learning = trainer.learn_from_everyone() if self._everyone else trainer.learn(pupil.player)
        except OSError as error:
            self.learning = None
            self._problem = f"Learning cannot be started: {error.strerror or error}."

    def _fetch_pictures(self, end: Ended) -> None:
        pupil, wanted = pupil_of(self.stage), [flip.sample for flip in end.flips]
        if pupil is not None and wanted:
            samples = pupil.store.samples
            in_background(
                self.stage, lambda: {number: samples.get(number) for number in wanted}, self._pictured
            )

    def _pictured(self, pictures: Mapping[int, Sample]) -> None:
        self._pictures = pictures
        self.again()

    # While it learns

    def draw(self, surface: pygame.Surface) -> None:
        super().draw(surface)
        learning = self.learning
        if learning is None or not learning.running or pupil_of(self.stage) is None:
            return
        self._draw_steps(surface, self._words, learning)
        palette = self.look.palette
        whose = "Everyone’s" if self._everyone else "Your"
        curves = [
            Curve(f"{whose} test digits", [point.held_out for point in learning.curve], palette.right),
            Curve("Digits it knew before", [point.known for point in learning.curve], palette.ink),
        ]
        draw_curves(surface, self._picture, self.look, curves, _POINTS)

    def _draw_steps(self, surface: pygame.Surface, area: pygame.Rect, learning: Learning) -> None:
        look, palette = self.look, self.look.palette
        y = area.top + look.font("body").get_linesize() * len(look.lines(_MEANWHILE, "body", area.width))
        y += look.px(3)
        steps, room, foot = _STEPS[self.kind], area.width - look.px(4.4), area.bottom - look.px(7)
        role = "body"
        if y + _height(look, steps.values(), role, room) > foot:
            role = "small"
        line = look.font(role).get_linesize()
        at = list(steps).index(learning.step) if learning.step in steps else 0
        side = look.px(2.6)
        for number, words in enumerate(steps.values()):
            colour = palette.ink if number == at else palette.soft
            if number < at:
                surface.blit(icon("tick", side, palette.right), (area.left, y + (line - side) // 2))
            elif number == at:
                dot = disc(max(3, side // 4), palette.accent)
                put(surface, dot, center=(area.left + side // 2, y + line // 2))
            for text in look.lines(words, role, room):
                surface.blit(look.text(text, role, colour), (area.left + look.px(4.4), y))
                y += line
            y += look.px(0.8)
        bar = pygame.Rect(area.left, area.bottom - look.px(6), area.width, max(6, look.px(1.2)))
        rounded(surface, bar, palette.track, bar.height // 2)
        filled = bar.copy()
        filled.width = max(bar.height, round(bar.width * learning.done))
        rounded(surface, filled, palette.ink, bar.height // 2)
        left = look.text(_left(learning.seconds_left), "small", palette.soft)
        surface.blit(left, (area.left, bar.bottom + look.px(0.8)))

    # When it has ended

    def _lay_result(self, ground: pygame.Surface, learning: Learning, end: Ended) -> None:
        """The result in words."""
        look, palette, area = self.look, self.look.palette, self._words
        total, before, after = end.held_out
        y = area.top
        if total:
            score = look.text(str(after), "title", palette.ink)
            ground.blit(score, (area.left, y - look.px(1)))
            of = look.text(f"of {total}", "h1", palette.soft)
            x = area.left + score.get_width() + look.px(1.6)
            put(ground, of, bottomleft=(x, y + score.get_height() - look.px(2.6)))
            y += score.get_height()
            words = f"test digits read correctly (before:\N{NO-BREAK SPACE}{before})."
            if end.result is not RunState.PUBLISHED:
                words = f"test digits would be read correctly (now:\N{NO-BREAK SPACE}{before})."
            if end.reason.code is Code.READS_ALREADY:
                words = "test digits read correctly."
            elif end.in_play is not None:
                words += f" With your pen movement too:\N{NO-BREAK SPACE}{end.in_play}."
            y = paragraphs(ground, look, pygame.Rect(area.left, y, area.width, 0), words)
            rule(ground, look, area.left, area.right, y)
            y += look.px(1.6)
        said = [why(end.reason, everyone=self._everyone)]
        if end.result is RunState.PUBLISHED and not self._everyone:
            said = [*mended(end.flips, all_right=after == total), *said]
        if learning.use_result is not None:
            said += troubles(learning.use_result)
        paragraphs(ground, look, pygame.Rect(area.left, y, area.width, area.bottom - y), *said)

    def _lay_flips(self, ground: pygame.Surface, end: Ended) -> None:
        """A picture of each test digit that is read differently now."""
        look, area = self.look, self._picture
        if end.result not in (RunState.PUBLISHED, RunState.REFUSED) or end.reason.code in _TITLES_BY_REASON:
            return
        heading = "Test digits that changed" if end.flips else "What changed"
        ground.blit(look.shrunk(heading, "h2", look.palette.ink, area.width), area.topleft)
        top = area.top + look.font("h2").get_linesize() + look.px(1)
        rest = pygame.Rect(area.left, top, area.width, area.bottom - top)
        if end.flips:
            _draw_flips(ground, rest, look, end.flips, self._pictures)
            return
        words = "No test digit changed."
        if not end.held_out[0]:
            words = "One digit in five is kept as a test digit. There are none yet: write a few more."
        paragraphs(ground, look, rest, words)

    # What can be done

    def _again(self) -> None:
        self._pictures, self._problem = {}, ""
        pupil, trainer = pupil_of(self.stage), self.stage.trainer
        if pupil is not None and trainer is not None:
            self._begin(trainer, pupil)
        self.again()

    def _undo(self) -> None:
        pupil, trainer = pupil_of(self.stage), self.stage.trainer
        if pupil is None or trainer is None:
            return

        everyone = self._everyone
        in_background(self.stage, lambda: go_back(trainer, pupil.player, everyone=everyone), self._undone)

    def _undone(self, words: str) -> None:
        self.stage.tell(words)
        self.back()


def _height(look: Look, words: Iterable[str], role: str, width: int) -> int:
    """How high the steps are in this role."""
    line = look.font(role).get_linesize()
    return sum(line * len(look.lines(each, role, width)) + look.px(0.8) for each in words)


def _left(seconds: float | None) -> str:
    if seconds is None:
        return "This takes a few seconds…"
    if seconds < 2:
        return "Almost done…"
    if seconds < 90:
        return f"About {round(seconds)} seconds left"
    return f"About {round(seconds / 60)} minutes left"


def _draw_flips(
    ground: pygame.Surface,
    area: pygame.Rect,
    look: Look,
    flips: Sequence[Flip],
    pictures: Mapping[int, Sample],
) -> None:
    """How many were fixed and broken, and each of them; ``pictures`` by sample, some may be missing."""
    palette, top = look.palette, area.top
    x = area.left
    for name, colour, change in (
        ("tick", palette.right, Change.FIXED),
        ("cross", palette.wrong, Change.BROKEN),
    ):
        mark = icon(name, look.px(2.6), colour)
        count = sum(flip.change is change for flip in flips)
        text = look.text(f"{count} {change}", "body", colour)
        put(ground, mark, midleft=(x, top + text.get_height() // 2))
        ground.blit(text, (x + mark.get_width() + look.px(0.9), top))
        x += mark.get_width() + text.get_width() + look.px(4)
    top += look.font("body").get_linesize() + look.px(1)
    gap = look.px(1.2)
    # The largest size at which all fit, if one does.
    for units in (24, 20, 17, 15, 13):
        side = max(56, look.px(units))
        columns = max(1, (area.width + gap) // (side + gap))
        room = columns * max(1, (area.bottom - top + gap) // (side + gap))
        if room >= len(flips):
            break
    shown = flips[:room] if len(flips) <= room else flips[: room - 1]
    boxes = [
        pygame.Rect(area.left + column * (side + gap), top + row * (side + gap), side, side)
        for row, column in (divmod(number, columns) for number in range(room))
    ]
    for box, flip in zip(boxes, shown, strict=False):
        _draw_flip(ground, box, look, flip, pictures.get(flip.sample))
    if len(shown) < len(flips):
        more = look.text(f"+ {len(flips) - len(shown)}", "h2", palette.soft)
        put(ground, more, center=boxes[len(shown)].center)


def _draw_flip(
    ground: pygame.Surface, rect: pygame.Rect, look: Look, flip: Flip, sample: Sample | None
) -> None:
    palette = look.palette
    marks = {Change.FIXED: ("tick", palette.right), Change.BROKEN: ("cross", palette.wrong)}
    name, colour = marks.get(flip.change, ("", palette.soft))
    card(ground, rect, look)
    frame(ground, rect, colour, max(2, look.px(0.35)), look.px(0.7))
    foot = look.font("small-read").get_linesize()
    if sample is not None:
        room = pygame.Rect(rect.left, rect.top + look.px(1), rect.width, rect.height - foot - look.px(2))
        specimen(ground, sample, room.inflate(-rect.width // 5, -look.px(0.6)), look, palette.ink)
    parts = [
        look.text(printed(flip.before), "small-read", palette.soft),
        icon("skip", max(12, look.px(1.8)), palette.soft),
        look.text(printed(flip.after), "small-read", colour),
    ]
    if name:
        parts.append(icon(name, max(12, look.px(2)), colour))
    abreast(ground, parts, look.px(0.8), (rect.centerx, rect.bottom - foot // 2 - look.px(0.6)))
