"""How many attacks of each class there are, and the table of it in docs/grading-security.md: run this file."""

from corpus import CORPUS, ON_OBJECTS
from files import IDS, IN_BYTES, ON_DISK
from honest import ANSWERS, CELLS, NOTEBOOKS
from hooks import HOOKS, SPOILED
from rendering import MARKDOWN, NAMES, OUTPUTS, PRINTED
from structure import IN_JSON


def counts() -> dict[str, int]:
    """The number of attacks (for honest work: of submissions) of each class."""
    return {
        "same process": len(CORPUS["same process"]) + len(CORPUS["returned values"]),
        "interpreter and pipes": len(HOOKS) + len(SPOILED),
        "objects that stay inside": len(ON_OBJECTS),
        "secrets": len(CORPUS["secrets"]),
        "files": len(CORPUS["files"]) + len(ON_DISK) + len(IDS),
        "resources": len(CORPUS["resources"]),
        "structure": len(IN_JSON) + len(IN_BYTES),
        "rendering": len(MARKDOWN) + len(PRINTED) + len(OUTPUTS) + len(NAMES),
        "honest": len(ANSWERS) + len(CELLS) + len(NOTEBOOKS),
    }


def table() -> str:
    """The counts as a table of Markdown."""
    rows = [f"| {name} | {number} |" for name, number in counts().items()]
    return "\n".join(["| class | attacks |", "|---|---|", *rows, f"| **all** | **{sum(counts().values())}** |"])


if __name__ == "__main__":
    print(table())
