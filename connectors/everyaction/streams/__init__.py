"""How each resource of Ongage is read. A stream yields changes; only sync.py emits them."""
