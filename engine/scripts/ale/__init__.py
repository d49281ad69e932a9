"""Ale, the small Lisp of scripts (`ale.md`). The one way in is `compile_ale`; see DESIGN.md."""

from engine.scripts.ale.program import AleProgram, compile_ale

__all__ = ["AleProgram", "compile_ale"]
