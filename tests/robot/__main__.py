"""A robot that plays with real ink: pen files become pointer events in the real app, question after question.

    uv run python -m tests.robot digits.jsonl.gz more.jsonl.gz --answers 2000

The app runs headless on a clock of its own, sixty frames to its second (jobs are done before each frame). The
first sprints are drawn, and their frames timed on the real clock; in those after them everything goes on in
every frame but the drawing, whose result nothing reads. The robot sees what a player sees: the question, the
sheet, the verdict.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TextIO

from recognizer.bundle import BundleError
from recognizer.reader import Reader
from tests.robot.figures import Measured, Played
from tests.robot.plan import DIGIT_PAUSE, STROKE_PAUSE, Mess, Writers
from tests.robot.robot import Robot
from training import command, datasets
from training.command import CommandError
from training.datasets import DataError

DRAWN = 5  # sprints


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays and prints the figures; the exit code is 2 where it cannot, with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        measured = run(options)
    except (CommandError, DataError, BundleError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    figures = measured.figures()
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value:g}")
    return 0


def run(options: argparse.Namespace) -> Measured:
    """
    Raises:
        CommandError, DataError, BundleError: the files or the model cannot be used; says why.
    """
    if not 0.0 <= options.digit_pause[0] <= options.digit_pause[1]:
        raise CommandError("A pause needs a shortest time of 0 or more, and a longest that is no shorter.")
    reader = Reader.open(options.bundle)
    names = None if options.writers == "all" else command.chosen_writers(options.writers, reader.manifest)
    samples = [
        sample
        for path in options.files
        for sample in datasets.pen_file(path)
        if names is None or sample.writer in names
    ]
    try:
        writers = Writers(samples)
    except ValueError as error:
        raise CommandError(f"In these files, by these writers, {error}.") from error
    mess = Mess(options.palms, options.specks, options.corrections)
    with ExitStack() as opened:
        missed: Callable[[Played], None] = lambda _: None  # noqa: E731
        if options.misses:
            file = opened.enter_context(options.misses.open("w", encoding="utf-8"))
            missed = partial(_write_down, file)
        low, high = options.digit_pause
        robot = Robot(
            reader,
            writers,
            options.seed,
            drawn=options.drawn,
            missed=missed,
            digit_pause=(low, high),
            mess=mess,
        )
        opened.callback(robot.close)
        robot.play(options.answers)
    return robot.measured


def _write_down(file: TextIO, played: Played) -> None:
    print(json.dumps(played.report()), file=file, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.robot",
        description="Play the game with real ink and say how fair it is. Sprints of twenty questions run in "
        "the real app on a virtual clock; jobs are done before it advances.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a pen file of single digits")
    parser.add_argument(
        "--answers", type=_count, default=2000, metavar="N", help="right ones, and as many wrong (else 2000)"
    )
    parser.add_argument(
        "--digit-pause",
        type=float,
        nargs=2,
        default=DIGIT_PAUSE,
        metavar=("LOW", "HIGH"),
        help="seconds that the pen rests between two digits of a number, any time between these as likely "
        f"(else {DIGIT_PAUSE[0]:g} to {DIGIT_PAUSE[1]:g}); between strokes of one digit it rests "
        f"{STROKE_PAUSE[0]:g} to {STROKE_PAUSE[1]:g} s",
    )
    for name, what in (
        ("palms", "a palm rests on the right lower quarter of the sheet"),
        ("specks", "one to three specks lie around the number"),
        ("corrections", "another digit was written first and struck through"),
    ):
        parser.add_argument(
            f"--{name}",
            type=float,
            default=0.0,
            metavar="SHARE",
            help=f"in this share of the answers, 0 to 1, {what} (else 0)",
        )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed plays the same")
    parser.add_argument("--bundle", type=Path, metavar="DIR", help="the model (else the shipped one)")
    parser.add_argument(
        "--writers",
        default=command.KEPT_OUT,
        metavar="NAMES",
        help="whose digits: names with commas, “all”, or “kept-out” of the model's training (the usual)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    parser.add_argument(
        "--drawn",
        type=int,
        default=DRAWN,
        metavar="N",
        help=f"so many sprints are drawn and their frames timed; the others run without their picture, "
        f"which nothing but the timing needs (else {DRAWN})",
    )
    parser.add_argument(
        "--misses",
        type=Path,
        metavar="FILE",
        help="write each right answer that was not judged right at once, and each wrong one that was judged "
        "right, a JSON object a line: what was expected and written, what was read with its confidences, "
        "what happened when, and the ink",
    )
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main())
