"""Headings of a roster's columns, by platform and language; compared without case, accents and punctuation.

Within one field the first name that a file has is taken: a login is the better id than a number of a registry.
"""

import re
import unicodedata
from collections.abc import Sequence

FIELDS = {
    "id": (
        *("student_id", "username", "user name", "sis login id", "login_id", "login", "login name", "net id", "uid"),
        *("benutzername", "anmeldename", "nutzername", "kennung", "nutzerkennung", "benutzerkennung", "rz-kennung"),
        *("nom d'utilisateur", "nombre de usuario", "account"),
        *("id", "identifier", "student", "student no", "student nr", "sid", "id number", "idnumber", "sis user id"),
        *("user_id", "userid", "sis id", "student number", "matriculation number", "matriculation no", "matriculation"),
        *("registration number", "roll number", "matrikelnummer", "matrikel-nr", "matrikelnr", "matr-nr", "matrnr"),
        *("matrikel", "mtknr", "mtk-nr", "mnr", "studierendennummer", "id-nummer", "numéro d'identification"),
        *("numéro d'étudiant", "número de id", "número de identificación", "numero de matricula"),
    ),
    "first_name": (
        *("first_name", "first", "given name", "given names", "forename", "vorname", "vornamen", "rufname", "prénom"),
        *("nombre", "nome"),
    ),
    "last_name": (
        *("last_name", "last", "surname", "family name", "nachname", "familienname", "zuname", "nom"),
        *("nom de famille", "apellido(s)", "apellidos", "cognome"),
    ),
    "full_name": (
        *("full name", "sortable_name", "student name", "display name", "vollständiger name", "nachname, vorname"),
        *("name, vorname", "vorname nachname", "nom complet", "nombre completo", "student", "name"),
    ),
    "email": (
        *(
            "email",
            "e-mail",
            "email address",
            "e-mail address",
            "mail",
            "mail address",
            "e-mail-adresse",
            "mailadresse",
        ),
        *("emailadresse", "uni-mail", "adresse de courriel", "courriel", "dirección de correo", "correo electrónico"),
    ),
    "lms_user_id": ("lms_user_id", "canvas_user_id", "github_username"),
    "participant": ("identifier", "participant number", "bezeichner", "kennzeichen"),
    "role": ("role", "roles", "rolle", "rollen", "rôles", "roles(s)"),
}
CANVAS = ("sis user id", "sis login id")  # beside one of these, "ID" is Canvas's own number, and "Student" a name
MOODLE_SECOND = ("id number", "id-nummer", "numéro d'identification")  # what Moodle's import finds somebody by
PARTICIPANT = re.compile(r"\D+?(\d+)")  # "Participant 1234", "Teilnehmer/in1234"
STUDENTS = ("student", "participant", "learner", "teilnehm", "studier", "lernende", "étudiant", "estudiante")


def plain(heading: str) -> str:
    """Return a heading as it is compared: letters and digits alone, without accents, in small letters."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


KNOWN = {field: [plain(name) for name in names] for field, names in FIELDS.items()}
ALL = {name for names in KNOWN.values() for name in names}


def quality(cells: Sequence[str]) -> int:
    """Return how many of a row's cells are headings."""
    return len({plain(cell) for cell in cells} & ALL)


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Return the column of each field that a row of headings names."""
    found: dict[str, int] = {}
    names = [plain(cell) for cell in cells]
    is_canvas = any(plain(name) in names for name in CANVAS)
    if is_canvas and plain("id") in names:
        found["lms_user_id"] = names.index(plain("id"))
    for field, known in KNOWN.items():
        free = [name for name in known if name in names and not _is_other(field, name, names, is_canvas)]
        if free and field not in found:
            found[field] = names.index(free[0])
    if "name" in names and "vorname" in names and "last_name" not in found:  # "Name;Vorname", as offices write it
        found["last_name"] = names.index("name")
    second = next((plain(name) for name in MOODLE_SECOND if plain(name) in names), None)
    if second is not None and "lms_user_id" not in found and names.index(second) != found.get("id"):
        found["lms_user_id"] = names.index(second)
    if {"first_name", "last_name"} <= found.keys():
        found.pop("full_name", None)
    return found


def _is_other(field, name, names, is_canvas):
    """Return True if a heading means another field here."""
    if field == "id" and is_canvas and name in ("id", "student"):
        return True
    if field == "id" and name == "student":  # a name, where something else is the id
        return bool(set(names) & (set(KNOWN["id"]) - {"student"}))
    return field == "id" and name == "identifier" and "fullname" in names  # Moodle's grading worksheet
