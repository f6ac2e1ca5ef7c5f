"""Sphinx's settings for the site; `python -m dlcourse.course.site` gathers its pages and calls it."""

import dlcourse
from dlcourse.course.site.sphinx_parts import setup  # noqa: F401 - Sphinx calls it

project = "dlcourse"
author = "The dlcourse developers"
version = release = dlcourse.__version__
language = "en"

extensions = ["myst_nb"]
root_doc = "index"
exclude_patterns = ["extra"]
nb_execution_mode = "off"  # they were run, and kept, before
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
myst_heading_slug_func = "dlcourse.course.authoring.glossary.heading_anchor"
myst_dmath_double_inline = True
suppress_warnings = ["myst.header"]

html_context = {"default_mode": "auto"}
html_theme = "sphinx_book_theme"
html_title = "dlcourse"
html_static_path = ["static"]
html_css_files = ["icons.css", "site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_repository_button": False,
    "home_page_in_toc": True,
    "navbar_persistent": [],
}
python_use_unqualified_type_names = True
html_show_search_summary = False  # it would fetch pages, which needs a server
