"""What every screen is, and what it is handed.

To add a screen, write one file in this folder:

1. Subclass :class:`Scene`. In ``layout`` build widgets (`game.ui.widgets`) for ``self.look`` and put them
   into ``self.widgets`` in tab order; make canvases (``Canvas`` the first time, ``canvas.place`` after that)
   and list them in ``self.canvases``; draw what does not move on ``self.ground``. ``layout`` runs again
   when the window or a setting changes, and when you call ``self.again()``.
2. Most screens have a page: a title, the way back, a sheet, and buttons below it. Begin ``layout`` with
   ``page = Page(self, "Best", right=[Key("Play", self._play)])`` (`game.scenes.page`), draw on
   ``page.ground`` inside ``page.area``, and end with ``self.widgets += page.buttons``. Use the boxes of
   `game.ui.layout`.
3. Lines to type on (`game.ui.fields`) and lists to choose from (`game.ui.lists`) are widgets like others.
   ``self.form.type_on(line)`` gives one the focus.
4. In ``draw``, call ``super().draw(surface)`` (ground, canvases, widgets, focus ring), then draw what
   moves.
5. In ``update(now)``, move on what moves; return True while it does. A frame is drawn only when something
   changed: after an event, a delivered job, True from ``update``, or ``self.changed = True``.
6. Name it in `game.stage.Screen` and `game.routes`. To go to a screen, ``self.ask(Open("name"))``; to leave,
   ``Pop()`` or ``Quit()``. Only the app does it.
7. Slow work goes to ``self.stage.worker.submit(work, done, key=…)``; ``done`` runs between frames.
8. Take pictures of it: a list of ``Shot`` in `tests.shots`; ``python -m tests.shots OUT/`` renders them.
9. To appear in the menu, be an ``Entry`` in `game.scenes.menu`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import pygame

from game.scenes.form import Form
from game.stage import Pop, Stage, Transition
from game.ui.canvas import Canvas
from game.ui.events import KeyEvent, Phase, PointerEvent
from game.ui.focus import Focus
from game.ui.look import Look
from game.ui.widgets import Widget

#: What would lose something, or take it from others, must be pressed a second time within so many seconds.
AGAIN_S = 5.0


class Scene:
    """One screen. Coordinates are window pixels; times are seconds on the stage's clock.

    Attributes:
        form: connects lines to type on and lists with the keyboard and the wheel.
        title_rect: the title in the bar on top; empty without one.
    """

    def __init__(self) -> None:
        self.stage: Stage
        self.look: Look
        self.ground: pygame.Surface | None = None
        self.widgets: list[Widget] = []
        self.canvases: list[Canvas] = []
        self.focus = Focus()
        self.form = Form(self.focus)
        self.changed = True
        self.title_rect = pygame.Rect(0, 0, 0, 0)
        self._request: Transition | None = None
        self._holders: dict[int, Widget | Canvas] = {}
        self._updated: float | None = None
        self._fetch_due = True

    # Called by the app

    def attach(self, stage: Stage) -> None:
        """Come onto the stage. Called first, and again after each change of look."""
        self.stage, self.look = stage, stage.look
        self.widgets = []
        self._holders = {}
        self.form.clear(self.look)
        self.layout()
        self.focus.reset(self.widgets)
        self.form.take(self.widgets)
        self.changed = True

    def again(self) -> None:
        """Lay everything out again, because what is shown has changed."""
        self.attach(self.stage)

    def rearrange(self, widgets: list[Widget]) -> None:
        """Replace the widgets. The canvases stay, and pens go on writing on them."""
        self.widgets = widgets
        self._holders = {k: v for k, v in self._holders.items() if not isinstance(v, Widget)}
        self.focus.reset(widgets)
        self.changed = True

    def take_request(self) -> Transition | None:
        request, self._request = self._request, None
        return request

    def pointer(self, event: PointerEvent) -> None:
        """Follow a pointer: the part it went down on gets all its events until it is lifted."""
        if event.phase is Phase.HOVER:
            for widget in self.widgets:
                widget.pointer(event)
            return
        if event.phase is Phase.DOWN:
            self.focus.visible = False
            sheets = sorted(self.canvases, key=lambda canvas: canvas.apart(event.position))
            parts: list[Widget | Canvas] = [*self._nearest(event.position), *sheets]
            for part in parts:
                if part.pointer(event):
                    self._holders[event.pointer] = part
                    if isinstance(part, Widget):
                        self.focus.on(part)
                    return
            self.pointer_beside(event.position)
            return
        holder = self._holders.get(event.pointer)
        if event.phase in (Phase.UP, Phase.CANCEL):
            self._holders.pop(event.pointer, None)
        if holder is not None:
            holder.pointer(event)

    def widget_at(self, position: tuple[float, float]) -> Widget | None:
        """The widget that a press at a place is for."""
        widgets = self._nearest(position)
        return next((one for one in widgets if one.enabled and one.target.collidepoint(position)), None)

    def _nearest(self, position: tuple[float, float]) -> list[Widget]:
        """The widgets, first what a place is really on: targets that are grown for fingers may overlap."""
        return sorted(self.widgets, key=lambda widget: not widget.rect.collidepoint(position))

    def pointer_beside(self, position: tuple[float, float]) -> None:
        """A pointer has gone down beside all widgets and canvases."""

    def key(self, event: KeyEvent) -> None:
        """Take a key. Scenes add their own keys and leave the rest to this."""
        if self.form.key(event):
            return
        if event.key == pygame.K_ESCAPE:
            self.back()
        else:
            self.focus.key(event)

    def raw(self, event: pygame.event.Event) -> None:
        """Take a device event as it is, for the form."""
        self.form.raw(event)

    def tick(self, now: float) -> bool:
        """One frame's worth of time; True if the picture changed."""
        dt = 0.0 if self._updated is None else max(0.0, now - self._updated)
        self._updated = now
        if self._fetch_due and self.stage.reader is not None:
            self._fetch_due = False
            self.fetch()
        moving = [widget.update(dt) for widget in self.widgets]
        moving += [canvas.update(now) for canvas in self.canvases]
        moving += [self.form.update(dt), self.update(now)]
        changed, self.changed = self.changed or any(moving), False
        return changed

    def is_enter(self, event: KeyEvent) -> bool:
        """Whether this is Enter, and it is not meant for a widget with the focus ring."""
        return event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and not self.focus.visible

    def tell_error(self, error: Exception) -> None:
        """Show the player what an error says: for jobs that may fail."""
        self.stage.tell(str(error))

    # For scenes to fill in

    def layout(self) -> None:
        """Build everything for ``self.look``."""

    def update(self, now: float) -> bool:  # noqa: ARG002 - for scenes to use
        """Move on; True while something moves."""
        return False

    def draw(self, surface: pygame.Surface) -> None:
        """Draw ground, canvases, widgets and the focus ring."""
        if self.ground is not None:
            surface.blit(self.ground, (0, 0))
        self.form.draw(surface)
        for canvas in self.canvases:
            canvas.draw(surface)
        for widget in self.widgets:
            widget.draw(surface)
        self.focus.draw(surface, self.look)

    def notice_room(self) -> pygame.Rect:
        """The place for notices, where they hide nothing to press if there is such a place.

        It is beside the title, between the buttons at the foot, over the title, or over the whole foot.
        """
        look = self.look
        width, height = look.size
        outer, gap = look.px(4), look.px(3)
        whole_foot = look.target(8) + look.px(6.5)
        foot = pygame.Rect(outer, height - whole_foot, width - 2 * outer, whole_foot)
        pressed = [widget.rect for widget in self.widgets]
        title = self.title_rect
        bar = pygame.Rect(outer, 0, width - 2 * outer, 2 * title.centery)
        beside = [room for room in _free(bar, [*pressed, title], gap) if room.width >= look.px(70)]
        between = [room for room in _free(foot, pressed, gap) if room.width >= look.px(60)]
        over = [room for room in _free(bar, pressed, look.px(2)) if room.contains(title)]
        return next((rooms[0] for rooms in (beside, between, over) if title.width and rooms), foot)

    def back(self) -> None:
        """What Esc does."""
        self.ask(Pop())

    @property
    def mid_answer(self) -> bool:
        """Whether something is being written. Until it is done the reader must not change."""
        return any(canvas.writing for canvas in self.canvases)

    def fetch(self) -> None:
        """Submit jobs for what is shown. Called once there is a reader, and again after each :meth:`left`."""

    def left(self) -> None:
        """Another scene was put on top, or this one goes for good, or the window lost the focus."""
        self._fetch_due = True
        self.form.rest()

    def store_opened(self) -> None:
        """The store has been opened, and the player is known: show what depends on them."""

    def gone(self) -> None:
        """This scene will not be shown again. Called after :meth:`left`."""

    def ask(self, transition: Transition) -> None:
        """Request a transition. The app performs it after this frame's update."""
        self._request = transition


def _free(area: pygame.Rect, taken: Sequence[pygame.Rect], gap: int) -> list[pygame.Rect]:
    """The parts of a row that nothing is in, the widest first; ``gap`` is kept from what is."""
    sides = sorted((rect.left, rect.right) for rect in taken if rect.colliderect(area))
    lefts = [area.left, *(right + gap for right in accumulate((right for _, right in sides), max))]
    rights = [*(left - gap for left, _ in sides), area.right]
    parts = [
        pygame.Rect(left, area.top, right - left, area.height)
        for left, right in zip(lefts, rights, strict=True)
        if right > left
    ]
    return sorted(parts, key=lambda part: -part.width)
