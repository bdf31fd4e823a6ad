"""Archives: many clips in one run, on this machine or others, resumable at any moment."""

from .ledger import Ledger
from .plan import Plan, make_plan
from .rows import Row, place_of, read_failures, read_gone, read_kept, read_rows, read_speed
from .run import Run, Stop, Watcher
from .storage import Shelf
from .tally import Tally
from .walk import EVERYTHING, Filters

__all__ = [
    "EVERYTHING",
    "Filters",
    "Ledger",
    "Plan",
    "Row",
    "Run",
    "Shelf",
    "Stop",
    "Tally",
    "Watcher",
    "make_plan",
    "place_of",
    "read_failures",
    "read_gone",
    "read_kept",
    "read_rows",
    "read_speed",
]
