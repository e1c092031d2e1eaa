"""Times put into the few figures that are told of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path


def check_files(parser: argparse.ArgumentParser, files: Sequence[Path]) -> None:
    """Ends the command with a sentence if one of the files is not there."""
    for file in files:
        if not file.is_file():
            parser.error(f"there is no file {file}")


def spread_ms(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile and longest of some times, in milliseconds."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)

    return {"median_ms": at(0.5), "p99_ms": at(0.99), "longest_ms": at(1.0)}


def show(figures: Mapping[str, object], as_json: bool) -> None:
    """Print figures: one line each for people, one object for programs."""
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:>18}  {value}")
