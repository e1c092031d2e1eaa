"""Rooms found on this network by themselves: a host says by multicast DNS where it is, and others listen.

What is found is a suggestion: an address, a port and what a host calls its rooms. Codes are never
announced, so that finding a host lets nobody in.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from zeroconf import ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from game.net import protocol as p

_TYPE = "_digit-duel._tcp.local."
_PATIENCE_MS = 500
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class AnnouncedHost:
    """A host on this network. ``version``: of the protocol that it speaks; 0 if it does not say."""

    name: str
    address: str
    port: int
    version: int


class Announcement:
    """Says where this host is, until it is closed.

    Raises:
        OSError: this machine has no network that can be spoken to.
    """

    def __init__(self, name: str, port: int, addresses: Sequence[str]) -> None:
        self._zeroconf = Zeroconf()
        host = socket.gethostname().partition(".")[0] or "host"
        self._info = ServiceInfo(
            _TYPE,
            f"{host}-{port}.{_TYPE}",
            port=port,
            properties={"name": name[:_LONGEST_NAME].encode(), "version": str(p.VERSION).encode()},
            addresses=[ipaddress.ip_address(one).packed for one in addresses],
            server=f"{host}.local.",
        )
        try:
            self._zeroconf.register_service(self._info, allow_name_change=True)
        except BaseException:
            self._zeroconf.close()
            raise

    def close(self) -> None:
        self._zeroconf.unregister_service(self._info)
        self._zeroconf.close()


class Search:
    """Listens for hosts until it is closed. :attr:`found` may be asked for from any thread.

    Raises:
        OSError: this machine has no network that can be listened to.
    """

    def __init__(self) -> None:
        self._zeroconf = Zeroconf()
        self._found: dict[str, AnnouncedHost] = {}
        self._browser = ServiceBrowser(self._zeroconf, _TYPE, handlers=[self._changed])

    @property
    def found(self) -> list[AnnouncedHost]:
        """The hosts that are there now, by name."""
        return sorted(dict(self._found).values(), key=lambda one: (one.name.casefold(), one.address))

    def wait(self, seconds: float) -> list[AnnouncedHost]:
        """What is found within so many seconds, at the first find."""
        until = time.monotonic() + seconds
        while not self._found and time.monotonic() < until:
            time.sleep(0.02)
        return self.found

    def _changed(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Removed:
            self._found.pop(name, None)
            return
        info = zeroconf.get_service_info(service_type, name, _PATIENCE_MS)
        if info is None or not info.port:
            return
        addresses = info.parsed_addresses()
        if addresses:
            self._found[name] = AnnouncedHost(
                shown(info.properties.get(b"name")) or name.partition(".")[0],
                addresses[0],
                info.port,
                _number(info.properties.get(b"version")),
            )

    def close(self) -> None:
        self._browser.cancel()
        self._zeroconf.close()


def shown(name: bytes | None) -> str:
    """What somebody on this network calls their host, fit to be shown."""
    text = (name or b"").decode("utf-8", "replace")[:_LONGEST_NAME]
    return "".join(character for character in text if character.isprintable()).strip()


def _number(text: bytes | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 7 else 0
