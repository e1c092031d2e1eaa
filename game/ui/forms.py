"""Lines to type on and lists, by pygame-gui with our own look; its one `UIManager` lives here.

pygame-gui edits text (caret, selection, clipboard, input methods) and scrolls lists. What it shows is themed
with the tokens of `game.ui.look`; tab order and focus ring stay with `game.ui.focus`. It is imported when the
first form opens, or ahead of that by :func:`prepare`: the first frame does not wait for it.
"""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pygame

from game.ui import fonts
from game.ui.look import ROLES, Look
from game.ui.theme import Colour

if TYPE_CHECKING:
    from pygame_gui.elements import UISelectionList, UITextEntryLine

#: What pygame-gui hears. Fingers reach it as the mouse events that SDL makes of them.
_HEARD = frozenset(
    {
        pygame.MOUSEBUTTONDOWN,
        pygame.MOUSEBUTTONUP,
        pygame.MOUSEWHEEL,
        pygame.KEYDOWN,
        pygame.KEYUP,
        pygame.TEXTINPUT,
    }
)
# Keys that move between the parts of a form, or leave it: ours alone.
_OURS = frozenset({pygame.K_TAB, pygame.K_ESCAPE, pygame.K_RETURN, pygame.K_KP_ENTER})
_STEADY_S = 1e9


class _Unseen:
    """Characters without a width of their own. pygame-gui cannot draw a text that has no others."""

    def __contains__(self, character: str) -> bool:
        return unicodedata.category(character) in _NO_WIDTH


_NO_WIDTH = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp"})
_UNSEEN = _Unseen()


class Forms:
    """pygame-gui at one size and in one palette. Elements live until :meth:`clear`."""

    def __init__(self, look: Look) -> None:
        from pygame_gui import UIManager

        self.look = look

        class Manager(UIManager):
            """Events tell it where the pointer is: the mouse's own position may be a finger's last."""

            def _update_mouse_position(self) -> None:
                pass

        self._manager: Any = Manager(look.size, theme(look), enable_live_theme_updates=False)
        self._seen: tuple[object, ...] = ()
        self._changed = False

    def line(self, rect: pygame.Rect, text: str, longest: int, allowed: str = "") -> UITextEntryLine:
        """A line to type on, its caret at the end.

        Args:
            allowed: the only characters it takes; all if empty.
        """
        from pygame_gui.elements import UITextEntryLine

        class Line(UITextEntryLine):
            """Shows its caret exactly while `cursor_on`: pygame-gui only toggles it, and gets out of step."""

            def update(self, time_delta: float) -> None:
                super().update(time_delta)
                shape: Any = self.drawable_shape
                row = shape.text_box_layout.cursor_text_row if shape and shape.text_box_layout else None
                if row is not None and row.edit_cursor_active != self.cursor_on:
                    shape.toggle_text_cursor()

        seen = "".join(character for character in text if character not in _UNSEEN)
        entry = Line(rect, self._manager, initial_text=seen)
        # A list, says pygame-gui; but it only asks what is in it.
        entry.forbidden_characters = _UNSEEN  # type: ignore[assignment]
        entry.set_text_length_limit(longest)
        if allowed:
            entry.set_allowed_characters(list(allowed))
        if self.look.taste.reduced_motion:
            entry.blink_cursor_time = _STEADY_S
        layout = entry.drawable_shape.text_box_layout if entry.drawable_shape is not None else None
        if layout is not None:
            layout.edit_cursor_width = max(2, self.look.px(0.25))
        return entry

    def list(self, rect: pygame.Rect, items: Sequence[str], chosen: int | None) -> UISelectionList:
        """A list of which one item is chosen; it scrolls where it does not fit."""
        from pygame_gui.elements import UISelectionList

        class Wide(UISelectionList):
            """Its scroll bar is as wide as a finger."""

            scroll_bar_width = property(lambda _: width, lambda *_: None)

        width = self.look.target(0)
        names: list[str | tuple[str, str]] = [(name, f"#item_{number}") for number, name in enumerate(items)]
        first = names[chosen] if chosen is not None else None
        return Wide(rect, names, self._manager, allow_double_clicks=False, default_selection=first)

    def clear(self) -> None:
        """Remove all elements: the form is laid out again."""
        had_elements = len(self._manager.get_root_container().elements) > 0
        self._manager.set_focus_set(None)
        self._manager.clear_and_reset()
        if had_elements:
            # They refer to each other and hold megabytes of pictures each. Python would free such circles
            # only after some more letters were typed, each of which lays the form out again.
            gc.collect()
        self._seen = ()

    def release(self) -> None:
        """Remove all elements and drop the pictures of them. It is not used afterwards.

        pygame-gui holds on to itself in circles, so that Python would free them only some managers later.
        """
        self.clear()
        pictures = self._manager.get_theme().shape_cache
        for held in (
            pictures.cache_surfaces,
            pictures.cache_short_term_lookup,
            pictures.cache_long_term_lookup,
        ):
            held.clear()

    def focus(self, element: UITextEntryLine | None) -> None:
        """Let typing go to this line, or to none."""
        wanted = element.get_focus_set() if element is not None else None
        self._manager.set_focus_set(wanted)

    def feed(self, event: pygame.event.Event) -> None:
        """Let pygame-gui hear a device event, or one that it posted itself."""
        if event.type == pygame.MOUSEMOTION:
            self._manager.mouse_position = event.pos  # no element acts on the move itself
            return
        if event.type in _HEARD:
            if event.type in (pygame.KEYDOWN, pygame.KEYUP) and event.key in _OURS:
                return
            if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
                self._manager.mouse_position = event.pos
                self._manager.update(0.0)  # buttons must know that they are pointed at
            self._manager.process_events(event)
        elif hasattr(event, "ui_element"):
            self._manager.process_events(event)

    def update(self, dt: float) -> bool:
        """Move on by ``dt`` seconds; True if the picture changed."""
        self._manager.update(dt)
        seen = tuple(
            (getattr(part, "cursor_on", None), getattr(part, "start_percentage", None), part.hovered)
            for part in self._manager.get_sprite_group().sprites()
        )
        before, self._changed, self._seen = self._changed, seen != self._seen, seen
        return before or self._changed  # an element shows a change with the update after it

    def draw(self, surface: pygame.Surface) -> None:
        self._manager.draw_ui(surface)


_now: Forms | None = None


def forms(look: Look) -> Forms:
    """The manager for this look: made anew when the window's size, colours, text size or motion change."""
    global _now
    if _now is None or _style(_now.look) != _style(look):
        close()
        _now = Forms(look)
    return _now


def clear() -> None:
    """Remove all elements, if there is a manager: a screen is laid out again."""
    if _now is not None:
        _now.clear()


def rest() -> None:
    """Let typing go to no line, and end the repeating of held keys: the form is left."""
    if _now is not None:
        _now.focus(None)


def close() -> None:
    """Forget the manager with its elements and fonts: it is too old, or pygame ends."""
    global _now
    rest()
    if _now is not None:
        _now.release()
    _now = None


def prepare() -> None:
    """Import pygame-gui ahead of the first form; off the frame loop, it takes a while."""
    import pygame_gui  # noqa: F401 - kept by Python


def _style(look: Look) -> tuple[object, ...]:
    return look.size, look.palette.name, look.taste.projector, look.taste.reduced_motion


def theme(look: Look) -> dict[str, Any]:
    """Our colours, type and sizes as pygame-gui wants them."""
    palette = look.palette
    clear = _code(palette.sheet, 0)
    ink, chosen = _code(palette.ink), _code(palette.chosen)
    flat = {"border_width": "0", "shadow_width": "0", "padding": "0,0"}
    colours = {
        "dark_bg": clear,
        "normal_bg": clear,
        "hovered_bg": chosen,
        "selected_bg": chosen,
        "active_bg": chosen,
        "disabled_bg": clear,
        "disabled_dark_bg": clear,
        "normal_text": ink,
        "hovered_text": ink,
        "selected_text": ink,
        "active_text": ink,
        "disabled_text": _code(palette.disabled),
        "text_cursor": _code(palette.accent),
        **{f"{state}_border": clear for state in ("normal", "hovered", "selected", "active", "disabled")},
    }
    return {
        "defaults": {"colours": colours, "misc": flat},
        "text_entry_line": {
            "font": _font(look, "h2"),
            "misc": flat,
            "colours": {"selected_bg": _code(palette.spent)},
        },
        "selection_list": {"misc": {**flat, "list_item_height": str(look.target(7))}},
        "selection_list.@selection_list_item": {
            "font": _font(look, "h2"),
            "misc": {
                **flat,
                "shape": "rounded_rectangle",
                "shape_corner_radius": str(look.px(0.7)),
                "text_horiz_alignment": "left",
                "text_horiz_alignment_padding": str(look.px(1.6)),
            },
        },
        "vertical_scroll_bar": {"misc": {**flat, "enable_arrow_buttons": "0"}},
        # As wide as a finger; the narrow one that is seen is drawn by `game.ui.lists`.
        "vertical_scroll_bar.#sliding_button": {
            "colours": {f"{state}_bg": clear for state in ("normal", "hovered", "selected", "active")},
            "misc": flat,
        },
    }


def _font(look: Look, role: str) -> dict[str, str]:
    """A role's typeface. It has one weight: bold is the same file, so that no other one is looked for."""
    file = str(fonts.path(ROLES[role][0]))
    return {
        "name": ROLES[role][0],
        "size": str(look.type_size(role)),
        "regular_path": file,
        "bold_path": file,
    }


def _code(colour: Colour, alpha: int = 255) -> str:
    return "#{:02x}{:02x}{:02x}{:02x}".format(*colour, alpha)
