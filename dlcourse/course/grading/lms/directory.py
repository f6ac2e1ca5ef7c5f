"""The owner of a submission: what a platform writes of a student, looked up among the people of a roster."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dlcourse.course.grading.lms.people import Person, names_in_words
from dlcourse.course.terminal import visible

UNNAMED = ("participant", "teilnehmer", "anon")  # where the platform hides names


@dataclass(frozen=True)
class Who:
    """A student as an archive names them; "" for what it does not say."""

    id: str = ""
    name: str = ""
    email: str = ""
    lms_user_id: str = ""
    participant: str = ""


class UnknownError(Exception):
    """Nobody of the roster, or more than one, is meant; the text says why."""


class Directory:
    """The people of a roster, to be found by whatever an archive says of them."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self._by = {
            "participant": _index(people, lambda one: [one.participant]),
            "lms_user_id": _index(people, lambda one: [one.lms_user_id]),
            "id": _index(people, lambda one: [one.id.casefold()]),
            "email": _index(people, lambda one: [one.email.casefold()]),
        }
        self._by_name = _index(people, _keys_of)

    def find(self, who: Who) -> Person:
        """Return the one person who is meant; raises UnknownError if it is nobody, or more than one."""
        for kind, value in (
            ("participant", who.participant),
            ("lms_user_id", who.lms_user_id),
            ("id", who.id.casefold()),
            ("id", who.email.casefold()),
            ("email", who.email.casefold()),
            ("email", who.id.casefold()),
            ("lms_user_id", who.id),
        ):
            found = self._by[kind].get(value, []) if value else []
            if len(found) == 1:
                return self._checked(found[0], who, kind)
            if found:
                raise UnknownError(f"{kind} {visible(value)} is that of {names_in_words(found)}")
        return self._named(who)

    def _named(self, who):
        """Return the one person of a name, which a group's name may precede: "Group 1-Ada Lovelace"."""
        for name in _endings(who.name) if who.name else ():
            found = self._by_name.get(key(name), [])
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownError(
                    f"{len(found)} students of the roster are called {visible(name)} ({names_in_words(found)}): give "
                    "--roster a table with the platform's own number (Moodle: the grading worksheet of this assignment)"
                )
        said = who.name or who.id or who.email or who.lms_user_id or "nobody"
        raise UnknownError(f"the roster knows nobody of this name or number ({visible(said)})")

    def _checked(self, person, who, kind):
        """Return a person found by Moodle's number; raises UnknownError if the name is another's.

        The number belongs to one assignment: in the worksheet of another one it is somebody else's.
        """
        is_named = who.name and not who.name.casefold().startswith(UNNAMED)
        if kind == "participant" and is_named and person.name and key(who.name) not in _keys_of(person):
            owners = {one.id for part in _endings(who.name) for one in self._by_name.get(key(part), [])}
            if person.id not in owners:
                raise UnknownError(
                    f"number {who.participant} is {visible(person.name)} in the roster, and {visible(who.name)} here: "
                    "is it the worksheet of this assignment?"
                )
        return person


def key(name: str) -> str:
    """Return a name as it is compared: letters and digits alone, in small letters."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def _keys_of(person: Person) -> set[str]:
    """Return the forms in which platforms write a person's name, with and without accents."""
    orders = {key(person.first_name + person.last_name), key(person.last_name + person.first_name)}
    return {form for one in orders for form in (one, _without_accents(one))} - {""}


def _without_accents(text):
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _endings(name):
    """Return a name, and what follows each dash in it."""
    return [name, *(name[at + 1 :] for at, sign in enumerate(name) if sign == "-")]


def _index(people: Iterable[Person], values_of: Callable[[Person], Iterable[str]]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for value in values_of(person):
            if value:
                found[value].append(person)
    return dict(found)


def merged(first: Iterable[Person], others: Iterable[Person]) -> list[Person]:
    """Return the people of two rosters: whoever stands in both once, with what either knows.

    In a table without ids, an e-mail address stands for one: then it is the other roster's id that counts.
    """
    known = {one.id: one for one in others}
    mail = _index(known.values(), lambda one: [one.email.casefold()])
    names = _index(known.values(), _keys_of)
    for person in first:
        same = known.get(person.id)
        if same is None and person.id == person.email:
            found = mail.get(person.email.casefold(), []) or names.get(key(person.first_name + person.last_name), [])
            same = found[0] if len(found) == 1 else None
        if same is None:
            known[person.id] = person
            continue
        fields = {name: getattr(person, name) or getattr(same, name) for name in vars(person)}
        known[same.id] = Person(**fields | {"id": same.id})
    return list(known.values())
