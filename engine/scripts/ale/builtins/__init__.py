"""The library of Ale: every name that a script may use without binding it, but for special forms and macros."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.builtins.control import CONTROL
from engine.scripts.ale.builtins.folds import FOLDS
from engine.scripts.ale.builtins.lazies import LAZIES
from engine.scripts.ale.builtins.logic import LOGIC
from engine.scripts.ale.builtins.making import MAKING
from engine.scripts.ale.builtins.numbers import NUMBERS
from engine.scripts.ale.builtins.objects import OBJECTS
from engine.scripts.ale.builtins.predicates import PREDICATES
from engine.scripts.ale.builtins.taking import TAKING
from engine.scripts.ale.builtins.text import TEXT
from engine.scripts.ale.values import Value

_FAMILIES: Final = (NUMBERS, LOGIC, PREDICATES, MAKING, TAKING, OBJECTS, LAZIES, FOLDS, TEXT, CONTROL)

LIBRARY: Final[dict[str, Value]] = {name: value for family in _FAMILIES for name, value in family.values.items()}
