"""The seat of the pad's page, in a real browser but without a host: what it makes of what it is told."""

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

# A seat in the first round of a race, on a connection that only remembers what is said.
_BEGIN = """
const { Seat } = await import("/pad/seat.js");
const said = [];
const connection = { open: true, roundTrip: 300, say: (message) => said.push(message) };
const seat = new Seat(connection, () => {});
const hear = (...messages) => messages.forEach((message) => seat.hear(message));
const welcome = { type: "welcome", version: 2, seat: 0, name: "Mina", token: "t", rules: {} };
const playing = { type: "phase", stage: "playing" };
const question = (round, more) =>
    Object.assign({ type: "question", round, text: `${round} + 1 =`, position: round, goal: 5 }, more);
const verdict = (round, outcome, more) =>
    Object.assign({ type: "verdict", round, outcome, position: round }, more);
const stroke = (x, up = true) => {
    const now = performance.now();
    seat.penDown(x, -200, now);
    seat.penMove(x, 0, now + 20);
    seat.penMove(x, 200, now + 40);
    if (up) seat.penUp();
};
const starts = () => seat.strokes.map((one) => one.spots[0][0]);
hear(welcome, playing, question(1));
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    def answer(route: Route) -> None:
        name = route.request.url.partition("/pad/")[2]
        if name:
            route.fulfill(path=ROOT / "game" / "net" / "pad" / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("http://pad.test/")
    yield page
    page.close()


def comes_of(page: Page, script: str) -> Any:
    """What a script returns that goes on from :data:`_BEGIN`."""
    return page.evaluate(f"async () => {{ {_BEGIN} {script} }}")


def test_a_stroke_that_ended_before_its_question_came_stays(page: Page) -> None:
    """The pen came down elsewhere while a wrong answer showed, and was lifted sooner than the host's word
    about it arrived."""
    strokes = comes_of(
        page,
        """
        stroke(-300);
        hear(verdict(1, "wrong", { stays: true }));
        stroke(500);
        hear(question(2, { keeps: true }));
        return starts();
        """,
    )
    assert strokes == [500]


def test_a_stroke_that_the_host_has_not_heard_of_stays(page: Page) -> None:
    """It was written after Next, which the host was answering."""
    strokes = comes_of(
        page,
        """
        stroke(-300);
        hear(verdict(1, "wrong", { stays: true }));
        seat.goOn();
        stroke(500);
        stroke(700);
        hear(question(2));
        stroke(900);
        const before = starts();
        // The host says where the first one lies; the others are still on their way.
        hear({ type: "sheet", round: 2, ink: [[500, -200, 0, 0, 400, 40]] });
        return [before, starts(), said.filter((one) => one.s === 0).map((one) => one.r)];
        """,
    )
    assert strokes[0] == strokes[1] == [500, 700, 900]
    assert set(strokes[2]) == {1, 2}


def test_ink_of_the_answer_does_not_come_along(page: Page) -> None:
    strokes = comes_of(
        page,
        """
        stroke(-300);
        hear(verdict(1, "right"), question(2));
        return starts();
        """,
    )
    assert strokes == []


def test_what_came_along_is_not_sent_again_after_a_lost_connection(page: Page) -> None:
    said = comes_of(
        page,
        """
        hear(verdict(1, "wrong", { stays: true }));
        stroke(500);
        hear(question(2, { keeps: true }));
        connection.open = false;
        said.length = 0;
        hear(welcome, playing, question(2), { type: "sheet", round: 2, ink: [[500, -200, 0, 0, 400, 40]] });
        connection.open = true;
        seat.back();
        return said;
        """,
    )
    assert said == []


def test_verdicts_that_were_missed_leave_no_holes(page: Page) -> None:
    outcomes = comes_of(
        page,
        """
        hear(verdict(1, "right"), question(2));
        connection.open = false;
        hear(
            welcome,
            playing,
            { type: "closed", verdicts: [verdict(1, "right"), verdict(2, "passed"), verdict(3, "wrong")] },
            question(4),
        );
        return [seat.outcomes, seat.step, seat.round];
        """,
    )
    assert outcomes == [{"1": "right", "2": "passed", "3": "wrong"}, "question", 4]


def test_praise_ends_by_itself(page: Page) -> None:
    praised = comes_of(
        page,
        """
        hear(verdict(1, "right"), question(2));
        const before = seat.praise !== null;
        // A clock that stands still must not keep it.
        const now = performance.now();
        performance.now = () => now;
        await new Promise((done) => setTimeout(done, 1400));
        return [before, seat.praise];
        """,
    )
    assert praised == [True, None]


def test_the_stroke_in_hand_is_ink_too(page: Page) -> None:
    """What is read while the pen is down stands below all of it."""
    bounds = comes_of(
        page,
        """
        const { Sheet } = await import("/pad/sheet.js");
        document.body.innerHTML = "<div><canvas></canvas><canvas></canvas></div>";
        const area = document.querySelector("div");
        Object.assign(area.style, { width: "400px", height: "400px" });
        const sheet = new Sheet(area, seat);
        stroke(-300);
        stroke(500, false);
        return sheet.bounds();
        """,
    )
    assert (bounds["left"], bounds["right"]) == (140, 300)
