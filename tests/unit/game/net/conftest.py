"""A Redis for what is shared between processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.redis_server import RedisServer, redis_needed


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """A real one that keeps nothing; each test empties it for itself."""
    redis_needed()
    with RedisServer(keeps=False) as running:
        yield running
