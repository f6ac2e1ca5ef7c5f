"""Work that a learner has begun in a clone, to be carried over into a folder of their own."""

from pathlib import Path

from dlcourse.checks.journal import JOURNAL
from dlcourse.course.authoring.build import digest_of_sources, read_record
from dlcourse.course.authoring.notebook import to_text
from dlcourse.course.grading.judge.attachments import read_folder
from dlcourse.course.grading.judge.intake import IntakeError
from dlcourse.course.learner.contents import as_notebook, bytes_at
from dlcourse.course.learner.edition import Edition
from dlcourse.course.learner.merge import is_untouched


def begun_in(root: Path, edition: Edition) -> tuple[dict[str, bytes], list[str]]:
    """Return what a learner has made in a clone, by its paths, and a line on each thing that is not carried over.

    That is notebooks that hold work, files of the learner's beside them, and the journal of `dlcourse progress`.
    """
    begun, lines = {}, []
    built = read_record(root)
    for name, handed_out in edition.files.items():
        mine = bytes_at(root / name)
        if not name.endswith(".ipynb") or mine is None or mine == handed_out:
            continue
        try:
            known = built.get(Path(name).stem, {}).get("release") if name.startswith("exercises/") else None
            if not _is_as_handed_out(name, mine, handed_out, known):
                begun[name] = mine
        except IntakeError as error:
            lines.append(f"not carried over: {error}; it stays at {root / name}")
    for folder in ["lectures", *sorted({name.rpartition("/")[0] for name in edition.files if "exercises/" in name})]:
        files, left_out = read_folder(root / folder)
        others = {path.name: path.read_bytes() for path in root.joinpath(folder).glob("[!.]*.ipynb")}
        lines += [f"not carried over from {folder}: {line}" for line in left_out]
        begun |= {
            path: data for each, data in (files | others).items() if (path := f"{folder}/{each}") not in edition.files
        }
    journal = bytes_at(root / JOURNAL)
    return begun | ({JOURNAL: journal} if journal else {}), lines


def _is_as_handed_out(name, mine, handed_out, known):
    """Return True if a notebook in a clone holds no work: it is the course's now, or as `known`, of the last build."""
    own = as_notebook(name, mine)
    return is_untouched(own, as_notebook(name, handed_out)) or digest_of_sources(to_text(own)) == known
