"""Mistakes in words: what a misconception's name stands for, without the numbers of any one answer.

Verdicts, journals and gradebooks keep the name, which never changes; a reader sees these words.
"""

import functools
import re

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.engine.question import Misconception

CHANGED_INPUT = "Your function changed its input"  # found by the examination, in every question
UNKNOWN = "A mistake that this course no longer has a name for"
NUMBERS = r"\{(?:yours|expected|entry|ratio|step)\}"  # fields that differ from answer to answer
IN_BRACKETS = re.compile(rf" ?\([^()]*{NUMBERS}[^()]*\)")
GREEK = {"eta": "η", "alpha": "α", "beta": "β", "rho": "ρ", "epsilon": "ε", "delta": "δ"}
END_OF_SENTENCE = re.compile(r"(?<=[.?!]) (?=[(A-Z0-9{`])")


@functools.cache
def in_words(question: str, name: str) -> str:
    """Return a misconception of a question as a sentence without a full stop, whatever the answer was."""
    if name == "changed_input":
        return CHANGED_INPUT
    misconceptions = QUESTIONS[question].misconceptions if question in QUESTIONS else ()
    found = next((m for m in misconceptions if m.name == name), None)
    return UNKNOWN if found is None else _general(found, QUESTIONS[question].parts)


def _general(misconception: Misconception, parts: tuple[str, ...]) -> str:
    """Return the sentence that names a mistake, shortened to what holds of every answer that makes it."""
    before, both, rest = misconception.says.partition(" at once: ")  # of two mistakes, each has its own sentence
    sentences = rest.split(" And: ") if both else [before]
    words = ". And: ".join(_shortened(sentence, parts) for sentence in sentences)
    return f"Two mistakes at once: {words}" if both else words


def _shortened(says, parts):
    """Return one mistake's sentence without its numbers, and without those that follow it if it says enough."""
    text = says.replace("{part}", parts[0] if len(parts) == 1 else "result")
    text = re.sub(rf"^{NUMBERS} ", "Your answer ", IN_BRACKETS.sub("", text))
    text = re.sub(r"\{(\w+)\} (?=\1\b)", "", text)  # "over the {inputs} inputs"
    pieces = [piece for sentence in END_OF_SENTENCE.split(text) for piece in _pieces(sentence)]
    words = next((piece for piece in pieces if not re.search(NUMBERS, piece)), pieces[0])
    words = re.sub(NUMBERS, "…", words)
    words = re.sub(r"\{(\w)\}", r"\1", words)  # a size that has a letter: all N rows
    words = re.sub(r"\{(\w+)[^}]*\}", lambda field: GREEK.get(field[1], f"`{field[1]}`"), words).rstrip(".")
    return words if words.startswith("e^") else words[:1].upper() + words[1:]


def _pieces(sentence):
    """Yield a sentence, what stands behind its colon, what stands before it, and its longer clauses."""
    before, _, behind = sentence.partition(": ")
    yield sentence
    if len(behind.split()) > 2:
        yield behind
    yield before
    yield from (clause for clause in re.split(r"[,;:] ", sentence) if len(clause.split()) > 3)
