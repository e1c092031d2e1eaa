"""What a server tells of itself: figures for Prometheus, whether it is well, and its log as lines of JSON.

None of it has a player's name, a token, or ink.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from game.net import protocol as p

if TYPE_CHECKING:
    from game.net.holding import Holding
    from game.net.reading import Readings
    from game.net.server import Host

_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0)
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts what is said. A `game.net.server.Observer`."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry = registry = CollectorRegistry()
        self._began: dict[tuple[str, int], float] = {}
        self._answers = Counter("duel_answers", "Verdicts that were told", ["outcome"], registry=registry)
        self._unsure = Counter("duel_unsure", "Readings that the player was asked about", registry=registry)
        self._verdicts = Histogram(
            "duel_verdict_seconds",
            "From the message that ends an answer to its verdict",
            buckets=_BUCKETS_S,
            registry=registry,
        )
        self._joined = Counter("duel_joined", "Pads that came in", ["how"], registry=registry)
        self._refused = Counter("duel_refused", "Clients that were not let in", ["reason"], registry=registry)
        self._seats = Gauge("duel_seats", "Pads that are connected", registry=registry)
        self._rooms = Gauge("duel_rooms", "Rooms that are held here", registry=registry)
        self._queue = Gauge("duel_stream_waiting", "What is not on the stream yet", registry=registry)
        self._reads = Gauge("duel_reads_waiting", "Readings that wait", registry=registry)
        self._readers = Gauge(
            "duel_readers", "Processes that read for this one; with 0 it reads by itself", registry=registry
        )
        self._directory = Gauge("duel_directory_up", "Whether the directory answers", registry=registry)

    def heard(self, code: str, seat: int, message: p.FromPad) -> None:
        if isinstance(message, p.Done):
            self._began[code, seat] = time.perf_counter()

    def told(self, code: str, seat: int, message: p.ToPad) -> None:
        if not isinstance(message, p.Verdict | p.Unsure):
            return
        began = self._began.pop((code, seat), None)
        if began is not None:
            self._verdicts.observe(time.perf_counter() - began)
        if isinstance(message, p.Verdict):
            self._answers.labels(message.outcome.value).inc()
        else:
            self._unsure.inc()

    def joined(self, again: bool) -> None:
        self._joined.labels("again" if again else "new").inc()

    def refused(self, reason: p.Reason) -> None:
        self._refused.labels(reason.name.lower()).inc()

    def page(self, host: Host, holding: Holding, readings: Readings, waiting: Callable[[], int]) -> bytes:
        """All figures in the form that Prometheus reads."""
        from prometheus_client import generate_latest

        self._seats.set(host.connected)
        self._rooms.set(len(host.rooms))
        self._queue.set(waiting())
        self._reads.set(readings.waiting)
        self._readers.set(readings.processes)
        self._directory.set(holding.trouble is None)
        return generate_latest(self.registry)


def routes(
    metrics: Metrics, host: Host, holding: Holding, readings: Readings, waiting: Callable[[], int]
) -> list[BaseRoute]:
    """``/healthz`` and ``/metrics``, both of this process alone.

    Args:
        waiting: how many entries are not on the stream yet.
    """

    async def healthz(_: Request) -> Response:
        trouble = holding.trouble
        told = {"rooms": len(host.rooms), "directory": trouble.value if trouble is not None else "up"}
        return JSONResponse(told, 503 if trouble is not None else 200)

    async def figures(_: Request) -> Response:
        return Response(metrics.page(host, holding, readings, waiting), headers={"content-type": _TEXT})

    return [Route("/healthz", healthz), Route("/metrics", figures)]


class _JsonFormatter(logging.Formatter):
    """One JSON object a line. Of an error it has the kind, never the message: that may have a name in it."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": round(record.created, 3),
            "level": record.levelname.lower(),
            "process": self._process,
            "module": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def log_lines(process: str) -> None:
    """Log to the standard error from now on, as lines of JSON. ``process``: what this one is called."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter(process))
    for name in ("game", "data", "recognizer"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
