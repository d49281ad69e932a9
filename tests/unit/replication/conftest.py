from __future__ import annotations

import sys
from pathlib import Path

# Tests import `fakes` by name: with importlib mode their folder is not on the path by itself.
sys.path.insert(0, str(Path(__file__).parent))
