"""The forms of the policies, a part for each kind: how it is drawn and how it is read."""
