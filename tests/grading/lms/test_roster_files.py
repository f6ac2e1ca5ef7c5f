"""A roster's file is read whoever wrote it; what cannot be taken is told with file, row and column."""

from pathlib import Path

import pytest

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.lms.enrol import plan
from dlcourse.course.grading.lms.people import Person, read_people, split_name

ADA = Person("ada", "Ada", "Lovelace", "ada@uni.edu")
JM = Person("jm", "Jürgen", "Müller", "jm@uni.edu")
PLAIN = "id,last_name,first_name,email\nada,Lovelace,Ada,ada@uni.edu\njm,Müller,Jürgen,jm@uni.edu\n"
SEMICOLON = PLAIN.replace(",", ";")
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,07 (123),Final Score
    Points Possible,,,,,15,(read only)
"Lovelace, Ada",4401,u1,ada,Sec 1,12,
"Student, Test",4499,,0abc,Sec 1,,
"""
OFFICE = """Teilnehmerliste;;;
;;;
Matr.-Nr.;Name;Vorname;E-Mail-Adresse
0012345;Müller;Jürgen;jm@uni.edu
="0012346";Lovelace;Ada;

Summe: 2;;;
"""
WORKSHEET = """Identifier,"Full name","Email address",Status,Grade
"Participant 1234","Ada Lovelace",ada@uni.edu,"Submitted for grading",
"Teilnehmer/in1235","Jürgen Müller",jm@uni.edu,"Submitted for grading",
"""
GRADESCOPE = """First Name,Last Name,SID,Email,Role,Sections
Ada,Lovelace,ada,ada@uni.edu,Student,
Ina,Structor,ina,ina@uni.edu,Instructor,
"""


def read(tmp_path, content, encoding="utf-8", **options):
    path = tmp_path / "students.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_people(path, **options)


FORMS = {
    "plain": PLAIN.encode(),
    "Excel with a mark": PLAIN.encode("utf-8-sig"),
    "German Excel": SEMICOLON.replace("\n", "\r\n").encode("cp1252"),
    "Latin-1": SEMICOLON.encode("latin-1"),
    "Excel's Unicode text": PLAIN.replace(",", "\t").encode("utf-16"),
    "UTF-16 without a mark": PLAIN.replace(",", "\t").encode("utf-16-le"),
    "bars": PLAIN.replace(",", "|").encode(),
    "a line for Excel": b"sep=;\r\n" + SEMICOLON.encode(),
    "an old Mac's line ends": PLAIN.replace("\n", "\r").encode(),
    "no end of the last line": PLAIN.rstrip("\n").encode(),
    "blanks": PLAIN.replace(",", " , ").replace("\n", " \n").encode(),
    "protected blanks and marks": PLAIN.replace("Ada", "\u00a0Ada\u200b").encode(),
    "quotation marks": ('"' + PLAIN.rstrip().replace(",", '","').replace("\n", '"\n"') + '"\n').encode(),
    "blank lines": PLAIN.replace("\n", "\n\n").encode(),
    "trailing delimiters": PLAIN.replace("\n", ",,,\n").encode(),
    "letters with accents apart": PLAIN.replace("ü", "u\u0308").encode(),
    "headings in capitals": PLAIN.replace("id,last_name,first_name,email", "ID,Last Name,FIRST NAME,E-Mail").encode(),
    "the headings again": (PLAIN + PLAIN).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_roster_in_the_forms_in_which_it_is_written(form, tmp_path):
    found = read(tmp_path, FORMS[form])
    assert (found.people, found.faults) == ([ADA, JM], [])


def test_moodles_list_of_participants(tmp_path):
    found = read(
        tmp_path, '\ufeff"First name","Last name","ID number","Email address",Groups\nAda,Lovelace,ada,ada@uni.edu,\n'
    )
    assert (found.people, found.unused) == ([ADA], ["Groups"])


def test_moodles_second_id_is_what_its_import_finds_somebody_by(tmp_path):
    found = read(tmp_path, "Username,ID number,First name,Last name,Email address\nada,77,Ada,Lovelace,ada@uni.edu\n")
    assert found.people == [Person("ada", "Ada", "Lovelace", "ada@uni.edu", lms_user_id="77")]


def test_moodles_grading_worksheet_has_its_numbers_of_participants(tmp_path):
    found = read(tmp_path, WORKSHEET)
    assert [(one.id, one.name, one.participant) for one in found.people] == [
        ("ada@uni.edu", "Ada Lovelace", "1234"),
        ("jm@uni.edu", "Jürgen Müller", "1235"),
    ]


def test_canvas_gradebook_has_a_number_a_login_and_rows_of_its_own(tmp_path):
    found = read(tmp_path, CANVAS)
    assert found.people == [Person("ada", "Ada", "Lovelace", lms_user_id="4401")]
    assert [note.partition(" is left out")[0] for note in found.notes] == ["students.csv, row 2", "students.csv, row 4"]


def test_gradescopes_roster_has_people_who_are_no_students(tmp_path):
    found = read(tmp_path, GRADESCOPE)
    assert found.people == [ADA]
    assert found.notes == ["students.csv, row 3 is left out: ina@uni.edu is Instructor"]


def test_an_offices_list_has_a_title_and_a_sum_and_keeps_its_zeros(tmp_path):
    found = read(tmp_path, OFFICE, "cp1252")
    assert found.people == [Person("0012345", "Jürgen", "Müller", "jm@uni.edu"), Person("0012346", "Ada", "Lovelace")]
    assert found.notes == ["students.csv, row 7 is left out: it holds 'Summe: 2' alone"]
    assert found.faults == []


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [("Lovelace, Ada", "Ada", "Lovelace"), ("Ada King Lovelace", "Ada King", "Lovelace"), ("Ada", "", "Ada")],
)
def test_a_full_name_is_taken_apart(full, first, last):
    assert split_name(full) == (first, last)


def test_the_column_of_the_ids_may_be_named(tmp_path):
    text = "Handle;Vorname;Nachname\nada;Ada;Lovelace\n"
    assert read(tmp_path, text, id_column="Handle").people == [Person("ada", "Ada", "Lovelace")]
    with pytest.raises(CourseError, match=r"students.csv, row 1: expected a column 'Login'. Received: Handle, Vorname"):
        read(tmp_path, text, id_column="Login")


FAULTS = {
    "id,name\n,Ada Lovelace\n": "students.csv, row 2, column 'id': expected an id. Received: an empty cell (Ada "
    "Lovelace)",
    "id,name\n\n1.23E+11,Ada\n": "students.csv, row 3, column 'id': expected an id as text. Received: 1.23E+11, a "
    "number that a spreadsheet has changed: format the column as text and export again",
    "id,name\n../x,Ada\n": "students.csv, row 2, column 'id': student id '../x': expected a name for a folder",
    "id,Mail\nada,uni.edu\n": "students.csv, row 2, column 'Mail': expected an e-mail address. Received: uni.edu",
    "id,name\nada,Ada\nADA,Eve\n": "students.csv, row 3, column 'id': expected an id for each student. Received: "
    "'ADA', which row 2 has as 'ada' for Ada",
    "id,name\nada,Lovelace, Ada\n": "students.csv, row 2: expected 2 cells, as many as headings. Received: 3",
    "id,name\n": "students.csv, row 1: expected students below the headings. Received: nobody",
}


@pytest.mark.parametrize("text", FAULTS, ids=repr)
def test_a_fault_names_file_row_and_column(text, tmp_path):
    (fault,) = read(tmp_path, text).faults
    assert fault.startswith(FAULTS[text])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "students.csv: expected a table with a row of headings. Received: an empty file"),
        (b"PK\x03\x04rest", "Received: a workbook (.xlsx, .ods) or an archive: open it in a spreadsheet, save as CSV"),
        (b"<html><table>", "Received: a web page or XML, whatever its name says"),
        (b"\x00\x01\x02\x00", "Received: bytes that are no text"),
        (b'id,name\nada,"Ada\n', "students.csv, row 2: expected cells whose quotation marks are closed or doubled"),
        (b"a,b\n1,2\n", "students.csv, row 1: expected a row of headings with an id"),
    ],
)
def test_what_is_no_roster_is_one_line(content, says, tmp_path):
    with pytest.raises(CourseError) as caught:
        read(tmp_path, content)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CourseError, match="there is no such file"):
        read_people(Path(tmp_path, "none.csv"))


def test_an_empty_cell_erases_nothing_and_who_is_not_in_the_file_stays():
    change = plan([Person("ada", "Augusta"), Person("zoe")], [ADA, JM])
    assert (change.new, change.same, change.others) == ([Person("zoe")], [], [JM])
    assert change.changed == [(Person("ada", "Augusta"), {"first_name": ("Ada", "Augusta")})]
