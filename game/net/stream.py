"""Finished answers on their way to the store: over a Redis stream, from many workers to one writer.

How it works
------------
:class:`StreamStore` is what a worker's sessions write to. It never waits and never fails: what it is given
stays in memory until a thread has put it on the stream, in order, however long Redis is away.

:class:`Writer` reads the stream as the only one of its consumer group, and writes to the real store. It
acknowledges entries after the store has them. After a kill it is handed once more what it had not
acknowledged.

Everything is kept once, however often it comes. A match is known by its key (room, match and seat), an answer
by its round in that match, and a sample by its ink: so an entry that comes again finds itself already there.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from game.session.store import (
    DigitSample,
    Ending,
    KeptAnswer,
    NumberSample,
    Opening,
    Store,
    StoreFailedError,
)

if TYPE_CHECKING:
    from redis import Redis

_log = logging.getLogger(__name__)

_GROUP, _CONSUMER = "store", "writer"
_FIELD = "entry"
_PACK = 100  # entries that go at once
#: Beyond so many that wait nothing more is taken: Redis is away for hours.
MOST_WAITING = 200_000
_ROUNDS = 1_000_000  # more than a match has
_MOST_KNOWN = 20_000
_AGAIN_S = 0.5
_CLOSES_WITHIN_S = 5.0
_BLOCK_MS = 500
# What the store cannot take for now is tried again. After so long it is left out, so that others can go on.
_TRIES, _BETWEEN_S = 20, 0.5


class _Entry(msgspec.Struct, frozen=True, tag=True):
    """Base of all entries. ``match``: its key."""

    match: str


class Began(_Entry, frozen=True):
    opening: Opening


class Answered(_Entry, frozen=True):
    kept: KeptAnswer


class Corrected(_Entry, frozen=True):
    """``sample.answer`` is a round here."""

    sample: DigitSample


class NumberCorrected(_Entry, frozen=True):
    number: NumberSample


class Confirmed(_Entry, frozen=True):
    sample: DigitSample
    draw: float


class Rested(_Entry, frozen=True):
    player: int
    rest: float
    patience: float


class Finished(_Entry, frozen=True):
    scores: list[int]
    places: list[int]
    complete: bool


_Sample = TypeVar("_Sample", DigitSample, NumberSample)
Entry = Began | Answered | Corrected | NumberCorrected | Confirmed | Rested | Finished
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


def stream_of(shelf: str) -> str:
    """The name of the stream of all workers that share a folder (``shelf``). They also share the store."""
    return f"duel:answers:{shelf}"


def connected(url: str) -> Redis:
    """A client for a thread of its own. It connects when it is used."""
    from redis import Redis

    return Redis.from_url(url, socket_connect_timeout=1.0, socket_timeout=5.0)


class StreamStore:
    """A `game.session.store.Store` that puts everything on a stream. Any thread may use it."""

    def __init__(self, redis: Redis, stream: str) -> None:
        self._redis, self._stream = redis, stream
        self._waiting: deque[bytes] = deque()
        self._keys: list[str] = []  # by the number under which a session knows its match
        self._something, self._closing = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._send, name="stream", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many entries are not on the stream yet."""
        return len(self._waiting)

    def begin(self, opening: Opening) -> int:
        with self._lock:
            self._keys.append(opening.occasion.key)
            match = len(self._keys) - 1
        self._put(Began(opening.occasion.key, opening))
        return match

    def answer(self, match: int, kept: KeptAnswer) -> int:
        self._put(Answered(self._keys[match], kept))
        return match * _ROUNDS + kept.answer.round

    def _placed(self, answer: int | None) -> tuple[str, int | None]:
        """The match and the round of an answer."""
        if answer is None:
            return "", None
        match, round = divmod(answer, _ROUNDS)
        return self._keys[match], round

    def correct(self, sample: DigitSample) -> None:
        match, round = self._placed(sample.answer)
        self._put(Corrected(match, _with_answer(sample, round)))

    def correct_number(self, number: NumberSample) -> None:
        match, round = self._placed(number.answer)
        self._put(NumberCorrected(match, _with_answer(number, round)))

    def confirm(self, sample: DigitSample, draw: float) -> None:
        match, round = self._placed(sample.answer)
        self._put(Confirmed(match, _with_answer(sample, round), draw))

    def rest(self, player: int, rest: float, patience: float) -> None:
        self._put(Rested("", player, rest, patience))

    def finish(self, match: int, ending: Ending) -> None:
        scores, places = list(ending.scores), list(ending.places)
        self._put(Finished(self._keys[match], scores, places, ending.complete))

    def _put(self, entry: Entry) -> None:
        if len(self._waiting) >= MOST_WAITING:
            _log.error("Redis is away for too long: an answer is not kept. See whether it runs.")
            return
        self._waiting.append(_encode(entry))
        self._something.set()

    def _send(self) -> None:
        """The thread."""
        from redis.exceptions import RedisError

        said = False
        while True:
            self._something.wait()
            self._something.clear()
            while self._waiting:
                pack = [self._waiting[at] for at in range(min(_PACK, len(self._waiting)))]
                try:
                    pipe = self._redis.pipeline(transaction=True)
                    for entry in pack:
                        pipe.xadd(self._stream, {_FIELD: entry})
                    pipe.execute()
                except (RedisError, OSError):
                    if not said:
                        _log.error("Redis takes no answers: they are kept in memory until it is back.")
                    said = True
                    if self._closing.wait(_AGAIN_S):
                        return
                    continue
                said = False
                for _ in pack:
                    self._waiting.popleft()
            if self._closing.is_set():
                return

    def close(self) -> None:
        """Wait a moment until everything is on the stream."""
        until = time.monotonic() + _CLOSES_WITHIN_S
        while self._waiting and time.monotonic() < until:
            time.sleep(0.02)
        if self._waiting:
            _log.error(
                "Redis did not take %d answers. Rooms that are taken up send theirs again.", self.waiting
            )
        self._closing.set()
        self._something.set()
        self._thread.join(_CLOSES_WITHIN_S)


def _with_answer(sample: _Sample, answer: int | None) -> _Sample:
    return replace(sample, answer=answer)


class KeyedStore(Store, Protocol):
    """A store that finds what it has."""

    def match_of(self, key: str) -> int | None:
        """The id of the match of this key."""
        ...

    def answer_of(self, match: int, seat: int, round: int) -> int | None:
        """The id of what is stored of a round."""
        ...


class Writer:
    """Takes entries off the stream and writes them to a store. There is one of it, in one thread.

    Args:
        sleep: waits before something is tried again.
    """

    def __init__(
        self, redis: Redis, stream: str, store: KeyedStore, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._redis, self._stream, self._store, self._sleep = redis, stream, store, sleep
        self._matches: dict[str, int] = {}
        # The entry to read on from: "0" for what an earlier writer has not acknowledged, ">" for new ones.
        self._after = "0"
        self.written = 0

    def step(self, block_ms: int = _BLOCK_MS) -> int:
        """Write what is there; wait a moment if there is nothing. Returns how many entries there were.

        Raises:
            redis.exceptions.RedisError: Redis does not answer.
        """
        found: Any = self._redis.xreadgroup(
            _GROUP, _CONSUMER, {self._stream: self._after}, count=_PACK, block=block_ms
        )
        entries = found[0][1] if found else []
        if not entries:
            if self._after == ">":
                return 0
            self._after = ">"
            return self.step(block_ms)
        for _, fields in entries:
            self._write(fields[_FIELD.encode()])
        numbers = [number for number, _ in entries]
        pipe = self._redis.pipeline(transaction=True)
        pipe.xack(self._stream, _GROUP, *numbers)
        pipe.xdel(self._stream, *numbers)
        pipe.execute()
        self.written += len(entries)
        return len(entries)

    def prepare(self) -> None:
        """Make the group, if there is none."""
        from redis.exceptions import ResponseError

        try:
            self._redis.xgroup_create(self._stream, _GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def run(self, stop: threading.Event) -> None:
        """Write until ``stop`` is set and nothing is left."""
        from redis.exceptions import RedisError

        ready, said = False, False
        while True:
            try:
                if not ready:
                    self.prepare()
                    ready, self._after = True, "0"
                wrote = self.step()
                said = False
            except (RedisError, OSError):
                if not said:
                    _log.error(
                        "Redis does not answer, so nothing is stored: it is tried again until it does."
                    )
                ready, said, wrote = False, True, 0
                if not stop.is_set():
                    self._sleep(_AGAIN_S)
            if stop.is_set() and not wrote:
                return

    def _write(self, data: bytes) -> None:
        try:
            entry: Entry = _decode(data)
        except (msgspec.MsgspecError, ValueError) as error:
            _log.error("An answer of another version cannot be kept: %s.", type(error).__name__)
            return
        for _ in range(_TRIES):
            try:
                self._keep(entry)
                return
            except StoreFailedError as error:
                if not error.later:
                    _log.error("An answer cannot be kept: %s", type(error.__cause__).__name__)
                    return
                self._sleep(_BETWEEN_S)
        _log.error("An answer cannot be kept: the store cannot be written. See whether its disk is full.")

    def _match(self, key: str) -> int | None:
        if key not in self._matches:
            found = self._store.match_of(key) if key else None
            if found is None:
                return None
            self._matches[key] = found
        return self._matches[key]

    def _keep(self, entry: Entry) -> None:
        known = self._match(entry.match)
        match entry:
            case Began():
                if len(self._matches) > _MOST_KNOWN:
                    self._matches.clear()
                self._matches[entry.match] = self._store.begin(entry.opening)
            case Answered() if known is not None:
                self._store.answer(known, entry.kept)
            case Corrected():
                self._store.correct(self._found(entry.match, entry.sample))
            case NumberCorrected():
                self._store.correct_number(self._found(entry.match, entry.number))
            case Confirmed():
                self._store.confirm(self._found(entry.match, entry.sample), entry.draw)
            case Rested():
                self._store.rest(entry.player, entry.rest, entry.patience)
            case Finished() if known is not None:
                self._store.finish(known, Ending(entry.scores, entry.places, entry.complete))
            case _:
                _log.error("An answer of a match that is not known cannot be kept.")

    def _found(self, key: str, sample: _Sample) -> _Sample:
        """The sample with the id of its answer in the store."""
        match, round = self._match(key), sample.answer
        if match is None or round is None:
            return _with_answer(sample, None)
        return _with_answer(sample, self._store.answer_of(match, 0, round))
