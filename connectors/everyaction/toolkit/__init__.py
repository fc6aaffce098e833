"""What every connector shares. Copied into each by `sfl sync-toolkit`: edit toolkit/ at the root only."""
