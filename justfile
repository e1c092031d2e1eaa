# The usual commands: “uv run just” lists them, “uv run just test” runs one.
# Words after a command's name are handed on: “uv run just test tests/unit/data -x”.

set windows-shell := ["powershell.exe", "-NoLogo", "-Command"]

_list:
    @uv run just --list --unsorted

# play
play *OPTIONS:
    uv run main.py {{OPTIONS}}

# play as if only the game were installed, without the libraries for training
play-light *OPTIONS:
    uv run --no-group training main.py {{OPTIONS}}

# all tests that take seconds
test *OPTIONS:
    uv run pytest {{OPTIONS}}

# the tests that take minutes
slow *OPTIONS:
    uv run pytest -m "slow and not screen" --dist load {{OPTIONS}}

# the tests in a real window: needs Xvfb and xdotool
window *OPTIONS:
    uv run pytest -n 0 -m screen {{OPTIONS}}

# the tests with other made-up cases than yesterday's; a failure is kept as an example
fuzz *OPTIONS:
    uv run pytest --hypothesis-profile=fuzz {{OPTIONS}}

# every screen as a picture
shots OUT="out/pictures" *OPTIONS:
    uv run python -m tests.shots {{OUT}} {{OPTIONS}}

# measure times: reading, start, frames
bench *OPTIONS:
    uv run pytest -n 0 -m bench {{OPTIONS}}

# play by robot, with real ink: just robot digits.jsonl.gz --answers 200
robot +FILES:
    uv run python -m tests.robot {{FILES}}

# form
lint:
    uv run ruff format --check .
    uv run ruff check .

# mend form
format:
    uv run ruff format .
    uv run ruff check --fix .

# types
types *FILES:
    uv run mypy {{FILES}}

# which room may import which
imports:
    uv run lint-imports --no-cache
    uv run pytest -n 0 tests/unit/test_imports.py

# everything that has to hold before a change goes in
ci:
    bash .ci/run
