"""Recognition of cells: a learner's by the course's, and a newer course's by an older one's.

Editors give cells new ids, Colab and converters leave metadata out, learners delete a cell and write it anew elsewhere:
whatever is left of a cell tells what it is.
"""

import re
from collections.abc import Callable, Mapping

from nbformat import NotebookNode

from dlcourse.course.grading.judge.cells import grade_id, is_answer, is_locked
from dlcourse.course.grading.judge.definitions import DEFINITION, names_defined

ALIKE = 0.5  # of the words: what two texts share if one is a newer version of the other
NOTE = "update-"  # how the ids of an update's own cells begin
Cells = dict[str, NotebookNode]  # cells by their keys, in order


def by_key(notebook: NotebookNode) -> Cells:
    """Return the cells of one of the course's versions by their keys."""
    return {_key_of(cell): cell for cell in notebook.cells}


def _key_of(cell: NotebookNode) -> str:
    """Return what names a cell in all versions: nbgrader's name of it, or its id."""
    return f"nbgrader {grade_id(cell)}" if grade_id(cell) else str(cell.get("id"))


def is_note(cell: NotebookNode) -> bool:
    """Return True for a cell in which an update has explained something."""
    return str(cell.get("id", "")).startswith(NOTE)


def _is_in_words(cell: NotebookNode) -> bool:
    """Return True for an answer in words."""
    return is_answer(cell) and cell.cell_type == "markdown"


def names_answered(cell: NotebookNode) -> frozenset[str]:
    """Return the names that an answer's cell is there to define: its functions and classes, else all that it binds."""
    if cell.cell_type != "code":
        return frozenset()
    return frozenset(DEFINITION.findall(cell.source)) or names_defined(cell.source)


# The learner's cells by the course's


def recognized(mine: NotebookNode, old: Cells, newer: Cells) -> Cells:
    """Return the learner's cells by the keys of the course's cells that they are; the learner's own get other keys.

    A cell is known by name and id, then by its name, its id, its text; a given cell by most of its words; an answer by
    the names that it defines; an answer in words by its place.
    """
    return _Claims(mine, old, newer).keyed()


class _Claims:
    """The cells recognised so far: `keys` holds the course's key of each known cell of the learner's, by index."""

    def __init__(self, mine, old, newer):
        self.cells, self.old, self.course = mine.cells, old, newer | old
        self.keys: dict[int, str] = {}

    def keyed(self) -> Cells:
        """Return the learner's cells by key."""
        names = {grade_id(cell) for cell in self.course.values()} - {""}
        self.claim(lambda cell, key, original: _key_of(cell) == key and original.get("id") in _ids(cell))
        self.claim(lambda cell, key, _: _key_of(cell) == key)
        self.claim(lambda cell, _, original: grade_id(cell) not in names and original.get("id") in _ids(cell))
        texts = [_text(cell) for cell in self.course.values() if is_answer(cell)]
        unclear = {text for text in texts if texts.count(text) > 1}  # "YOUR ANSWER HERE" says nothing of which one
        self.claim(lambda cell, _, original: _text(cell) == _text(original) and _text(cell) not in unclear)
        self.claim(lambda cell, key, original: key in self.old and is_locked(original) and _is_newer(cell, original))
        for key in [key for key, cell in self.free().items() if key in self.old and is_answer(cell)]:
            index = self.place_of(key) if _is_in_words(self.old[key]) else self.definition_of(self.old[key])
            if index is not None:
                self.keys[index] = key
        return {self.keys.get(index, f"own {index}"): cell for index, cell in enumerate(self.cells)}

    def free(self) -> Cells:
        """Return the course's cells that are not known yet."""
        return {key: cell for key, cell in self.course.items() if key not in self.keys.values()}

    def own(self, kinds: tuple[str, ...]) -> dict[int, NotebookNode]:
        """Return the learner's cells of some types that are none of the course's so far, by index."""
        return {
            index: cell
            for index, cell in enumerate(self.cells)
            if index not in self.keys and cell.cell_type in kinds and not is_note(cell)
        }

    def claim(self, fits: Callable[[NotebookNode, str, NotebookNode], bool]) -> None:
        """Give each cell that is not known yet the first free key of the course that fits it."""
        free = self.free()
        for index, cell in enumerate(self.cells):
            if index not in self.keys:
                key = next((key for key, original in free.items() if fits(cell, key, original)), None)
                if key is not None:
                    self.keys[index] = key
                    del free[key]

    def definition_of(self, answer: NotebookNode) -> int | None:
        """Return the index of the cell that defines most of an answer's names, the last of several; None if none does.

        The last definition is the one that counts, in a kernel and in grading.
        """
        found = {
            index: names_answered(answer) & names_defined(cell.source) for index, cell in self.own(("code",)).items()
        }
        return max(
            (index for index in found if found[index]), key=lambda index: (len(found[index]), index), default=None
        )

    def place_of(self, key: str) -> int | None:
        """Return the index of the first text of the learner's own where an answer in words stood, or None."""
        order = [other for other in self.old if other == key or not is_locked(self.old[other])]
        places = {key: index for index, key in self.keys.items()}
        at = order.index(key)
        above = next((places[other] for other in reversed(order[:at]) if other in places), -1)
        below = next((places[other] for other in order[at + 1 :] if other in places), len(self.cells))
        return next((index for index in self.own(("markdown", "raw")) if above < index < below), None)


def _ids(cell):
    """Return the ids of a cell; Colab notes the one that it found among the metadata."""
    return {cell.get("id"), cell.metadata.get("id")} - {None}


def _text(cell):
    """Return a cell's type and text, whatever line ends and blanks an editor has put around it."""
    return cell.cell_type, cell.source.replace("\r\n", "\n").strip()


# A newer course's cells by an older one's


def twins(old: Cells, newer: Cells) -> dict[str, str]:
    """Return old key → new key of cells that have another key now: the id of a text is made of its words.

    An answer is known by the names that it defines, one in words by the cell above it, all else by its words.
    """
    before = {key: cell for key, cell in old.items() if key not in newer}
    after = {key: cell for key, cell in newer.items() if key not in old}
    pairs = sorted(
        ((_likeness(one, other), key, other_key) for key, one in before.items() for other_key, other in after.items()),
        key=lambda pair: -pair[0],
    )
    found: dict[str, str] = {}
    for likeness, key, other_key in pairs:
        if likeness >= ALIKE and key not in found and other_key not in found.values():
            found[key] = other_key
    words = {_above(key, old, found): key for key, cell in before.items() if _is_in_words(cell)}
    for other_key, cell in after.items():
        if _is_in_words(cell) and _above(other_key, newer, {}) in words:
            found[words.pop(_above(other_key, newer, {}))] = other_key
    return found


def _above(key: str, cells: Mapping, names: Mapping[str, str]) -> str:
    """Return the key of the cell above this one, by its new name if it has one."""
    order = list(cells)
    above = order[order.index(key) - 1] if order.index(key) else ""
    return names.get(above, above)


def _is_newer(one: NotebookNode, other: NotebookNode) -> bool:
    """Return True if two cells of one type share so many words that one may be a newer version of the other."""
    words, others = set(re.findall(r"\w+", one.source)), set(re.findall(r"\w+", other.source))
    return one.cell_type == other.cell_type and len(words & others) >= ALIKE * max(len(words | others), 1)


def _likeness(one, other):
    """Return how sure it is that two cells of the course are one, from 0 to 1; 0 for cells of different kinds."""
    if (one.cell_type, is_answer(one), is_locked(one)) != (other.cell_type, is_answer(other), is_locked(other)):
        return 0.0
    if is_answer(one):
        return float(bool(names_answered(one) & names_answered(other)))
    words, others = set(re.findall(r"\w+", one.source)), set(re.findall(r"\w+", other.source))
    return len(words & others) / max(len(words | others), 1)
