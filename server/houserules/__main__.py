"""``python -m houserules`` is the ``houserules`` command."""

from houserules.cli.main import main

if __name__ == "__main__":
    main()
