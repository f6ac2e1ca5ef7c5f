"""The lecture of a mistake on a page of feedback: a link if one holds there, and words in any case.

A card links to the lecture that lies beside the exercise. A page lies elsewhere: in a folder of its own, in a mail, on
a learning platform. So it says "lecture 07, section …" in words, and these are a link

- in a learner's own folder, to the lecture in the JupyterLab that runs on it;
- else to the class's site, if nbgrader_config.py names it: `c.FeedbackExporter.site = "https://example.org/course"`.

In a JupyterLab that `dlcourse lab` began, the words of every page lead to the learner's own lecture
(`_lab/data/labextensions/dlcourse-learner`), which finds it by the attribute `data-lecture`.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from dlcourse.checks.card import heading_fragment
from dlcourse.course.folder import Course, CourseError

if TYPE_CHECKING:
    from traitlets.config import Config

LINK = re.compile(r'<a href="\.\./\.\./lectures/(?P<lecture>[^"#]+)\.ipynb[^"]*">section “(?P<section>.*?)”</a>')
OTHER_LINK = re.compile(r"<a href=[^>]*>(.*?)</a>")
WRONG_SITE = "c.FeedbackExporter.site: expected an address that begins with https:// or http://. Received: {!r}"
WHERE = "Links to lectures lead to the JupyterLab that runs at {}, as long as it runs."


@dataclass(frozen=True)
class LectureLinks:
    """The targets of a page's links to lectures: a JupyterLab, else a site, else none; without a slash at the end."""

    lab: str = ""
    site: str = ""

    def address(self, lecture: str, section: str) -> str:
        """Return the address of a lecture's section, "" if there is none."""
        if self.lab:
            return f"{self.lab}/lab/tree/{_notebook(lecture, section)}"
        return f"{self.site}/lectures/{quote(lecture)}.html#{_anchor_on_site(section)}" if self.site else ""

    @property
    def note(self) -> str:
        """Return a sentence on links that hold for a while only, "" if there are none."""
        return WHERE.format(self.lab) if self.lab else ""


WORDS_ALONE = LectureLinks()


def links_of(course: Course, config: "Config") -> LectureLinks:
    """Return where pages that are made in this folder lead; raises CourseError if the site's address is none."""
    site = config.get("FeedbackExporter", {}).get("site", "")
    if site and (not isinstance(site, str) or urlsplit(site).scheme not in ("http", "https")):
        raise CourseError(f"nbgrader_config.py: {WRONG_SITE.format(site)}")
    lab = address_of_lab(course.root) if course.is_own else None
    return LectureLinks(lab or "", site.rstrip("/") if site else "")


def address_of_lab(folder: Path) -> str | None:
    """Return the address of a running JupyterLab on this folder, without its token; None if there is none."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        address = str(server.get("url", ""))
        if urlsplit(address).scheme in ("http", "https"):
            root = Path(server.get("root_dir") or "/")
            if root.resolve() == folder.resolve():
                return address.rstrip("/")
    return None


def with_links(card: str, links: LectureLinks) -> str:
    """Return a card whose links lead where they hold on a page: to lectures as `links` says; others are words."""
    pieces, end = [], 0
    for found in LINK.finditer(card):
        pieces += [OTHER_LINK.sub(r"\1", card[end : found.start()]), _link(found["lecture"], found["section"], links)]
        end = found.end()
    return "".join([*pieces, OTHER_LINK.sub(r"\1", card[end:])])


def _link(lecture, shown, links):
    """Return the words that name a section, as a link if there is an address."""
    section = html.unescape(shown)
    place = f'data-lecture="{html.escape(_notebook(lecture, section))}"'
    address = links.address(lecture, section)
    if not address:
        return f"<span {place}>section “{shown}”</span>"
    return f'<a {place} href="{html.escape(address)}">section “{shown}”</a>'


def _notebook(lecture, section):
    """Return the path of a lecture's section in a course folder, as JupyterLab reads it in an address."""
    return f"lectures/{quote(lecture)}.ipynb{heading_fragment(section)}"


def _anchor_on_site(section: str) -> str:
    """Return the name that Sphinx gives to a heading: small letters and digits, the rest hyphens."""
    plain = unicodedata.normalize("NFKD", section.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", plain))
