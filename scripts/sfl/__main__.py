"""`python -m sfl`."""

from sfl.cli import main

if __name__ == "__main__":
    main()
