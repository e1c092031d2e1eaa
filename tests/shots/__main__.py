"""Draw a picture of every screen, at three window sizes; or keep what they look like, for the tests.

uv run python -m tests.shots OUT/ --only menu results
uv run python -m tests.shots OUT/ --update
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pygame

from tests.shots import changes
from tests.shots.fingerprints import KEPT, NEAR, Fingerprint, apart, fingerprint, keep, kept
from tests.shots.render import PORTRAIT, SIZES, names, render


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws; the exit code is 2 where it cannot, with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    if options.update and (options.only or options.portrait):
        print("All fingerprints are kept at once: leave --only and --portrait out.", file=sys.stderr)
        return 2
    every = names((*SIZES, PORTRAIT) if options.portrait else SIZES)
    wanted = [name for name in every if not options.only or any(text in name for text in options.only)]
    if not wanted:
        texts = " or ".join(f"“{text}”" for text in options.only)
        print(f"No shot has {texts} in its name: leave --only out to see them all.", file=sys.stderr)
        return 2
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    from recognizer.bundle import BundleError
    from recognizer.slot import Slot

    slot, found = Slot(), {}
    try:
        slot.load()
        options.out.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            picture = render(*every[name], slot)
            pygame.image.save(picture, options.out / f"{name}.png")
            found[name] = fingerprint(picture)
    except (BundleError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(found)} pictures in {options.out}")
    if options.update:
        _update(options.out, found)
    return 0


def _update(out: Path, found: dict[str, Fingerprint]) -> None:
    """Keep these fingerprints, and show the pictures that have changed beside what they were."""
    before = kept() if KEPT.exists() else {}
    new = sorted(found.keys() - before.keys())
    same = {name: one for name, one in before.items() if name in found and apart(found[name], one) <= NEAR}
    changed = sorted(found.keys() & before.keys() - same.keys())
    keep(found | same)  # what looks the same stays to the letter
    print(f"{len(changed)} changed, {len(new)} new, {len(before.keys() - found.keys())} gone.")
    if changed:
        changes.draw_before(out / changes.BEFORE, changed)
    if changed or new:
        print(f"Look at them in {changes.page(out, [*changed, *new])}, then commit {KEPT.name}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.shots", description="Draw a picture of every screen, at three window sizes."
    )
    parser.add_argument("out", type=Path, help="folder for the pictures; made if it is not there")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="TEXT", help="only those whose names contain one of these"
    )
    parser.add_argument("--portrait", action="store_true", help="also at 720×1280")
    parser.add_argument(
        "--update",
        action="store_true",
        help="keep what they look like now, for the tests; shows those that changed, before and after",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
