"""The marketplaces a shop can sell on: one folder each, behind the port in marketplace.py."""
