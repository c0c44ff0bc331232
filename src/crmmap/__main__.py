"""``python -m crmmap`` is the command ``crmmap``."""

import sys

from crmmap.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
