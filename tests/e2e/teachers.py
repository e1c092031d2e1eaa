"""The teacher's page in a real browser of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Browser, Page, Request

from game.net import protocol as p
from tests.e2e.made_class import tell
from tests.e2e.pads import Room

LAPTOP = {"width": 1440, "height": 900}


class Teacher:
    """The teacher's page of a room.

    Args:
        hash: what follows the # of the address, the code and the key unless another is given.
        told: what the page is told instead of what the host says.

    Attributes:
        asked: all that it has asked for by HTTP.
    """

    def __init__(
        self,
        browser: Browser,
        room: Room,
        viewport: Any = LAPTOP,
        hash: str | None = None,
        told: Sequence[Callable[[], p.ToScreen]] = (),
        **options: Any,
    ) -> None:
        self.context = browser.new_context(viewport=viewport, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.asked: list[Request] = []
        self.page.on("request", lambda request: self.asked.append(request))
        if told:
            tell(self.page, *told)
        self.page.goto(f"{room.site}/teacher/#{f'{room.code}.{room.key}' if hash is None else hash}")

    def shows(self, selector: str, text: str = "") -> str:
        """Wait until something shows, and say what it reads."""
        found = self.page.locator(selector).filter(has_text=text).first
        found.wait_for()
        return (found.text_content() or "").strip()

    def press(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()

    def row(self, name: str) -> dict[str, str]:
        """What the table says of a player, by column."""
        row = self.page.locator("#class tbody tr").filter(has_text=name).first
        row.wait_for()
        said: dict[str, str] = row.evaluate(
            "row => Object.fromEntries([...row.children].map((cell) => [cell.className, cell.textContent]))"
        )
        return said

    def names(self) -> list[str]:
        return self.page.locator("#class tbody button.name").all_text_contents()

    def close(self) -> None:
        self.context.close()
        assert self.errors == []
