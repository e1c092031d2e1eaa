"""What all commands have in common: how they read their arguments, show progress, and end.

A command ends with exit code 0, or with 2 after one short sentence on what is wrong. What it was asked for
goes to stdout, all else to stderr.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.ctrl_c import STOPPED, led_to

#: The exit code that a shell reports for a program that SIGPIPE ended.
CLOSED = 128 + 13

# Letters in one sentence, and in one word of it: what somebody gave us may be of any length.
_LONGEST, _LONGEST_WORD = 300, 80
# Seconds of work before a bar is worth showing.
_PATIENCE = 2.0

_log = logging.getLogger(__name__)

Item = TypeVar("Item")


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, sentence(f"{self.prog}: {message.rstrip('.')}. See --help.") + "\n")


def whole_number(least: int, most: int = 10**9) -> Callable[[str], int]:
    """A type for arguments that are whole numbers in this range."""

    def number(text: str) -> int:
        # Longer ones are not even tried: Python refuses some of them with an error of its own.
        value = int(text) if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) else None
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(
                f"a whole number from {least} to {most} is needed, not {text!r:.40}"
            )
        return value

    return number


def ended(run: Callable[[], int], expected: tuple[type[Exception], ...]) -> int:
    """Runs a command and gives its exit code: 2 after one sentence on stderr if it cannot go on.

    Args:
        expected: errors whose message is that sentence.
    """
    try:
        return run()
    except expected as error:
        said = str(error)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        raise
    except MemoryError:
        said = "There is too little memory for this: close other programs, or take smaller files."
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        said = f"The disk refuses{where}: {error.strerror or error}."
    except Exception as error:  # noqa: BLE001 - a fault of ours: still one sentence, and no half-done output
        if led_to(error):
            print("Stopped.", file=sys.stderr)
            return STOPPED
        _log.debug("the command failed", exc_info=True)
        said = f"Something went wrong that should not ({type(error).__name__}: {error}). Please report it."
    print(sentence(said), file=sys.stderr)
    return 2


def to_the_end(main: Callable[[], int]) -> int:
    """Runs ``main`` and returns its exit code. It is :data:`CLOSED`, without a message, if the program that
    reads the output stops before the end, as in ``… | head``."""
    try:
        if sys.stdout is not None:
            # Not every console is set to a code that has × and ÷, and names of files may be no text at all.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        code = main()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it leaves, and needs an open file for that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except OSError as error:  # the disk that stdout goes to is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(sentence(f"The output cannot be written: {error.strerror}."), file=sys.stderr)
        return 2
    return code


def sentence(text: str) -> str:
    """The text on one line of at most 300 letters: long words are shortened in their middle."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(text) > _LONGEST:
        half = _LONGEST_WORD // 2
        words = (
            word if len(word) <= _LONGEST_WORD else f"{word[:half]}…{word[-half:]}"
            for word in text.split(" ")
        )
        text = " ".join(words)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def track(items: Iterable[Item], title: str, total: int | None = None) -> Iterator[Item]:
    """The items, with a progress bar on stderr as soon as it has taken two seconds. Respects NO_COLOR.

    ``total`` is how many there are; None: that is not known before the end.
    """
    progress = bar(Console(stderr=True))
    task = progress.add_task(title, total=total)
    begun = time.monotonic()
    shown = False
    try:
        for item in items:
            yield item
            progress.advance(task)
            if not shown and time.monotonic() - begun > _PATIENCE:
                progress.start()
                shown = True
    finally:
        if shown:
            progress.stop()


def bar(console: Console) -> Progress:
    """A bar that disappears when the work is done. It shows nothing if stderr is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
