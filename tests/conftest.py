"""What tests of every package share."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.real_digits import RealDigits

# No test depends on luck, nor on how busy the machine is: the same examples each time, and no deadline. New
# ones are for `pytest --hypothesis-profile=fuzz`, every night: it prints how to see a failure again.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("ci")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def digit_data() -> Path:
    """The folder of real digits: ``$DIGIT_DATA``, else ``../shared/data`` beside the project."""
    named = os.environ.get("DIGIT_DATA")
    folder = Path(named) if named else SHARED_DATA
    if folder.is_dir():
        return folder
    if named:
        pytest.fail(f"$DIGIT_DATA names a folder that does not exist: {folder}")
    pytest.skip("real digits are needed: set DIGIT_DATA to their folder")


@pytest.fixture(scope="session")
def real_digits(digit_data: Path) -> RealDigits:
    return RealDigits(digit_data)


def pytest_collection_finish() -> None:
    """What is imported by now stays: leave it out when the app collects garbage, with each screen."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI has the real digits, a test that skips all the same hides a failure: it fails."""
    report = yield
    wanted = set(getattr(item, "fixturenames", ()))
    has_data = "DIGIT_DATA" in os.environ or SHARED_DATA.is_dir()
    # Benchmarks are skipped on purpose outside their own runs.
    strict = os.environ.get("CI") and has_data and "digit_data" in wanted and "benchmark" not in wanted
    if strict and report.skipped and call.excinfo is not None:
        report.outcome = "failed"
        report.longrepr = f"skipped although the real digits are there: {call.excinfo.value}"
    return report
