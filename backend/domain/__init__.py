"""The rules of the trade: pure functions and frozen dataclasses, standard library only, no clock, no I/O."""
