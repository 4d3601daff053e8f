"""Storelane: sell a shop's products on Amazon from inside the shop's own admin."""
