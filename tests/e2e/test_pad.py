"""The pad's page in a real browser: real pointer events, a real host, and a network that breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from game.net import protocol as p
from tests.e2e.pads import CHROMIUM, PHONE, PHONE_ACROSS, TABLET, TABLET_UPRIGHT, Pad, Room, letters_of
from tests.unit.game.net.room_table import solve

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed"),
]

MOST_BYTES = 60 * 1024  # as they travel
SMALL = {"width": 360, "height": 640}
SMALL_ACROSS = {"width": 640, "height": 360}

# What reaches out of the page or the paper, hides text of its own, lies on another button, or is too small
# for a finger.
_CUT_OFF = """() => {
    const shown = ["button", "p", "h1", "li", "b", "#squares"]
        .flatMap((part) => [...document.querySelectorAll(`#play ${part}`)])
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([element, { width, height }]) =>
            width * height > 0 && getComputedStyle(element).visibility === "visible");
    const buttons = shown.filter(([{ tagName }]) => tagName === "BUTTON");
    const say = ([{ tagName, id, textContent }]) => `${tagName} ${id} ${textContent.trim()}`;
    return [
        ...shown.filter(([element, { left, right, top, bottom }]) =>
            left < 0 || right > innerWidth || top < 0 || bottom > innerHeight),
        ...shown.filter(([element, { top, bottom }]) => {
            const paper = element.closest("#paper");
            const edge = paper && paper.getBoundingClientRect();
            return edge && (top < edge.top || bottom > edge.bottom);
        }),
        ...shown.filter(([{ id, scrollWidth, clientWidth }]) =>
            id === "question" && scrollWidth > clientWidth),
        ...buttons.filter(([one, a], at) => a.width < 44 || a.height < 44 || buttons.some(([other, b], by) =>
            by !== at && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)),
    ].map(say);
}"""


Opener = Callable[..., Pad]


@pytest.mark.parametrize("viewport", [PHONE, TABLET, PHONE_ACROSS], ids=["phone", "tablet", "across"])
def test_ink_gets_its_verdict(viewport: Any, room: Room, open_pad: Opener) -> None:
    """Right, wrong with the solved sum, and on to the next question."""
    pad = open_pad(viewport).join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.keep("#reading")
    pad.keep("#words strong")
    pad.keep("#words span")
    pad.answer(first)
    pad.has_said("#reading", str(solve(first)))
    pad.has_said("#words strong", "Right")
    pad.has_said("#words span", " seconds")
    second = pad.asked(first)
    assert pad.page.locator("#progress .right").count() == 1
    for part in ("#paper", "#standing b", "footer .primary"):
        box = pad.page.locator(part).bounding_box()
        assert box is not None and box["x"] + box["width"] <= viewport["width"] - 12
    pad.answer(second, more=1)
    assert "Wrong" in pad.shows("#head.wrong #words")
    left, right = pad.shows("#question").split("=")
    assert (f"{left.strip()} =", int(right)) == (second, solve(second))
    pad.press("Next")
    pad.asked(second)


def test_two_browsers_finish_a_race(room: Room, open_pad: Opener) -> None:
    pads = [open_pad(PHONE).join("Mina"), open_pad(TABLET).join("Ben")]
    room.order(p.Ask.START)
    questions = ["", ""]
    for _ in range(3):
        for at, pad in enumerate(pads):
            questions[at] = pad.asked(questions[at])
            pad.answer(questions[at])
    for pad in pads:
        assert "3 right" in pad.shows("#hint", "right")
    assert sorted(pad.shows("#question:visible, #words") for pad in pads)[0] == "1st of 2"
    podium = room.told(p.Podium)
    assert {row.name: row.right for row in podium.first} == {"Mina": 3, "Ben": 3}


def test_on_a_slow_network_a_stroke_stays_on_the_question_that_it_began(room: Room, open_pad: Opener) -> None:
    """While a wrong answer shows, the pen writes elsewhere, and is lifted long before the host says that the
    next question has begun with it."""
    pad = open_pad(TABLET).join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first, more=1)
    pad.shows("#head.wrong")
    pad.page.wait_for_timeout(1000)
    room.wire.way = 2.0  # a slow machine needs a while to draw
    area = pad.page.locator("#squares").bounding_box()
    assert area is not None
    pad.draw([(area["x"] + 30, area["y"] + 100 + 20 * step) for step in range(12)])
    assert pad.page.locator("#head.wrong").count() == 1
    room.wire.way = 0.0
    pad.asked(first)
    assert pad.ink() > 100
    assert pad.shows("#reading:visible") == "1"
    # On a slow machine the second answer may be judged by now, but the first one stands.
    assert pad.page.locator("#progress > *").first.get_attribute("class") == "wrong"


def test_an_answer_written_while_the_network_is_gone_is_kept_and_sent(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first)
    second = pad.asked(first)
    room.wire.cut()
    assert "Your answer is kept" in pad.shows(".lost #words")
    pad.write("8")
    pad.press("Undo")  # all of it is one stroke, and must not come back
    pad.answer(second)
    room.wire.mend()
    pad.page.wait_for_selector("#play:not(.lost)")
    pad.settle(second, str(solve(second)))
    pad.asked(second)
    assert pad.page.locator("#progress .right").count() == 2


def test_a_stroke_in_hand_outlasts_a_lost_connection(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    *early, last = pad.strokes(str(solve(first)))
    for stroke in early:
        pad.draw(stroke)
    middle = len(last) // 2
    pad.page.mouse.move(*last[0])
    pad.page.mouse.down()
    for place in last[1:middle]:
        pad.page.mouse.move(*place)
    room.wire.cut()
    pad.shows(".lost #words", "joining again")
    room.wire.mend()
    pad.page.wait_for_selector("#play:not(.lost)")
    for place in last[middle:]:
        pad.page.mouse.move(*place)
    pad.page.mouse.up()
    pad.done()
    pad.settle(first, str(solve(first)))
    pad.asked(first)
    assert pad.page.locator("#progress .right").count() == 1


def test_a_locked_phone_comes_back(room: Room, open_pad: Opener) -> None:
    """A frozen page whose connection is gone meanwhile: score and question are there again."""
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first)
    second = pad.asked(first)
    score = pad.shows("#standing b")
    control = pad.context.new_cdp_session(pad.page)
    control.send("Page.setWebLifecycleState", {"state": "frozen"})
    room.wire.cut()
    room.wire.mend()
    control.send("Page.setWebLifecycleState", {"state": "active"})
    pad.page.wait_for_selector("#play:not(.lost)")
    assert pad.asked() == second
    assert pad.shows("#standing b") == score
    pad.answer(second)
    pad.asked(second)
    assert pad.page.locator("#progress .right").count() == 2


def test_a_reloaded_page_comes_back(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first)
    second = pad.asked(first)
    score = pad.shows("#standing b")
    pad.draw(pad.strokes("1")[0])
    pad.shows("#reading:visible", "1")
    pad.page.reload()
    pad.shows("#play:not(.lost) #question", second)
    assert pad.ink() > 100
    assert pad.shows("#standing b") == score


def test_something_else_was_written(room: Room, open_pad: Opener) -> None:
    """The misread costs nothing: the net's fault, and told as such."""
    pad = open_pad(TABLET).join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    wrong = solve(first) + 1
    pad.answer(first, more=1)
    pad.shows("#head.wrong")
    pad.press("I wrote something else")
    assert pad.shows("#words") == "What did you write?"
    pad.press("Never mind")
    assert f"I read {wrong}" in pad.shows("#head.wrong #words")
    pad.press("I wrote something else")
    for digit in str(solve(first)):
        pad.page.locator("#keypad").get_by_text(digit, exact=True).click()
    assert pad.shows("#question b") == str(solve(first))
    pad.page.click("#keypad .primary")
    pad.page.wait_for_selector("#progress .misread, #progress .right, #progress .void, #progress .wrong")
    assert pad.page.locator("#progress .now").count() <= 1


def test_unsure_ink_is_asked_about_and_hides_the_question(room: Room, open_pad: Opener) -> None:
    room.rules(level=5, length=3)  # no answer is a 4
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    pad.asked()
    for digit in "472":  # twice written over: nobody can tell
        pad.write(digit)
    assert pad.shows("#words") and pad.shows("#head", "Choose it")
    assert not pad.page.locator("#question").is_visible()
    choice = pad.page.locator("footer .choice").first
    given = choice.text_content()
    choice.click()
    pad.page.wait_for_selector("#progress .wrong, #progress .right")
    if pad.page.locator("#head.wrong").count():
        assert f"I read {given}" in pad.shows("#words")


def test_a_seat_is_played_on_one_page_at_a_time(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    question = pad.asked()
    other = pad.context.new_page()
    other.goto(room.address)
    other.locator("#question", has_text=question).wait_for()
    assert pad.shows("#words", "another page") == "You are playing on another page now."
    pad.press("Play here")
    assert pad.asked() == question
    other.locator("#words", has_text="another page").wait_for()
    pad.answer(question)
    pad.asked(question)


def test_a_name_is_changed_in_the_lobby(room: Room, open_pad: Opener) -> None:
    """What a name is made of is shown, and nothing else."""
    pad = open_pad().join("<b>Mina</b>")
    assert "<b>Mina" in pad.shows("#words strong")
    pad.press("Change name")
    pad.page.fill("#dialog input", "Zoe")
    pad.page.locator("#dialog").get_by_role("button").click()
    assert pad.shows("#words strong", "Zoe") == "You are in, Zoe."
    room.told(p.Changed, lambda changed: changed.rows[-1].name == "Zoe")


def test_keys_instead_of_ink(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.page.click("#menu")
    pad.press("Use keys")
    for digit in str(solve(first)):
        pad.page.locator("#keypad").get_by_text(digit, exact=True).click()
    pad.page.click("#keypad .primary")
    second = pad.asked(first)
    pad.page.keyboard.type(f"{solve(second)}7")
    pad.page.keyboard.press("Backspace")
    pad.page.keyboard.press("Enter")
    pad.asked(second)
    assert pad.page.locator("#progress .right").count() == 2


def test_the_host_pauses_removes_locks_and_ends(room: Room, open_pad: Opener) -> None:
    mina, ben = open_pad().join("Mina"), open_pad().join("Ben")
    room.order(p.Ask.START)
    mina.asked()
    room.order(p.Ask.PAUSE)
    assert mina.shows("#words", "paused") == "The host has paused the game."
    room.order(p.Ask.RESUME)
    mina.asked()
    room.order(p.Ask.REMOVE, 1)
    assert "no longer in this room" in ben.shows("#words", "no longer")
    room.order(p.Ask.LOCK)
    zoe = open_pad()
    assert "locked" in zoe.shows("#room", "locked")
    room.order(p.Ask.END)
    assert "The host has closed the room." in mina.shows("#words", "closed")
    mina.press("Join another room")
    mina.page.fill("#code", room.code)
    assert "no room with this code" in mina.shows("#room", "no room")


@pytest.mark.parametrize(
    ("door", "sentence"),
    [
        ({"closed": p.Reason.NO_ROOM}, "There is no room with this code. Look at the big screen again."),
        ({"closed": p.Reason.FULL}, "This room is full. Ask the host to make a place for you."),
        ({"closed": p.Reason.LOCKED}, "This room is locked. Ask the host to unlock it."),
        ({"closed": p.Reason.LATE}, "The game has begun. You can join the next one."),
        ({"closed": p.Reason.CROWD}, "Too many are trying from here. Wait a moment, then try again."),
        ({"version": p.VERSION + 1}, "This page is older than the game. Load it again."),
        (
            {"version": p.VERSION - 1},
            "The game on the host's computer is too old for this page. Ask the host to update it.",
        ),
        ({}, "The host does not answer. Are you in the same Wi-Fi?"),
    ],
    ids=["no-room", "full", "locked", "late", "crowd", "old-page", "old-host", "no-network"],
)
def test_why_nobody_can_come_in_is_one_plain_sentence(
    door: dict[str, int], sentence: str, room: Room, open_pad: Opener
) -> None:
    pad = open_pad()
    pad.shows("#room", "nobody is here yet")
    answer = {"version": p.VERSION, "code": room.code, "here": 0, **door}
    pad.page.route("**/r/*", lambda route: route.fulfill(json=answer) if door else route.abort())
    pad.page.fill("#code", "")
    pad.page.fill("#code", room.code)
    pad.page.fill("#name", "Mina")
    if "version" in door:
        pad.page.click("#join .primary")
        assert pad.shows("#trouble", sentence[:20]) == sentence
    else:
        assert pad.shows("#room", sentence[:20]) == sentence


def test_a_browser_that_is_too_old_is_told(browser: Browser, room: Room) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.PointerEvent")
    page.goto(room.address)
    page.locator("p.page").filter(has_text="too old").wait_for()
    sentence = "This browser is too old for the pad. Update it, or use another one."
    assert page.locator("body").inner_text() == sentence
    page.close()


def touching(pad: Pad) -> Callable[..., None]:
    """Sends the squares pointer events: which, of which contact, of what kind, and where on them."""
    fire = """([type, id, kind, x, y, size]) => {
        const area = document.querySelector("#squares");
        const {left, top} = area.getBoundingClientRect();
        area.dispatchEvent(new PointerEvent(type, {
            pointerId: id, pointerType: kind, clientX: left + x, clientY: top + y, width: size, height: size,
            isPrimary: true, button: type === "pointermove" ? -1 : 0, bubbles: true}));
    }"""

    def touch(type: str, id: int, kind: str, x: float, y: float, size: float = 20) -> None:
        pad.page.evaluate(fire, [type, id, kind, x, y, size])

    return touch


def test_only_one_contact_writes(room: Room, open_pad: Opener) -> None:
    """A second touch and a palm leave no ink, and the pen that comes after a touch takes its place."""
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    pad.asked()
    touch = touching(pad)
    touch("pointerdown", 5, "touch", 50, 50, 140)  # a palm
    touch("pointermove", 5, "touch", 90, 90, 140)
    touch("pointerup", 5, "touch", 90, 90, 140)
    assert pad.ink() == 0
    touch("pointerdown", 6, "touch", 100, 100)
    touch("pointermove", 6, "touch", 100, 160)
    one = pad.ink()
    touch("pointerdown", 7, "touch", 200, 200)  # a second finger
    touch("pointermove", 7, "touch", 250, 250)
    touch("pointerup", 7, "touch", 250, 250)
    assert pad.ink() == one > 0
    touch("pointerdown", 8, "pen", 150, 100)
    assert 0 < pad.ink() < one  # the finger was the hand's
    touch("pointermove", 8, "pen", 150, 140)
    touch("pointerup", 8, "pen", 150, 140)
    touch("pointerdown", 9, "touch", 60, 60)  # so is one right after it
    assert not inked(pad, 60, 60)
    pad.press("Clear")
    assert pad.ink() == 0


def test_a_hand_that_rests_on_the_squares_gives_way_to_the_finger(open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    touch = touching(pad)
    touch("pointerdown", 5, "touch", 250, 300, 40)
    pad.page.wait_for_function(
        "began => performance.now() > began + 250", arg=pad.page.evaluate("performance.now()")
    )
    touch("pointermove", 5, "touch", 252, 301, 40)
    touch("pointerdown", 6, "touch", 100, 100)
    touch("pointermove", 6, "touch", 100, 200)
    touch("pointermove", 5, "touch", 253, 301, 40)
    touch("pointerup", 5, "touch", 253, 301, 40)
    touch("pointerup", 6, "touch", 100, 200)
    assert inked(pad, 100, 150) and not inked(pad, 250, 300)


def test_a_tap_is_a_dot_that_shows(open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    touch = touching(pad)
    touch("pointerdown", 5, "touch", 100, 100)
    touch("pointerup", 5, "touch", 100, 100)
    assert inked(pad, 100, 100)


def inked(pad: Pad, x: float, y: float) -> bool:
    """Whether there is ink at this place of the squares."""
    there: bool = pad.page.evaluate(
        """([x, y]) => [...document.querySelectorAll("#squares canvas")].some((canvas) => {
            const scale = canvas.width / canvas.getBoundingClientRect().width;
            return canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data[3] > 128;
        })""",
        [x, y],
    )
    return there


def test_ink_shows_before_the_next_frame(open_pad: Opener) -> None:
    """When the event has been heard, the pixel under the finger has its ink, before anything else can run."""
    pad = open_pad().join("Mina")
    shown = pad.page.evaluate(
        """() => {
            const area = document.querySelector("#squares");
            const {left, top} = area.getBoundingClientRect();
            const fire = (type, x, y) => area.dispatchEvent(new PointerEvent(type, {
                pointerId: 3, pointerType: "touch", clientX: left + x, clientY: top + y, button: 0}));
            const inked = (x, y) => [...area.querySelectorAll("canvas")].some((canvas) => {
                const scale = canvas.width / area.getBoundingClientRect().width;
                return canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data[3] > 128;
            });
            const places = [[40, 60], [60, 90], [120, 120], [130, 40]];
            const seen = places.map(([x, y], at) => {
                const before = inked(x, y);
                fire(at ? "pointermove" : "pointerdown", x, y);
                return !before && inked(x, y);
            });
            fire("pointerup", 130, 40);
            return seen.concat(inked(130, 40));
        }"""
    )
    assert shown == [True] * 5


def test_the_page_is_small_and_comes_from_the_host_alone(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    loaded = pad.page.evaluate(
        """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
            .map((one) => [one.name, one.encodedBodySize])"""
    )
    files = {url.split("#")[0]: size for url, size in loaded if "/r/" not in url}
    assert all(url.startswith(f"http://127.0.0.1:{room.wire.port}/") for url, _ in loaded)
    assert len(files) > 5
    assert 10_000 < sum(files.values()) <= MOST_BYTES


def test_the_left_hand_mirrors_margin_and_buttons_but_not_the_question(room: Room, open_pad: Opener) -> None:
    pad = open_pad(TABLET).join("Mina")
    room.order(p.Ask.START)
    question = pad.asked()

    def place(selector: str) -> float:
        box = pad.page.locator(selector).first.bounding_box()
        assert box is not None
        return box["x"]

    def end(selector: str) -> float:
        box = pad.page.locator(selector).first.bounding_box()
        assert box is not None
        return box["x"] + box["width"]

    assert place("#clock") < place("#squares") and place("footer .primary") > place("footer button")
    pad.page.click("#menu")
    pad.press("I write with my left hand")
    assert place("#clock") > place("#squares") and place("footer .primary") < place("footer button")
    # What is on the outer edge on one side is there on the other side too.
    assert place("footer .primary") == place("#standing") == place("#paper")
    for selector in ("footer button", "#menu"):
        assert abs(end(selector) - end("#paper")) < 1
    assert pad.asked() == question
    pad.answer(question)
    pad.asked(question)


@pytest.mark.parametrize("viewport", [SMALL, SMALL_ACROSS], ids=["upright", "across"])
def test_nothing_is_cut_off_on_a_small_phone(viewport: Any, room: Room, open_pad: Opener) -> None:
    """With two players, a score of two digits and ten questions, while it is asked what was written."""
    room.rules(level=4, length=10)
    pad = open_pad(viewport).join("Mina")
    open_pad().join("Ben")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first)
    second = pad.asked(first)
    assert int(pad.shows("#standing b")) >= 10
    # A number that the reader has seen of this hand: where it had to ask, nothing else can have been written.
    known = solve(first) if solve(first) != solve(second) else 80
    pad.answer(second, more=known - solve(second))
    pad.shows("#head.wrong")
    assert pad.page.evaluate(_CUT_OFF) == []
    pad.press("I wrote something else")
    pad.shows("#keypad:visible")
    pad.page.keyboard.type("12")
    assert pad.page.evaluate(_CUT_OFF) == []


def test_a_long_name_stays_on_the_paper(open_pad: Opener) -> None:
    for name in ("Maximiliane-Charlotte von", "Abcdefghijklmnopqrstuvwx"):
        pad = open_pad(SMALL_ACROSS).join(name)
        assert pad.shows("#words strong", name[:12]) == f"You are in, {name[:24]}."
        assert pad.page.evaluate(_CUT_OFF) == []


@pytest.mark.parametrize("viewport", [SMALL, PHONE, TABLET], ids=["small", "phone", "tablet"])
def test_nothing_is_cut_off_with_large_letters(viewport: Any, browser: Browser, room: Room) -> None:
    room.rules(level=4, length=10, own_levels=True)
    with letters_of(browser, 24) as other:
        pad = Pad(other, room, viewport).join("Mina")
        pad.shows("footer p", "1 is here")
        assert pad.page.evaluate(_CUT_OFF) == []
        room.order(p.Ask.START)
        question = pad.asked()
        assert pad.page.evaluate(_CUT_OFF) == []
        pad.answer(question, more=1)
        pad.shows("#head.wrong")
        assert pad.page.evaluate(_CUT_OFF) == []
        pad.press("Next")
        pad.asked(question)
        room.order(p.Ask.HINT)
        pad.shows("#words", "A hint")
        assert pad.page.evaluate(_CUT_OFF) == []
        room.wire.cut()
        pad.shows(".lost #words")
        assert pad.page.evaluate(_CUT_OFF) == []
        pad.close()


def test_many_questions_are_counted_where_there_is_no_room_for_their_boxes(
    room: Room, open_pad: Opener
) -> None:
    room.rules(level=4, length=20)
    across, tablet = open_pad(SMALL_ACROSS).join("Mina"), open_pad(TABLET).join("Ben")
    room.order(p.Ask.START)
    for pad in (across, tablet):
        pad.asked()
        assert pad.page.evaluate(_CUT_OFF) == []
    assert across.shows("#title") == "1 of 20"
    assert tablet.page.locator("#progress li").count() == 20


def test_a_page_that_is_turned_shows_the_whole_question(room: Room, open_pad: Opener) -> None:
    room.rules(level=4, length=10)
    pad = open_pad(PHONE_ACROSS).join("Mina")
    room.order(p.Ask.START)
    pad.answer(pad.asked(), more=1)
    pad.shows("#head.solved")
    pad.page.set_viewport_size({"width": 360, "height": 640})
    pad.page.wait_for_function("innerWidth < innerHeight")
    pad.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert pad.page.evaluate(_CUT_OFF) == []
    strike, reading = (pad.page.locator(part).bounding_box() for part in ("#strike", "#reading"))
    assert strike is not None and reading is not None
    assert strike["x"] < reading["x"] + 12 and strike["x"] + strike["width"] < SMALL["width"]


def test_what_cannot_be_told_the_host_is_off_while_the_connection_is_lost(
    room: Room, open_pad: Opener
) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first, more=1)
    pad.shows("#head.wrong")
    room.wire.cut()
    assert "Your place is kept" in pad.shows(".lost #words")
    assert pad.page.locator("footer button:disabled").count() == pad.page.locator("footer button").count() > 0
    # The symbol of a lost connection has never been shown before.
    assert pad.page.evaluate("document.querySelector('#mark use').getBBox().width") > 0
    room.wire.mend()
    pad.press("Next")
    pad.asked(first)


def test_who_types_sees_the_question_and_is_done_with_enter(room: Room, open_pad: Opener) -> None:
    room.rules(level=4, length=3)
    pad = open_pad(SMALL).join("Mina")
    room.order(p.Ask.START)
    question = pad.asked()
    pad.page.click("#menu")
    pad.press("Use keys")  # after this, the menu's button has the focus
    pad.shows("#keypad:visible")
    assert pad.page.evaluate(_CUT_OFF) == []
    pad.page.keyboard.type(str(solve(question) + 1))
    pad.page.keyboard.press("Enter")
    assert "You typed" in pad.shows("#head.wrong #words")
    assert not pad.page.is_visible("#dialog")


def test_after_a_match_the_place_is_large_and_the_next_one_has_its_own_clock(
    room: Room, open_pad: Opener
) -> None:
    room.rules(game=p.Game.TOGETHER, length=30)
    pad, other = open_pad(TABLET_UPRIGHT).join("Mina"), open_pad().join("Ben")
    room.order(p.Ask.START)
    pad.answer(pad.asked())
    other.asked()
    pad.page.wait_for_selector("#clock.timed")
    pad.page.wait_for_function("parseFloat(document.querySelector('#clock i').style.height) < 99")
    room.order(p.Ask.FINISH)
    assert pad.shows("#question", "of 2") == "1st of 2"
    place, words = (pad.page.locator(part).bounding_box() for part in ("#question", "#words"))
    assert place is not None and words is not None and place["height"] > 2 * words["height"]
    room.rules(game=p.Game.RACE, length=3)
    room.order(p.Ask.START)
    pad.asked()
    clock = "getComputedStyle(document.querySelector('#clock{}')).height"
    pad.page.wait_for_function(f"{clock.format(' i')} === {clock.format('')}")
    assert pad.page.locator("#clock.timed").count() == 0


def test_after_a_closed_room_another_one_can_be_joined(room: Room, open_pad: Opener) -> None:
    pad = open_pad().join("Mina")
    room.order(p.Ask.END)
    pad.press("Join another room")
    assert pad.page.input_value("#code") == "" and pad.page.input_value("#name") == "Mina"
    assert "#" not in pad.page.url


def test_a_screen_reader_hears_the_page(room: Room, open_pad: Opener) -> None:
    room.rules(level=4, length=3, own_levels=True)
    pad = open_pad().join("Mina")
    tree = pad.page.locator("body")
    assert "Question" not in tree.aria_snapshot()  # nothing is asked yet
    pad.press("Level 4")
    assert pad.page.get_by_role("dialog", name="Levels").is_visible()
    chosen = pad.page.get_by_role("button", pressed=True)
    assert chosen.text_content() == "Level 4" and chosen.evaluate(
        "button => document.activeElement === button"
    )
    chosen.click()
    room.order(p.Ask.START)
    first = pad.asked()
    pad.answer(first)
    pad.asked(first)
    pad.draw(pad.strokes("1")[0])
    pad.shows("#reading:visible", "1")
    said = tree.aria_snapshot()
    assert 'img "2 of 3, 1 right so far"' in said
    assert f"paragraph: points {pad.shows('#standing b')}" in said
    assert "- heading [" not in said and "- img\n" not in said  # without words
    assert (
        pad.page.get_by_role("group", name="Write here").locator("[aria-live=polite]").text_content() == "1"
    )


def test_the_clock_and_what_is_struck_out_show_in_the_colours_of_the_system(
    room: Room, open_pad: Opener
) -> None:
    """Where a system chooses the colours, most areas become as pale as the page."""
    room.rules(game=p.Game.TOGETHER, length=30)
    pad = open_pad(forced_colors="active").join("Mina")
    room.order(p.Ask.START)
    pad.answer(pad.asked(), more=1)
    pad.shows("#head.wrong")
    pad.page.wait_for_selector("#clock.timed")
    areas = pad.page.evaluate(
        """() => ["#paper", "#clock i", "#strike"]
            .map((area) => getComputedStyle(document.querySelector(area)).backgroundColor)"""
    )
    paper, *drawn = areas
    assert paper not in drawn


@pytest.mark.bench
def test_how_soon_a_page_can_be_written_on(open_pad: Opener) -> None:
    """Prints milliseconds from opening the page, with a seat, to the first stroke that shows."""
    pad = open_pad().join("Mina")
    pad.page.reload(wait_until="commit")
    pad.page.wait_for_selector("#play.write:not(.lost)")
    ready = pad.page.evaluate("performance.now()")
    print(f"\nfirst stroke possible after {ready:.0f} ms")
