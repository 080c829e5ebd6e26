"""How often the property tests try: a few hundred times with the suite, FUZZ times as often with `make fuzz`."""

import os

TIMES = int(os.environ.get("FUZZ", "1"))
