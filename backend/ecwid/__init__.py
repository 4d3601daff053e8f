"""The shop platform: how it lets us in, what it holds, and how its words become the trade's."""
