"""A host as a process of its own, a network that can be cut, and pads in a real browser."""

from __future__ import annotations

import random
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from game.net import protocol as p
from game.play.answer import LATE_STROKE
from game.ui.handwriting import write
from tests.started_host import StartedHost
from tests.unit.game.net.room_table import solve

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1024, "height": 768}
TABLET_UPRIGHT = {"width": 820, "height": 1180}
PHONE_ACROSS = {"width": 844, "height": 390}


class Wire:
    """Carries connections to a port, until it is cut. ``way``: the seconds that it takes, each way."""

    def __init__(self, to: int) -> None:
        self._to = to
        self.way = 0.0
        self.port = 0
        self._pairs: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self._lock = threading.Lock()
        self.mend()

    def mend(self) -> None:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        listening.listen(64)
        self._listening = listening
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def cut(self) -> None:
        """Close every connection, and refuse new ones."""
        assert self._listening is not None
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            self._listening = None
            for one in self._pairs:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self._pairs.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                with self._lock:
                    if self._listening is not listening:  # it was cut just now
                        near.close()
                        far.close()
                        return
                    self._pairs += [near, far]
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with near, far, selectors.DefaultSelector() as ready, suppress(OSError):
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not data:
                        return
                    time.sleep(self.way)
                    key.data.sendall(data)


class Room:
    """A room of a host, and a screen with its key that gives orders. ``latest``: of each kind of message."""

    def __init__(self, port: int, code: str, key: str) -> None:
        self.code, self.key = code, key
        self.wire = Wire(port)
        self._socket = connect(f"ws://127.0.0.1:{port}/socket", compression=None, legacy=True)
        self.latest: dict[type[Any], Any] = {}
        self._news = threading.Condition()
        self._say(p.Watch(p.VERSION, code, key))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.wire.port}"

    @property
    def address(self) -> str:
        return f"{self.site}/#{self.code}"

    def order(self, ask: p.Ask, seat: int = 0) -> None:
        self._say(p.Order(ask, seat))

    def rules(self, **changes: Any) -> None:
        self._say(p.Rules(**{"level": 4, "length": 3, **changes}))

    def told(self, kind: type[Any], fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """The latest message of a kind, once it fits."""
        with self._news:
            assert self._news.wait_for(lambda: kind in self.latest and fits(self.latest[kind]), 10)
            return self.latest[kind]

    def _say(self, message: p.FromScreen) -> None:
        self._socket.send(p.encode(message).decode())

    def _listen(self) -> None:
        with suppress(ConnectionClosed):
            for frame in self._socket:
                message = p.decode_from_host(frame)
                with self._news:
                    self.latest[type(message)] = message
                    self._news.notify_all()


@contextmanager
def hosted(folder: Path, rooms: int) -> Iterator[Iterator[Room]]:
    """Rooms of one ``main.py host``, one after the other."""
    with StartedHost(folder, "--rooms", str(rooms)) as host:
        yield (Room(host.said["port"], one["code"], one["key"]) for one in host.said["rooms"])


@contextmanager
def letters_of(browser: Browser, size: int) -> Iterator[Browser]:
    """Another browser of the same kind, in whose settings letters are so large."""
    settings = [f"--blink-settings=defaultFontSize={size}"]
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", *settings])
    yield other
    other.close()


class Pad:
    """A page in a browser of its own, and who writes on it."""

    def __init__(self, browser: Browser, room: Room, viewport: Any = PHONE, **options: Any) -> None:
        self.context = browser.new_context(viewport=viewport, has_touch=True, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(room.address)

    def join(self, name: str) -> Pad:
        self.page.fill("#name", name)
        self.page.click("#join .primary")
        self.page.wait_for_selector("#play.write:not(.lost)")
        return self

    def shows(self, selector: str, text: str = "") -> str:
        """Wait until something shows, and say what it reads."""
        found = self.page.locator(selector).filter(has_text=text).first
        found.wait_for()
        return (found.text_content() or "").strip()

    def keep(self, selector: str) -> None:
        """Remember from now on all that this part of the page says, also what it says for a moment only."""
        self.page.evaluate(
            """selector => {
                const part = document.querySelector(selector);
                window.kept = Object.assign(window.kept || {}, { [selector]: [] });
                const keep = () => window.kept[selector].push(part.textContent);
                new MutationObserver(keep).observe(part, { childList: true, subtree: true });
            }""",
            selector,
        )

    def has_said(self, selector: str, text: str) -> None:
        """Wait until this part has said something with this text since :meth:`keep`."""
        self.page.wait_for_function(
            "([selector, text]) => window.kept[selector].some((said) => said.includes(text))",
            arg=[selector, text],
        )

    def asked(self, other_than: str = "") -> str:
        """The open question, another one than the one before."""
        try:
            self.page.wait_for_function(
                """before => {
                    const text = document.querySelector("#question").textContent.trim();
                    const open = document.querySelector("#head").className.trim() === "";
                    return open && text.endsWith("=") && text !== before;
                }""",
                arg=other_than,
            )
        except PlaywrightTimeoutError as error:
            raise AssertionError(
                f"No other question than {other_than!r} came; the page shows {self.state()}."
            ) from error
        # A stroke that begins sooner belongs to the answer before.
        self.page.wait_for_timeout(1000 * LATE_STROKE + 100)
        return (self.page.text_content("#question") or "").strip()

    def state(self) -> dict[str, Any]:
        """What the page shows, for who asks why a test has failed."""
        shown: dict[str, Any] = self.page.evaluate(
            """() => {
                const all = (selector) => [...document.querySelectorAll(selector)];
                const text = (selector) => all(selector).map((one) => one.textContent.trim()).join(" ");
                const buttons = all("footer button")
                    .map((one) => one.textContent + (one.disabled ? " (off)" : ""));
                return {
                    play: document.querySelector("#play").className,
                    head: document.querySelector("#head").className.trim(),
                    question: text("#question"),
                    words: text("#words"),
                    hint: text("#hint"),
                    reading: text("#reading:not([hidden])"),
                    offered: all("footer .choice").map((one) => one.textContent),
                    buttons,
                    progress: all("#progress li").map((one) => one.className),
                };
            }"""
        )
        return {**shown, "ink": self.ink()}

    def press(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()

    def strokes(self, digits: str) -> list[list[tuple[float, float]]]:
        """Places on the page where a hand writes these digits in the middle of the squares."""
        area = self.page.locator("#squares").bounding_box()
        assert area is not None
        strokes = write(digits, random.Random(len(digits))).strokes
        xs = [point.x for stroke in strokes for point in stroke.points]
        ys = [point.y for stroke in strokes for point in stroke.points]
        wide, high = max(xs) - min(xs), max(ys) - min(ys)
        scale = min(0.5 * area["height"] / high, 0.7 * area["width"] / wide)
        left = area["x"] + area["width"] / 2 - scale * (max(xs) + min(xs)) / 2
        top = area["y"] + 0.45 * area["height"] - scale * (max(ys) + min(ys)) / 2
        return [
            [(left + scale * point.x, top + scale * point.y) for point in stroke.points] for stroke in strokes
        ]

    def write(self, digits: str, lift: bool = True) -> None:
        """Write these digits. Unless ``lift``, the pen stays down at the end."""
        *early, last = self.strokes(digits)
        for stroke in early:
            self.draw(stroke)
        self.draw(last, lift)

    def draw(self, places: Sequence[tuple[float, float]], lift: bool = True) -> None:
        mouse = self.page.mouse
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place)
        if lift:
            mouse.up()

    def answer(self, question: str, more: int = 0) -> None:
        """Write the right answer, or one that is wrong by so much; say which it is, if that is asked.

        A reader that knows the 1 of this hand, and not yet its 7, may ask which of both a 7 is.
        """
        written = str(solve(question) + more)
        self.write(written)
        self.done()
        self.settle(question, written)

    def settle(self, question: str, written: str) -> None:
        """Wait until what was written is judged, and say which number it is, if that is asked. While the
        connection is lost, nothing is."""
        offered = self.page.wait_for_function(
            """([question, written]) => {
                const offered = [...document.querySelectorAll("footer .choice")];
                if (offered.some((button) => button.textContent === written)) return "offered";
                const lost = document.querySelector("#play").classList.contains("lost");
                const same = document.querySelector("#question").textContent.trim() === question;
                return lost || !same || document.querySelector("#head").className.trim() ? "judged" : "";
            }""",
            arg=[question, written],
        )
        if offered.json_value() == "offered":
            self.press(written)

    def done(self) -> None:
        """Press Done, if the host has not taken the answer by itself already."""
        self.page.evaluate(
            """() => [...document.querySelectorAll("footer button:enabled")]
                .filter((button) => button.textContent === "Done").forEach((button) => button.click())"""
        )

    def ink(self) -> int:
        """How many pixels of the squares have ink on them."""
        count: int = self.page.evaluate(
            """() => [...document.querySelectorAll("#squares canvas")].reduce((sum, canvas) => {
                const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                return sum + pixels.filter((value, at) => at % 4 === 3 && value > 128).length;
            }, 0)"""
        )
        return count

    def close(self) -> None:
        self.context.close()
        assert self.errors == []
