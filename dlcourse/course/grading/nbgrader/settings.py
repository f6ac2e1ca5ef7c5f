"""The course's settings for nbgrader, read as nbgrader reads them, but without loading it: that takes a second or two.

`dlcourse check`, which learners wait for, needs nothing of nbgrader but these.
"""

from jupyter_core.paths import jupyter_config_dir, jupyter_config_path
from traitlets import Bool, Dict, Enum
from traitlets.config import Application, Config, Configurable

from dlcourse.course.grading.sandbox import TIERS

BASE_NAME, NAME = "jupyter_config", "nbgrader_config"
OUTDATED = {"BaseApp", "BaseNbConvertApp", "BaseNbGraderApp", "BasicConfig", "NbGraderConfig", "TransferApp"}


class Settings(Application):
    """An application that has the settings of nbgrader, and none of its steps.

    It reads the files that an application of Jupyter's reads, without what else belongs to one, such as asyncio.
    """

    name = "nbgrader"

    def load(self, folder: str) -> Config:
        """Return the settings in Jupyter's folders, those in `folder` last of all; raises whatever a file raises."""
        self.raise_config_file_errors = True
        everybodys, own = jupyter_config_path(), jupyter_config_dir()
        folders = everybodys if own in everybodys else [own, *everybodys]
        for name in (BASE_NAME, NAME):
            self.load_config_file(name, folders)
        self.load_config_file(NAME, folder)
        return self.config

    def _configure_logging(self):
        """Leave the process's logging alone: to configure it would close what other libraries log to."""


def is_outdated(config: Config) -> bool:
    """Return True if there are settings under old names, which nbgrader itself moves to new ones."""
    return "NbGrader" in config or "course_id" in config.get("Exchange", {}) or not OUTDATED.isdisjoint(config)


class Judge(Configurable):
    """The settings of our step that judges."""

    unsandboxed = Bool(False, help="Grade without a sandbox: your own work, or inside a machine of its own.").tag(
        config=True
    )
    sandbox = Enum(
        ("auto", *TIERS), "auto", help="The sandbox to grade in; auto takes the best that this machine builds."
    ).tag(config=True)
    limits = Dict(
        help='What students\' code may use, by exercise, "*" for all: {"19": {"seconds": 60}}. The limits are seconds, '
        "submission_seconds, cpu_seconds, memory_bytes and others; docs/instructor.md has them all."
    ).tag(config=True)
    class_limits = Dict(
        help="What all submissions that are judged at a time on this machine may use together: "
        '{"memory_bytes": 8 << 30, "processes": 512}. Each has its share.'
    ).tag(config=True)
