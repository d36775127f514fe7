"""Shared by the tests of several packages: their order, a finished run, a real browser."""

import os
import shutil
import signal
from functools import cache
from pathlib import Path

import pytest
from support.finished import finished_run
from support.project import copy_run

# Before any test imports torch: workers of pytest-xdist and the jobs they start share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Tests send these signals to programs that they start; `nohup` would make the programs ignore them.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
LONGEST_FIRST = (
    *(
        f"workflow/test_{name}.py"
        for name in ("slurm", "results", "tutorial", "changes", "hostile")
    ),
    "workflow/",
    "training/",
)


def pytest_collection_modifyitems(items):
    """Run the slowest files first, so that all workers of pytest-xdist finish together."""

    def place(item):
        path = item.path.relative_to(Path(__file__).parent).as_posix()
        return next((n for n, start in enumerate(LONGEST_FIRST) if path.startswith(start)), 99)

    items.sort(key=place)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of a project with a finished run, shared by all tests; they must not change it."""
    base = tmp_path_factory.getbasetemp()
    return finished_run(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture
def finished_copy(finished, tmp_path):
    """A copy of the finished run that a test may change."""
    return copy_run(finished, tmp_path / "project")


@pytest.fixture(scope="session")
def browser():
    if BROWSER is None:
        pytest.skip("no Chromium on this machine: the page was not opened in a browser")
    from playwright.sync_api import sync_playwright

    quiet = ["background-networking", "component-update", "sync", "quic"]
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    arguments.append("--autoplay-policy=no-user-gesture-required")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=arguments)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def tab(browser):
    """A function that returns the browser's tab of a given width.

    A tab keeps compiled programs and its share of the graphics process, so the next page opens in
    a third of the time. Each page is still a separate document.
    """
    return cache(lambda width: browser.new_page(viewport={"width": width, "height": 800}))


class Opened:
    """An empty tab for a page from the file system, and the faults of that page."""

    def __init__(self, page):
        self.page = page
        self.faults, self.addresses = [], []
        self._handlers = {
            "console": self._collect_console_errors,
            "dialog": self._collect_dialog,
            "pageerror": lambda problem: self.faults.append(str(problem)),
            "request": lambda request: self.addresses.append(request.url),
        }
        for event, handler in self._handlers.items():
            page.on(event, handler)

    def _collect_console_errors(self, message):
        if message.type == "error":
            self.faults.append(message.text)

    def _collect_dialog(self, dialog):
        self.faults.append(dialog.message)
        dialog.dismiss()

    def close(self):
        """Leave the page; check that it had no fault and sent no network request."""
        for event, handler in self._handlers.items():
            self.page.remove_listener(event, handler)
        self.page.mouse.move(0, 0)
        self.page.goto("about:blank")
        assert self.faults == []
        kinds = {address.split(":")[0] for address in self.addresses}
        assert kinds <= {"file", "data", "blob"}


@pytest.fixture(params=[1280, 400])
def opened(tab, request):
    """An empty tab at two widths. A test that expects a fault removes it from ``faults``."""
    opened = Opened(tab(request.param))
    yield opened
    opened.close()
