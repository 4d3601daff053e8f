"""Amazon behind the port: regions, consent, tokens, and the operations of the Selling Partner API that we use."""
