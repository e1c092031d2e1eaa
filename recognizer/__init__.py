"""Ink to digits. Knows no window, no network and no database."""
