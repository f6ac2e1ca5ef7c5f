"""A browser, a learner's folder and a JupyterLab for the tests in this folder."""

import os
import shutil

import pytest
from lab_page import LabPage, own_course, running_lab

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")  # closed after the module: Playwright's event loop must not run in other tests
def browser():
    """A headless Chromium; without one the tests are skipped, and on CI they fail."""
    if CHROMIUM is None:
        message = "no Chromium here; install it (Debian: apt install chromium) to run the browser tests"
        if os.environ.get("DLCOURSE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A folder of a learner."""
    return own_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def lab(browser, course, tmp_path_factory):
    """JupyterLab on that folder as a learner has it, in a page of its own."""
    with running_lab(course, tmp_path_factory.mktemp("home"), "--release") as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        yield LabPage(page, address)
        page.close()


@pytest.fixture(scope="module")
def instructors_lab(browser, course, tmp_path_factory):
    """JupyterLab on that folder as an instructor has it."""
    with running_lab(course, tmp_path_factory.mktemp("home"), "--instructor") as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        yield LabPage(page, address)
        page.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """When a test with a page fails, keep a picture of what the page showed."""
    report = yield
    lab = getattr(item, "funcargs", {}).get("lab")
    if report.when == "call" and report.failed and lab is not None:
        picture = item.config.rootpath / "build" / f"{item.name}.png"
        picture.parent.mkdir(exist_ok=True)
        lab.page.screenshot(path=picture)
        report.sections.append(("what the page showed", str(picture)))
    return report
