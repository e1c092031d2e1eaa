"""``python -m tests.shots OUT/``: a picture of every screen."""

from __future__ import annotations

import sys

from tests.shots.render import main

if __name__ == "__main__":
    sys.exit(main())
