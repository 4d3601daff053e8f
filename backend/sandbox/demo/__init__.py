"""The demo data of the sandbox: a shop, its pictures, and an Amazon catalogue to go with it."""
