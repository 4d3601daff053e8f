"""A stand-in for the European Central Bank's public list of reference rates."""
