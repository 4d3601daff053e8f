"""The bank whose reference rates prices cross over by."""
