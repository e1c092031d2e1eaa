"""The game: screens, rules of play, sessions."""

import os

# pygame greets on stdout when it is imported, where programs expect only what they have asked for.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
