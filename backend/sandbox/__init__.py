"""The other side, simulated: a small shop platform and a small Amazon. Imports nothing of the app."""
