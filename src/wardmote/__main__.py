"""``python -m wardmote COMMAND``: the same front door as the installed ``wardmote``."""

import sys

from wardmote.site.commands.command_line import main

if __name__ == "__main__":
    sys.exit(main())
