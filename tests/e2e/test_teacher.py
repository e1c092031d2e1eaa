"""The teacher's page in a real browser: it follows real pads, and what it orders happens."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

import msgspec
from playwright.sync_api import Browser

from game.net import protocol as p
from tests.e2e import made_class
from tests.e2e.pads import CHROMIUM, PHONE, TABLET, TABLET_UPRIGHT, Pad, Room, letters_of
from tests.e2e.teachers import LAPTOP, Teacher
from tests.unit.game.net.room_table import solve

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed"),
]

MADE = (made_class.room, made_class.progress)


@pytest.fixture
def open_page(browser: Browser, room: Room) -> Iterator[Callable[..., Teacher]]:
    opened: list[Teacher] = []

    def open_page(*arguments: Any, **options: Any) -> Teacher:
        opened.append(Teacher(browser, room, *arguments, **options))
        return opened[-1]

    yield open_page
    for teacher in opened:
        teacher.close()


Pads = Callable[[], Pad]
Pages = Callable[..., Teacher]


# Following a class


def test_it_follows_a_race_of_two_pads(open_pad: Pads, open_page: Pages) -> None:
    teacher = open_page()
    assert "Nobody is here yet" in teacher.shows("#order", "Nobody")
    mina, ben = open_pad().join("Mina"), open_pad().join("Ben")
    assert teacher.shows("#about", "2 here")
    teacher.press("Start")
    first = mina.asked()
    # What is written shows while the question is still open, and perhaps only for a moment.
    teacher.page.evaluate(
        """() => {
            window.labels = [];
            const keep = (changes) => changes.forEach(({ target }) => window.labels.push(target.ariaLabel));
            const watched = { subtree: true, attributeFilter: ["aria-label"] };
            new MutationObserver(keep).observe(document.querySelector("#class"), watched);
        }"""
    )
    mina.answer(first)
    written = f"wrote {solve(first)}"
    teacher.page.wait_for_function("written => window.labels.includes(written)", arg=written)
    teacher.page.wait_for_function(
        "() => [...document.querySelectorAll('tbody td.right')].some((cell) => cell.textContent === '1')"
    )
    question = ben.asked()
    ben.answer(question, more=1)
    ben.shows("#head.wrong")
    teacher.page.locator("#class tbody td.missed", has_text=question.removesuffix(" =")[:1]).first.wait_for()
    row = teacher.row("Ben")
    assert (row["right"], row["wrong"], row["misread"]) == ("–", "1", "–")
    assert row["missed"].replace("\xa0", " ") == question.removesuffix(" =")
    fact = question.removesuffix(" =")
    assert teacher.shows("#most", "Missed most").replace("\xa0", " ") == f"Missed most: {fact}."
    left, right = fact.split(" × ")
    cell = teacher.page.locator(f"#map tbody tr:nth-child({int(left) + 1}) td:nth-child({int(right) + 2})")
    assert "1 of 2 right" in (cell.get_attribute("aria-label") or "")
    teacher.page.get_by_role("button", name="Ben", exact=True).click()
    assert teacher.shows("#one-written li") == f"{fact}: wrote {solve(question) + 1}"


def test_a_misread_stands_apart_from_what_is_wrong(open_pad: Pads, open_page: Pages) -> None:
    teacher, mina = open_page(), open_pad().join("Mina")
    teacher.press("Start")
    question = mina.asked()
    mina.answer(question, more=1)
    mina.shows("#head.wrong")
    mina.press("I wrote something else")
    for digit in str(solve(question)):
        mina.page.locator("#keypad").get_by_text(digit, exact=True).click()
    mina.page.click("#keypad .primary")
    teacher.page.locator("#class td.misread", has_text="1").wait_for()
    row = teacher.row("Mina")
    assert (row["wrong"], row["missed"]) == ("–", "")


def test_it_pauses_and_goes_on(open_pad: Pads, open_page: Pages) -> None:
    teacher, mina = open_page(), open_pad().join("Mina")
    teacher.press("Start")
    mina.asked()
    teacher.press("Pause all")
    assert mina.shows("#words", "paused") == "The host has paused the game."
    teacher.press("Go on")
    mina.asked()


def test_who_is_removed_is_named_and_asked_about_once(open_pad: Pads, open_page: Pages) -> None:
    teacher, mina, ben = open_page(), open_pad().join("Mina"), open_pad().join("Ben")
    teacher.press("Start")
    teacher.press("Ben")
    teacher.press("Remove Ben")
    assert teacher.names() and ben.page.is_visible("#question")  # nothing has happened yet
    teacher.press("Really remove Ben?")
    assert "no longer in this room" in ben.shows("#words", "no longer")
    assert teacher.shows("#said", "Ben") == "Ben is out of the room."
    teacher.page.wait_for_function("() => document.querySelectorAll('#class tbody tr').length === 1")
    assert teacher.names() == ["Mina"]
    assert not teacher.page.locator("#one").is_visible()
    mina.asked()


def test_it_shows_the_answer_to_one_and_skips_a_question_for_all(open_pad: Pads, open_page: Pages) -> None:
    teacher, mina, ben = open_page(), open_pad().join("Mina"), open_pad().join("Ben")
    teacher.press("Start")
    question = mina.asked()
    teacher.press("Mina")
    teacher.press("Show the answer")
    assert mina.shows("#head.passed #words, #head #words", "Passed")
    assert ben.asked() == question
    teacher.press("Skip this question")
    assert ben.shows("#head #words", "Passed")


def test_a_hint_shows_on_one_pad_and_what_a_pupil_plays_at_beside_their_name(
    room: Room, open_pad: Pads, open_page: Pages
) -> None:
    room.rules(own_levels=True)
    teacher, mina, ben = open_page(), open_pad().join("Mina"), open_pad().join("Ben")
    teacher.press("Start")
    question = mina.asked()
    teacher.press("Mina")
    assert teacher.shows("#one-side") == "Level 4"
    teacher.press("Hint")
    assert mina.shows("#head #words", "A hint") == "A hint"
    words = mina.shows("#hint")
    assert words and str(solve(question)) not in words.split()
    assert ben.asked() == question and ben.page.text_content("#hint") == ""
    mina.answer(question)
    mina.asked(question)
    assert mina.page.text_content("#hint") == ""


def test_it_locks_the_room_and_keeps_out_who_is_late(room: Room, open_pad: Pads, open_page: Pages) -> None:
    teacher, mina = open_page(), open_pad().join("Mina")
    teacher.press("Lock room")
    room.told(p.Room, lambda told: told.locked)
    assert "locked" in open_pad().shows("#room", "locked")
    teacher.press("Unlock room")
    room.told(p.Room, lambda told: not told.locked)
    teacher.press("Start")
    mina.asked()
    teacher.page.get_by_label("Let in those who come late").uncheck()
    room.told(p.Room, lambda told: not told.rules.late)
    assert "The game has begun" in open_pad().shows("#room", "begun")
    teacher.page.get_by_label("Let in those who come late").check()
    room.told(p.Room, lambda told: told.rules.late)
    open_pad().join("Late").asked()


def test_a_match_is_set_up_ended_and_followed_by_the_next(
    room: Room, open_pad: Pads, open_page: Pages
) -> None:
    teacher, mina = open_page(), open_pad().join("Mina")
    page = teacher.page
    page.get_by_label("Game", exact=True).select_option("Together")
    room.told(p.Room, lambda told: told.rules.game is p.Game.TOGETHER and told.rules.length == 60)
    page.get_by_label("Game", exact=True).select_option("Race")
    page.get_by_label("Questions", exact=True).select_option("1: Sums to 10")
    page.get_by_label("Length", exact=True).select_option("5 questions")
    page.get_by_label("Show the question on the pads").uncheck()
    told = room.told(p.Room, lambda told: not told.rules.question_on_pad)
    assert told.rules == p.Rules(p.Game.RACE, 1, 5, question_on_pad=False)
    page.get_by_label("Show the question on the pads").check()
    room.told(p.Room, lambda told: told.rules.question_on_pad)
    teacher.press("Start")
    mina.asked()
    teacher.press("End the match")
    teacher.press("Really end the match?")
    assert mina.shows("#words", "over") == "The game is over."
    teacher.press("Next match")
    mina.asked()
    teacher.press("Close the room")
    teacher.press("Really close it for everybody?")
    assert "The host has closed the room." in mina.shows("#words", "closed")
    assert teacher.shows("#trouble", "closed") == "The room is closed."


def test_the_table_of_answers_is_saved(open_pad: Pads, open_page: Pages, tmp_path: Path) -> None:
    teacher, mina = open_page(), open_pad().join("=Mina")
    teacher.press("Start")
    question = mina.asked()
    mina.answer(question)
    mina.asked(question)
    with teacher.page.expect_download() as saving:
        teacher.press("Save table")
    saving.value.save_as(tmp_path / "table.csv")
    [row] = list(csv.DictReader((tmp_path / "table.csv").open(encoding="utf-8", newline="")))
    assert (row["player"], row["question"], row["outcome"]) == ("'=Mina", question, "right")
    assert teacher.shows("#said", "saved") == "The table of all answers is saved."


# The key


def test_the_key_is_in_no_address_and_no_history(room: Room, open_page: Pages) -> None:
    teacher = open_page()
    teacher.shows("#about", "0 here")
    assert teacher.page.url == f"{room.site}/teacher/#{room.code}"
    with teacher.page.expect_download():
        teacher.press("Save table")
    asked = teacher.asked
    assert len(asked) > 5 and not [one.url for one in asked if room.key in one.url]
    headers = [one.all_headers() for one in asked]
    assert not [one for one in headers if "referer" in one and room.key in one["referer"]]
    with_key = [one.url for one, each in zip(asked, headers, strict=True) if room.key in str(each)]
    assert with_key == [f"{room.site}/export.csv?code={room.code}"]
    teacher.page.reload()
    teacher.shows("#about", "0 here")  # this tab still has it


def test_another_tab_has_no_key_and_may_be_given_it(room: Room, open_page: Pages) -> None:
    teacher = open_page(hash="")
    teacher.page.fill("#code", "12")
    teacher.page.fill("#key", room.key)
    teacher.press("Open")
    assert teacher.shows("#trouble", "code") == "The code of a room has four to six digits."
    teacher.page.fill("#code", room.code)
    teacher.press("Open")
    teacher.shows("#about", "0 here")


@pytest.mark.parametrize(
    ("hash", "sentence"),
    [("{code}.wrong", "This key does not open the room."), ("0000.wrong", "There is no room with this code")],
)
def test_a_wrong_key_or_code_is_told(hash: str, sentence: str, room: Room, open_page: Pages) -> None:
    teacher = open_page(hash=hash.format(code=room.code))
    assert sentence in teacher.shows("#trouble", sentence)
    assert not teacher.page.locator("#room").is_visible()


def test_a_name_is_text_whatever_it_is_made_of(open_pad: Pads, open_page: Pages) -> None:
    name = "<img src=x onerror=a()>"
    teacher = open_page()
    open_pad().join(name)
    teacher.page.get_by_role("button", name=name).click()
    assert teacher.names() == [name] and teacher.shows("#one-name") == name
    assert teacher.page.locator("img, main script").count() == 0


# When things go wrong


def test_a_lost_connection_comes_back(room: Room, open_pad: Pads, open_page: Pages) -> None:
    """The page's own way to the host is cut, and the pad's with it."""
    teacher, mina = open_page(), open_pad().join("Mina")
    teacher.press("Start")
    mina.asked()
    room.wire.cut()
    assert teacher.shows("#about", "lost") == "The connection is lost. Joining again…"
    room.wire.mend()
    teacher.shows("#about", "1 here")
    teacher.press("Pause all")
    mina.shows("#words", "paused")


def test_a_browser_without_modules_is_told(browser: Browser, room: Room) -> None:
    """It runs the script for old browsers alone; here that is the only one there is."""
    page = browser.new_page()
    page.route("**/teacher.js", lambda route: route.abort())
    page.goto(f"{room.site}/teacher/")
    page.add_script_tag(url="/teacher/old.js")
    assert page.text_content("body p") == (
        "This browser is too old for the teacher's page. Update it, or use another one."
    )
    page.close()


# One of every kind


def test_those_who_need_the_teacher_come_first_and_the_stuck_can_be_helped(open_page: Pages) -> None:
    teacher = open_page(told=MADE)
    assert "Stuck now" in teacher.shows("#stuck")
    assert teacher.names()[:6] == ["Ben", "Elif", "Finn", "Amir", "Emre", "Theo"]
    assert teacher.page.locator("#stuck-list b").all_text_contents() == ["Ben", "Elif"]
    signs = {name: teacher.row(name)["now"] for name in ("Ben", "Finn", "Amir", "Emre", "Theo", "Max")}
    for name, sign in {
        "Ben": "nothing written for 41 seconds",
        "Finn": "wrong",
        "Amir": "connection lost",
        "Emre": "is asked what was written",
        "Theo": "misread",
        "Max": "done",
    }.items():
        assert sign in signs[name]
    assert teacher.shows("#most").replace("\xa0", " ") == "Missed most: 7 × 8, 6 × 7, 8 × 9."


def test_a_column_sorts_and_a_second_press_brings_back_who_needs_help(open_page: Pages) -> None:
    teacher = open_page(told=MADE)
    teacher.shows("#stuck")
    teacher.press("right")
    assert teacher.names()[0] == "Max"
    assert teacher.page.locator("th.right[aria-sort=descending]").count() == 1
    teacher.press("Player")
    assert teacher.names()[0] == "Ada"
    teacher.press("Player")
    assert teacher.names()[0] == "Ben"
    assert teacher.page.locator("[aria-sort]").count() == 0


def test_everything_works_by_keyboard(open_page: Pages) -> None:
    teacher = open_page(told=MADE)
    teacher.shows("#stuck")
    page = teacher.page
    page.get_by_role("button", name="Ben", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert teacher.shows("#one-name") == "Finn"
    page.keyboard.press("Escape")
    assert not page.locator("#one").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Finn"
    seen = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("(document.activeElement.id || document.activeElement.textContent).trim()"))
    assert {"table", "lock-room", "go", "late", "skip", "finish", "end", "Pass", "×", "12", "Max"} <= seen


def test_the_rows_and_columns_of_the_map_say_what_was_missed(open_page: Pages) -> None:
    teacher = open_page(told=MADE)
    teacher.shows("#stuck")
    teacher.page.locator("#map tbody th button").nth(7).click()
    said = teacher.shows("#most", "With 7").replace("\xa0", " ")
    assert "7 × 8" in said and "6 × 7" in said
    teacher.page.get_by_role("button", name="plus", exact=True).click()
    assert teacher.shows("#most") == "It fills up as the class plays."


def test_a_screen_reader_hears_a_table(open_page: Pages) -> None:
    teacher = open_page(told=MADE)
    teacher.shows("#stuck")
    page = teacher.page
    for column in ("Player", "Now", "right", "wrong", "misread", "to think", "Facts missed"):
        assert page.get_by_role("columnheader", name=column, exact=True).count() == 1
    assert page.get_by_role("rowheader", name="Ben", exact=True).count() >= 1
    assert page.locator("#stuck-list[aria-live=polite]").count() == 1
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, canvas")]
            .filter((one) => one.checkVisibility())
            .filter((one) => !one.getAttribute("aria-label") && !one.textContent.trim())
            .filter((one) => !one.labels?.length)
            .map((one) => one.outerHTML)"""
    )
    assert nameless == []


@pytest.mark.parametrize("letters", [16, 24, 32])
@pytest.mark.parametrize(
    "viewport", [PHONE, TABLET_UPRIGHT, TABLET, LAPTOP], ids=["phone", "upright", "tablet", "laptop"]
)
def test_nothing_is_cut_off_whatever_the_window_and_the_letters(
    viewport: Any, letters: int, browser: Browser, room: Room
) -> None:
    """``letters``: the size that is set in the browser. The table of a narrow page scrolls in its sheet."""
    with letters_of(browser, letters) as other:
        teacher = Teacher(other, room, viewport, told=MADE)
        teacher.shows("#stuck")
        page = teacher.page
        page.get_by_role("button", name="Finn", exact=True).click()
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == letters
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert beyond(teacher) == []
        if viewport is not PHONE:
            wide = "document.querySelector('#class{}').getBoundingClientRect().right"
            assert page.evaluate(wide.format(" table")) <= page.evaluate(wide.format(""))
        teacher.close()


def beyond(teacher: Teacher) -> list[str]:
    """What reaches over an edge of the window."""
    found: list[str] = teacher.page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, h1, h2, p, #one li, canvas")]
            .filter((one) => one.checkVisibility() && !one.closest("#class"))
            .filter((one) => {
                const box = one.getBoundingClientRect();
                return box.right > innerWidth + 1 || box.left < -1;
            }).map((one) => one.textContent)"""
    )
    return found


def test_what_a_finger_presses_is_large_enough(open_page: Pages) -> None:
    """44 px; the labels of the map are as small as its cells, and say nothing that its cells do not."""
    teacher = open_page(PHONE, told=MADE, has_touch=True)
    teacher.shows("#stuck")
    teacher.page.get_by_role("button", name="Finn", exact=True).click()
    small = teacher.page.evaluate(
        """() => [...document.querySelectorAll("button, select, label.box")]
            .filter((one) => one.checkVisibility() && !one.closest("#map"))
            .filter((one) => one.getBoundingClientRect().height < 43.5)
            .map((one) => [one.textContent, one.getBoundingClientRect().height])"""
    )
    assert small == []


def test_a_whole_class_that_is_stuck_leaves_the_rest_in_sight(open_page: Pages) -> None:
    """On a laptop the map of facts begins in the window, on a tablet the two buttons stay together, and on a
    phone the seconds stand beside the question."""

    def stuck() -> p.Progress:
        told = made_class.progress()
        pupils = [
            msgspec.structs.replace(one, need=p.Need.STUCK, here=True, still_s=41) for one in told.pupils
        ]
        return msgspec.structs.replace(told, pupils=pupils)

    def room() -> p.Room:
        told = made_class.room()
        rows = [msgspec.structs.replace(row, here=True, name=f"{row.name} Charlotte") for row in told.rows]
        return msgspec.structs.replace(told, rows=rows)

    for viewport in (LAPTOP, TABLET_UPRIGHT, PHONE):
        teacher = open_page(viewport, told=(room, stuck))
        teacher.shows("#stuck-list b", "Max")
        facts = teacher.page.locator("#facts").bounding_box()
        assert facts is not None
        if viewport is LAPTOP:
            assert facts["y"] < viewport["height"]
        tops = teacher.page.locator("#stuck-list li").first.evaluate(
            "line => [...line.querySelectorAll('button')].map((button) => button.getBoundingClientRect().top)"
        )
        assert tops[0] == tops[1]
        too_wide = teacher.page.evaluate(
            """() => [...document.querySelectorAll("#class .question")]
                .filter((question) => question.scrollWidth > question.clientWidth)
                .map((question) => question.textContent)"""
        )
        assert too_wide == []


# The Daily


def test_a_class_plays_the_daily_and_sees_how_it_stands(room: Room, open_pad: Pads, open_page: Pages) -> None:
    teacher = open_page()
    page = teacher.page
    page.get_by_label("Questions", exact=True).select_option("Today's Daily")
    assert teacher.shows("#about", "Daily").startswith("Race, today's Daily")
    assert page.get_by_label("Length", exact=True).count() == 0
    page.get_by_label("Show our names on today's board").check()
    room.told(p.Room, lambda told: told.rules.daily and told.rules.named)
    mina, ben = open_pad().join("Mina"), open_pad().join("Ben")
    teacher.press("Start")
    assert ben.asked() == mina.asked()

    next_question = """() => [...document.querySelectorAll("footer button:enabled")]
        .filter((button) => button.textContent === "Next").forEach((button) => button.click())"""

    def go_on() -> None:
        room.order(p.Ask.NEXT)  # nobody has to write ten answers
        for pad in (mina, ben):
            pad.page.wait_for_timeout(150)
            pad.page.evaluate(next_question)

    # A pass takes points away, but never below 0: only who is right in the end is sure to be first.
    passed = mina.page.locator("#progress .passed")
    while passed.count() < 9:
        go_on()
    last = mina.page.locator("#progress .passed ~ .now")
    while not last.count():
        mina.page.evaluate(next_question)
    mina.answer(mina.asked())
    while p.Podium not in room.latest:
        go_on()
    assert mina.shows("#words span", "today") == "1st of 2 today"
    assert teacher.shows("#board-best li", "Mina").startswith("1. Mina, ")
    assert teacher.shows("#board-players") == "2 players are on the board, from all rooms."
    # Nobody's business: the last place.
    assert "today" not in (ben.page.text_content("#words") or "")


def test_a_board_without_names_has_places_and_points(open_page: Pages) -> None:
    def board() -> p.Board:
        return p.Board(240, [p.BoardLine(1, 214), p.BoardLine(1, 214, "Mina"), p.BoardLine(3, 209)])

    def playing() -> p.Room:
        return msgspec.structs.replace(made_class.room(), rules=p.Rules(daily=True))

    teacher = open_page(told=(playing, made_class.progress, board))
    teacher.shows("#board-players", "240 players are on the board, from all rooms.")
    lines = teacher.page.locator("#board-best li").all_text_contents()
    assert lines == ["1. 214 points", "1. Mina, 214 points", "3. 209 points"]
