"""nbgrader's settings for this course folder; `nbgrader --help-all` explains each.

To run a class, change Exchange.root to a folder that all students can reach (see docs/instructor.md).
"""

from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader provides it

root = Path(__file__).resolve().parent

c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "dlcourse"
c.CourseDirectory.source_directory = "solutions"
# Not exercises/: nbgrader deletes a release before it makes a new one, and students work in exercises/.
c.CourseDirectory.release_directory = "release"

# An exchange inside the course folder: one person can be student and instructor, and nothing is written elsewhere.
c.Exchange.root = str(root / "exchange")
c.Exchange.cache = str(root / "exchange" / "cache")
c.Exchange.assignment_dir = str(root / "exercises")  # students work in exercises/, and submit from there

# What lies on the exchange was laid there by others: it is copied without links, and its owner must be whom it names.
c.ExchangeFactory.collect = "dlcourse.course.grading.nbgrader.collect.Collect"

c.ExecutePreprocessor.timeout = 120  # seconds for one cell
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]  # no history, no chatter

# A question may be added or removed while a course runs: marks stay, and what is taken out is kept in a table.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "dlcourse.course.grading.nbgrader.entered.SaveChangedCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Students' code runs in a sandbox of its own, checks and gradebook outside; see docs/grading-security.md.
# What it may use is set here, by exercise, "*" for all; see docs/instructor.md:
# c.Judge.limits = {"19": {"seconds": 300}}
c.Autograde.exporter_class = "dlcourse.course.grading.nbgrader.plugins.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "dlcourse.course.grading.nbgrader.plugins.Restore",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "dlcourse.course.grading.nbgrader.plugins.Judge",
    "nbgrader.preprocessors.LimitOutput",
    "dlcourse.course.grading.nbgrader.plugins.SaveScores",
    "dlcourse.course.grading.nbgrader.late.LatePenalty",  # follows c.AssignLatePenalties
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback pages stand alone: no script, nothing fetched, formulas included; what students wrote is text.
c.GenerateFeedback.exporter_class = "dlcourse.course.grading.nbgrader.exporter.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["dlcourse.course.grading.nbgrader.exporter.GetMarks"]
# A mistake names the lecture and the section to read; where the class has put the site, they are a link to it:
# c.FeedbackExporter.site = "https://example.org/course"

# Archives from elsewhere (`nbgrader zip_collect`) are looked at before they are unpacked.
c.ZipCollectApp.extractor_plugin = "dlcourse.course.grading.nbgrader.archives.CheckedExtractor"
c.ZipCollectApp.collector_plugin = "dlcourse.course.grading.nbgrader.archives.CheckedCollector"

c.ExportApp.plugin_class = (
    "dlcourse.course.grading.nbgrader.export.CsvExport"  # or MoodleExport, CanvasExport, beside it
)

if not (root / "solutions").is_dir():  # a learner's own folder: what the course handed out is asked, as it is
    c.CourseDirectory.source_directory = ".dlcourse/exercises"
    c.ClearSolutions.enabled = False
