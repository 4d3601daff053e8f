"""Policies in words, a file for each kind: every rule a sentence."""
