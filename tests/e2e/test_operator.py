"""The operator's page in a real browser, told by a made-up server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser, Page, Route

from tests.e2e.pads import CHROMIUM
from tests.started_host import ROOT

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed"),
]

SITE = "http://operator.test/operator"


class MadeServer:
    """Answers the page. ``asked``: the keys that its questions carried."""

    def __init__(self) -> None:
        rooms = [{"code": "4719", "seats": 1}, {"code": "1234", "seats": 24}]
        self.workers: list[dict[str, Any]] = [{"number": 1, "seats": 25, "rooms": rooms, "leaving": False}]
        self.asked: list[str] = []

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        self.asked += [route.request.headers.get("authorization", "")] if path.startswith("/state") else []
        if path == "/state":
            route.fulfill(json={"workers": self.workers})
        elif path == "/order":
            route.fulfill(status=404, json={"error": "There is no such room or worker."})
        else:
            route.fulfill(path=ROOT / "game" / "net" / "operator" / (path.lstrip("/") or "index.html"))


@pytest.fixture
def server() -> MadeServer:
    return MadeServer()


@pytest.fixture
def page(browser: Browser, server: MadeServer) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", server.answer)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{SITE}#secret")
    page.get_by_role("button", name="Close room 4719").wait_for()
    yield page
    context.close()


def look_again(page: Page, server: MadeServer, seats: int) -> None:
    """Wait until the page shows what has changed meanwhile."""
    server.workers = [{**worker, "seats": seats} for worker in server.workers]
    page.get_by_role("cell", name=str(seats), exact=True).wait_for()


def test_the_table_says_who_is_where(page: Page) -> None:
    assert "4719, 1 seat " in (page.text_content("#workers") or "")
    assert "1234, 24 seats " in (page.text_content("#workers") or "")
    assert page.get_by_role("button", name="Drain worker 1").is_visible()


def test_a_button_stays_while_nothing_changes(page: Page, server: MadeServer) -> None:
    button = page.get_by_role("button", name="Close room 4719")
    button.focus()
    before = len(server.asked)
    while len(server.asked) < before + 2:
        page.wait_for_timeout(50)
    assert button.evaluate("button => document.activeElement === button")


def test_why_an_order_was_refused_stays(page: Page, server: MadeServer) -> None:
    page.get_by_role("button", name="Close room 4719").click()
    page.get_by_role("alert").get_by_text("There is no such room or worker.").wait_for()
    look_again(page, server, 31)
    assert page.get_by_role("alert").text_content() == "There is no such room or worker."


def test_the_key_is_not_in_the_address_and_outlasts_a_reload(page: Page, server: MadeServer) -> None:
    assert page.url == SITE
    page.reload()
    page.get_by_role("button", name="Close room 4719").wait_for()
    assert set(server.asked) == {"Bearer secret"}
