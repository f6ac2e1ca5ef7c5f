"""Merge a newer version of a notebook into a learner's copy, cell by cell, so that nothing of the learner's is lost.

Three versions meet: `base`, which the course handed out last; `mine`, the learner's; `new`, the course's newer one.
A cell that only one side has changed is that side's. Where both have changed it, the cell holds the answer of the
learner or the course's newer text, and a Markdown cell below it shows the other version.
"""

import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from dlcourse._files import digest
from dlcourse.course.grading.judge.cells import about, grade_id, is_answer, is_locked

ALIKE = 0.5  # of the words: what two texts share if one is a newer version of the other
CHECK = "check-"  # how the name of a check begins
Cells = dict[str, NotebookNode]  # cells by their keys, in order


@dataclass
class Merged:
    """A merged notebook, and a line on each thing that a learner wants to know of."""

    notebook: NotebookNode
    news: list[str] = field(default_factory=list)


def merge(base: NotebookNode, mine: NotebookNode, new: NotebookNode, day: str) -> Merged:
    """Return `mine` with what has changed from `base` to `new`; `day` stands in the cells that explain a conflict."""
    old, newer = _by_key(base), _by_key(new)
    own = _recognized(mine, old, newer)
    twins = _twins(old, newer)
    old = {twins.get(key, key): cell for key, cell in old.items()}
    own = {twins.get(key, key): cell for key, cell in own.items()}
    merged = Merged(new)
    known = {cell.get("id") for cell in own.values()}
    parts = {}
    for key in [*newer, *(key for key in own if key not in newer)]:
        cells = _decide(old.get(key), own.get(key), newer.get(key), day, merged.news)
        parts[key] = [cell for cell in cells if not (_is_note(cell) and cell.id in known) or cell is own.get(key)]
    _tell_what_is_new(old, newer, merged.news)
    order = _order(old, own, newer, merged.news)
    merged.notebook = _notebook(mine, new, [cell for key in order for cell in parts[key]])
    return merged


def is_same(one: NotebookNode, other: NotebookNode) -> bool:
    """Return True if two cells have the same type and text."""
    return one.cell_type == other.cell_type and one.source == other.source


def is_untouched(mine: NotebookNode, base: NotebookNode) -> bool:
    """Return True if a notebook holds the cells of `base` and no others; outputs do not count."""
    return len(mine.cells) == len(base.cells) and all(map(is_same, mine.cells, base.cells))


# Which cell is which


def _key(cell):
    """Return what names a cell in all versions: nbgrader's name of it, or its id."""
    return f"nbgrader {grade_id(cell)}" if grade_id(cell) else str(cell.get("id"))


def _by_key(notebook):
    """Return the cells of one of the course's versions by their keys."""
    return {_key(cell): cell for cell in notebook.cells}


def _recognized(mine, old, newer):
    """Return the learner's cells by the keys of the course's cells that they are; the learner's own get other keys.

    A copied cell has nbgrader's name of the original, and some editors give every cell a new id. So a cell is known by
    name and id, then by its name, then by its id, then by its text.
    """
    keys: dict[int, str] = {}
    course = newer | old

    def claim(fits):
        free = {key: cell for key, cell in course.items() if key not in keys.values()}
        for index, cell in enumerate(mine.cells):
            if index not in keys:
                key = next((key for key, original in free.items() if fits(cell, original)), None)
                if key is not None:
                    keys[index] = key
                    del free[key]

    claim(lambda cell, original: _key(cell) == _key(original) and cell.get("id") == original.get("id"))
    claim(lambda cell, original: _key(cell) == _key(original))
    claim(lambda cell, original: not grade_id(original) and is_same(cell, original))
    return {keys.get(index, f"own {index}"): cell for index, cell in enumerate(mine.cells)}


def _twins(old, newer):
    """Return old key → new key of the cells whose text has changed, and with it the id, which is made of the text."""
    before = {key: cell for key, cell in old.items() if key not in newer and not grade_id(cell)}
    after = {key: cell for key, cell in newer.items() if key not in old and not grade_id(cell)}
    pairs = sorted(
        ((_likeness(one, other), key, other_key) for key, one in before.items() for other_key, other in after.items()),
        key=lambda pair: -pair[0],
    )
    twins: dict[str, str] = {}
    for likeness, key, other_key in pairs:
        if likeness >= ALIKE and key not in twins and other_key not in twins.values():
            twins[key] = other_key
    return twins


def _likeness(one, other):
    """Return the share of words that two cells have in common; 0 for cells of different types."""
    words, others = set(re.findall(r"\w+", one.source)), set(re.findall(r"\w+", other.source))
    return len(words & others) / max(len(words | others), 1) if one.cell_type == other.cell_type else 0.0


# What becomes of a cell


def _decide(old, own, newer, day, news):
    """Return the cells that stand in the place of one: none, one, or one with a note."""
    if newer is None:
        return _no_longer_in_the_course(old, own, day, news)
    if own is None:
        return _deleted_by_the_learner(old, newer, news)
    if is_same(own, newer) or old is None or is_same(old, newer):
        return [_dressed(own, newer)]
    if is_same(own, old):
        return [newer]
    name = grade_id(newer)
    if is_answer(newer):
        news.append(f"your answer to {name} is kept; the course's new text for it stands below it")
        text = "The course has changed the text of this answer's cell. Your answer is in the cell above, as it was."
        return [_dressed(own, newer), _note(f"{text} The course's new text is:", newer, day)]
    news.append(f"{name or 'a cell'} was changed by you and by the course: yours stands below the course's")
    return [newer, _note("The course has changed the cell above, and so had you. Your version was:", own, day)]


def _no_longer_in_the_course(old, own, day, news):
    """Return the remains of a cell that the course has removed, or never had: all that the learner wrote."""
    if old is None:
        return [own]
    if is_same(own, old):
        return []
    name = grade_id(old)
    news.append(f"{name or 'a cell that you changed'} is no longer in the course; what you wrote is kept")
    if is_locked(old):
        return [_note("The course has removed a cell here that you had changed. Your version was:", own, day)]
    kept = NotebookNode(own)
    kept.metadata = NotebookNode({key: value for key, value in own.metadata.items() if key != "nbgrader"})
    return [_note("The cell below is no longer in the course. What you wrote is kept.", None, day), kept]


def _deleted_by_the_learner(old, newer, news):
    """Return a cell that the learner's copy lacks: if it is new, has changed, or is needed."""
    if old is None:
        return [newer]
    if grade_id(newer):
        news.append(f"{grade_id(newer)} was missing, and is back")
        return [newer]
    return [] if is_same(old, newer) else [newer]


def _dressed(own, newer):
    """Return the learner's cell with the id and nbgrader's metadata that it has in the course now."""
    cell = NotebookNode(own)
    cell.metadata = NotebookNode({**own.metadata})
    cell.metadata.pop("nbgrader", None)
    if about(newer):
        cell.metadata["nbgrader"] = newer.metadata["nbgrader"]
    cell["id"] = newer.id
    return cell


def _note(text, other, day):
    """Return a Markdown cell that says what has happened, and shows the other version as it was."""
    shown = ""
    if other is not None:
        fence = max(re.findall(r"`{3,}", other.source), default="``", key=len) + "`"
        shown = f"\n\n{fence}{'python' if other.cell_type == 'code' else 'markdown'}\n{other.source}\n{fence}"
    source = f"**From an update of the course, {day}.** {text}{shown}"
    note = nbformat.v4.new_markdown_cell(source, id=_note_id(text, other))
    if other is not None and other.get("attachments"):
        note["attachments"] = other.attachments
    return note


def _note_id(text, other):
    """Return an id that is the same when an update is repeated after an interruption."""
    return f"update-{digest(text, other.source if other is not None else '')[:12]}"


def _is_note(cell):
    return cell.get("id", "").startswith("update-")


# In which order


def _order(old, own, newer, news):
    """Return the keys in order: the learner's if the course has moved nothing, else the course's."""
    both = [key for key in old if key in newer]
    mine = list(own)
    if both == [key for key in newer if key in old]:
        return _woven(mine, list(newer), set(newer))
    news.append("the course has put its cells in another order")
    return _woven(list(newer), mine, set(newer))


def _woven(order, others, course):
    """Return `order` with each of the `others` behind the one that it follows there.

    What is not the course's, a learner's note, stays with the cell that it stands under.
    """
    order = list(order)
    for index, key in enumerate(others):
        if key in order:
            continue
        before = next((other for other in reversed(others[:index]) if other in order), None)
        at = 0 if before is None else order.index(before) + 1
        while at < len(order) and order[at] not in course:
            at += 1
        order.insert(at, key)
    return order


# What to tell


def _tell_what_is_new(old, newer, news):
    """Add a line on new questions, on questions that are gone, on points, and on how many texts have changed."""
    added = [grade_id(cell) for key, cell in newer.items() if is_answer(cell) and key not in old]
    gone = [grade_id(cell) for key, cell in old.items() if is_answer(cell) and key not in newer]
    lines = [f"new: {', '.join(added)}"] * bool(added) + [f"no longer asked: {', '.join(gone)}"] * bool(gone)
    for key, cell in newer.items():
        points, before = about(cell).get("points"), about(old[key]).get("points") if key in old else None
        if key in old and points != before:
            lines.append(f"{grade_id(cell).removeprefix(CHECK)} gives {points} points (before: {before})")
    changed = sum(key in old and not is_same(old[key], cell) for key, cell in newer.items())
    changed += sum(key not in old and not grade_id(cell) for key, cell in newer.items())
    if changed:
        lines.append("1 cell has a new text" if changed == 1 else f"{changed} cells have a new text")
    news[:0] = lines


def _notebook(mine, new, cells):
    """Return a notebook of these cells, with the learner's metadata, valid and with ids that are all different."""
    taken: set[str] = set()
    for cell in cells:
        wanted = cell.get("id") or digest(cell.source)[:12]
        count, cell_id = 1, wanted
        while cell_id in taken:
            count += 1
            cell_id = f"{wanted[:50]}-{count}"
        taken.add(cell_id)
        cell["id"] = cell_id
    made = nbformat.v4.new_notebook(cells=cells, metadata=mine.metadata)
    made.nbformat_minor = max(made.nbformat_minor, new.nbformat_minor)
    nbformat.validate(made)
    return made
