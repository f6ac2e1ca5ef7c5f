"""Merge a newer version of a notebook into a learner's copy, cell by cell, so that nothing of the learner's is lost.

Three versions meet: `base`, which the course handed out last; `mine`, the learner's; `new`, the course's newer one.
A cell that only one side has changed is that side's. Where both have changed it, the cell holds the answer of the
learner or the course's newer text, and a Markdown cell below it shows the other version; code that the learner
wrote into a given cell stays code, in a cell of their own.
"""

import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from dlcourse._files import digest
from dlcourse.course.grading.judge.cells import about, grade_id, is_answer, is_asked, is_locked
from dlcourse.course.grading.judge.definitions import mentions, names_defined
from dlcourse.course.learner.own_code import defined_by_the_learner, own_code
from dlcourse.course.learner.recognition import NOTE, by_key, is_note, names_answered, recognized, twins

CHECK = "check-"  # how the name of a check begins
ELSEWHERE = "# Your answer stands in another cell, and counts there."
NEW_TEXT = "The course has changed the text of this answer's cell; your answer is kept. The course's new text is:"


@dataclass
class Merged:
    """A merged notebook, and a line on each thing that a learner wants to know of."""

    notebook: NotebookNode
    news: list[str] = field(default_factory=list)


def merge(base: NotebookNode, mine: NotebookNode, new: NotebookNode, day: str) -> Merged:
    """Return `mine` with what has changed from `base` to `new`; `day` stands in the cells that explain a conflict."""
    old, newer = by_key(base), by_key(new)
    own = recognized(mine, old, newer)
    renamed = twins(old, newer)
    old = {renamed.get(key, key): cell for key, cell in old.items()}
    own = {renamed.get(key, key): cell for key, cell in own.items()}
    merged = Merged(new)
    known = {cell.get("id") for cell in own.values()}
    defined = defined_by_the_learner(old, own, newer)
    parts = {}
    for key in [*newer, *(key for key in own if key not in newer)]:
        cells = _decide(old.get(key), own.get(key), newer.get(key), defined, day, merged.news)
        parts[key] = [cell for cell in cells if not (is_note(cell) and cell.id in known) or cell is own.get(key)]
    _tell_what_is_new(old, newer, merged.news)
    _tell_what_was_lost(own, newer, merged.news)
    order = _order(old, own, newer, merged.news)
    merged.notebook = _notebook(mine, new, [cell for key in order for cell in parts[key]])
    return merged


def _is_same(one: NotebookNode, other: NotebookNode) -> bool:
    """Return True if two cells have the same type and text."""
    return one.cell_type == other.cell_type and one.source == other.source


def is_untouched(mine: NotebookNode, base: NotebookNode) -> bool:
    """Return True if a notebook holds the cells of `base` and no others; outputs do not count."""
    return len(mine.cells) == len(base.cells) and all(map(_is_same, mine.cells, base.cells))


# What becomes of a cell


def _decide(old, own, newer, defined, day, news):
    """Return the cells that stand in the place of one: none, one, or one with a note; `defined` by the learner."""
    if newer is None:
        return _no_longer_in_the_course(old, own, day, news)
    if own is None:
        return _deleted_by_the_learner(old, newer, defined, day, news)
    if _is_same(own, newer) or old is None or _is_same(old, newer):
        return [_dressed(own, newer)]
    if _is_same(own, old):
        return [newer]
    name = grade_id(newer)
    if is_answer(newer):
        news.append(f"your answer to {name} is kept; the course's new text for it stands below it")
        return [_dressed(own, newer), _note(NEW_TEXT, newer, day)]
    if is_locked(newer) and own_code(own, old):
        return _both_changed_a_locked_cell(own, old, newer, day, news)
    news.append(f"{name or 'a cell'} was changed by you and by the course: yours stands below the course's")
    return [newer, _note("The course has changed the cell above, and so had you. Your version was:", own, day)]


def _both_changed_a_locked_cell(own, old, newer, day, news):
    """Return the course's cell, and the learner's code in it as a cell: below, or above a check, which needs it."""
    where = "above" if is_asked(newer) else "below"
    news.append(
        f"{grade_id(newer)} was changed by you and by the course: your code stands in a cell of yours {where} it"
    )
    code = nbformat.v4.new_code_cell(own_code(own, old))
    if is_asked(newer):
        return [code, newer]
    text = "The course has changed the cell above, and so had you. Your code is in the cell below, and runs as before."
    return [newer, _note(text, None, day), code]


def _no_longer_in_the_course(old, own, day, news):
    """Return the remains of a cell that the course has removed, or never had: all that the learner wrote."""
    if old is None:
        return [own]
    if _is_same(own, old):
        return []
    name = grade_id(old)
    news.append(f"{name or 'a cell that you changed'} is no longer in the course; what you wrote is kept")
    if is_locked(old):
        removed, code = "The course has removed a cell here that you had changed.", own_code(own, old)
        if code:
            return [_note(f"{removed} Your code is in the cell below.", None, day), nbformat.v4.new_code_cell(code)]
        return [_note(f"{removed} Your version was:", own, day)]
    kept = NotebookNode(own)
    kept.metadata = NotebookNode({key: value for key, value in own.metadata.items() if key != "nbgrader"})
    return [_note("The cell below is no longer in the course. What you wrote is kept.", None, day), kept]


def _deleted_by_the_learner(old, newer, defined, day, news):
    """Return a cell that the learner's copy lacks: if it is new, has changed, or is needed.

    An answer that the learner wrote into another cell gets a cell that does not define it once more.
    """
    if old is None:
        return [newer]
    if names_answered(newer) & defined and is_answer(newer):
        cell = NotebookNode({**newer, "source": ELSEWHERE})
        return [cell] if _is_same(old, newer) else [cell, _note(NEW_TEXT, newer, day)]
    if grade_id(newer):
        news.append(f"{grade_id(newer)} was missing, and is back")
        return [newer]
    return [] if _is_same(old, newer) else [newer]


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
    return f"{NOTE}{digest(text, other.source if other is not None else '')[:12]}"


# In which order


def _order(old, own, newer, news):
    """Return the keys in order: the learner's if the course has moved nothing, else the course's."""
    both = [key for key in old if key in newer]
    mine = list(own)
    if both == [key for key in newer if key in old]:
        return _woven(mine, list(newer), set(newer))
    news.append("the course has put its cells in another order")
    return _above_their_uses(_woven(list(newer), mine, set(newer)), own, newer)


def _above_their_uses(order, own, newer):
    """Return the order with the learner's own code above the cells that use its names, where it was above them."""
    order, mine = list(order), list(own)
    for place, key in enumerate(mine):
        if key not in newer and own[key].cell_type == "code":
            names = names_defined(own[key].source)
            below = [other for other in mine[place + 1 :] if any(mentions(own[other].source, name) for name in names)]
            index = order.index(key)
            order.remove(key)
            order.insert(min([index, *map(order.index, below)]), key)
    return order


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
    changed = sum(key in old and not _is_same(old[key], cell) for key, cell in newer.items())
    changed += sum(key not in old and not grade_id(cell) for key, cell in newer.items())
    if changed:
        lines.append("1 cell has a new text" if changed == 1 else f"{changed} cells have a new text")
    news[:0] = lines


def _tell_what_was_lost(own, newer, news):
    """Add a line if the learner's cells had lost what grading knows them by."""
    lost = sum(bool(grade_id(newer[key])) and not grade_id(cell) for key, cell in own.items() if key in newer)
    if lost:
        cells = (
            "1 cell had lost what grading knows it" if lost == 1 else f"{lost} cells had lost what grading knows them"
        )
        news.append(f"{cells} by, as some programs leave it out: it is back")


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
