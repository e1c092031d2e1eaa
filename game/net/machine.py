"""This machine, as a host needs it: its names and addresses, a port, and how many files may be open."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

PORT = 4719


class CannotHostError(Exception):
    """No room can be opened; the message is one plain sentence that says what to do."""


def own_names() -> tuple[str, ...]:
    """Names under which this machine may be called."""
    name = socket.gethostname()
    short = name.partition(".")[0]
    return "localhost", name, short, f"{short}.local"


def addresses() -> list[str]:
    """The addresses at which other machines may reach this one, the likeliest first."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only says which way it would go
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]  # type: ignore[misc]
    real = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    return [one for one in real if not ipaddress.ip_address(one).is_unspecified]


def listen(port: int, address: str = "0.0.0.0") -> socket.socket:
    """A socket that is bound to a port.

    Raises:
        CannotHostError: the port cannot be used; says why.
    """
    if not 0 <= port <= 65535:
        raise CannotHostError(f"There is no port {port}: choose one from 1024 to 65535 with --port.")
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
    except PermissionError as error:
        bound.close()
        raise CannotHostError(
            f"Port {port} is kept for the system: choose one from 1024 to 65535 with --port."
        ) from error
    except OSError as error:
        bound.close()
        raise CannotHostError(
            f"Port {port} is in use or cannot be opened ({error.strerror}): choose another with --port."
        ) from error
    return bound


def raise_open_files() -> int | None:
    """Let as many connections be open as the system allows. Returns how many; None if no limit is set."""
    if sys.platform == "win32":
        return None  # it has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def spare_cores(used: int) -> int:
    """How many cores this process may use beside so many; 0 on a machine with one or two."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(0, cores - used) if cores > 2 else 0
