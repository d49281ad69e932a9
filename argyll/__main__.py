"""`python -m argyll` is the command `argyll`."""

import sys

from argyll.main import main

sys.exit(main())
