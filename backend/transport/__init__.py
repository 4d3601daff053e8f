"""What every outgoing call needs, as httpx transports: errors, retrying, throttling."""
