"""sqlite-utils' migrations, imported without what they do not need.

sqlite-utils imports numpy and pandas wherever they are installed, only to know their types: that would be a second and
100 MB for every command.
"""

import sys

_HEAVY = [name for name in ("numpy", "pandas") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_HEAVY))  # type: ignore[arg-type]  # None: as if it were not installed
from sqlite_utils import Database, Migrations

for _name in _HEAVY:
    del sys.modules[_name]

__all__ = ["Database", "Migrations"]
