"""Archives as Moodle, Canvas and Gradescope make them, of a class that every test can know by name."""

import io
import json
import zipfile
from pathlib import Path

import nbformat
from course_copy import EXERCISE, answers

ROSTER = """id,last_name,first_name,email,lms_user_id
ada,Lovelace,Ada,ada@uni.edu,4401
jm,Müller,Jürgen,jm@uni.edu,4402
grace,O'Hopper-Murray,Grace Brewster,grace@uni.edu,4403
"""
NAME = f"{EXERCISE}.ipynb"
METADATA = """---
:submission_901:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: ada@uni.edu
  :created_at: 2026-11-05 10:00:00.500000000 Z
  :score: 12.0
  :results:
    :tests: []
:submission_902:
  :submitters:
  - :name: Jürgen Müller
    :sid:
    :email: jm@uni.edu
  - :name: Grace
    :sid: grace
    :email: other@uni.edu
  :created_at: !ruby/object:ActiveSupport::TimeWithZone 2026-11-05 12:00:00 +01:00
"""


def notebook(root: Path, **changes: str) -> bytes:
    """A solved exercise, with some answers replaced."""
    return nbformat.writes(answers(root, **changes)).encode()


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip of named members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def moodle(**work: bytes) -> dict[str, bytes]:
    """Members as Moodle names them, in folders."""
    names = {"ada": "Ada Lovelace_1201", "jm": "Jürgen Müller_1202", "grace": "Grace Brewster O'Hopper-Murray_1203"}
    return {f"{names[who]}_assignsubmission_file_/{NAME}": data for who, data in work.items()}


def canvas(**work: bytes) -> dict[str, bytes]:
    """Members as Canvas names them."""
    names = {"ada": "lovelaceada_4401_9001", "jm": "müllerjürgen_LATE_4402_9002", "grace": "ohoppergrace_4403_9003"}
    return {f"{names[who]}_{NAME}": data for who, data in work.items()}


def gradescope(ada: bytes, jm: bytes) -> dict[str, bytes | str]:
    """Members as Gradescope names them: one hand-in of a single student, one of two together."""
    top = "assignment_77_export"
    return {
        f"{top}/submission_metadata.yml": METADATA,
        f"{top}/submission_901/{NAME}": ada,
        f"{top}/submission_902/{NAME}": jm,
    }


def without_names_of_cells(data: bytes) -> bytes:
    """A notebook as tools leave it that drop metadata."""
    content = json.loads(data)
    for cell in content["cells"]:
        cell["metadata"] = {}
    return json.dumps(content).encode()
