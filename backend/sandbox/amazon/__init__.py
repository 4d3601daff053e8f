"""A small Amazon: consent, tokens, the Selling Partner API, and what buyers see."""
