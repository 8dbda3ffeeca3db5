"""Picketline: deterministic on the hot path, nothing uncertain ever acted on."""

__version__ = "0.1.0"
