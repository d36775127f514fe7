"""What several test modules use: a real browser."""

import shutil

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)


@pytest.fixture(scope="session")
def browser():
    if BROWSER is None:
        pytest.skip("no Chromium on this machine: the page was not opened in a browser")
    from playwright.sync_api import sync_playwright

    quiet = ["background-networking", "component-update", "sync", "quic"]
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{one}" for one in quiet)]
    arguments.append("--autoplay-policy=no-user-gesture-required")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=arguments)
        yield opened
        opened.close()


class Opened:
    """A page from the file system, and what went wrong on it."""

    def __init__(self, browser, width):
        self.page = browser.new_page(viewport={"width": width, "height": 800})
        self.faults, self.addresses = [], []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.faults.append(str(problem)))
        self.page.on("request", lambda asked: self.addresses.append(asked.url))

    def _said(self, message):
        if message.type == "error":
            self.faults.append(message.text)

    def close(self):
        """Close it, and hold that it had no fault and asked the network for nothing."""
        self.page.close()
        assert self.faults == []
        kinds = {address.split(":")[0] for address in self.addresses}
        assert kinds <= {"file", "data", "blob"}


@pytest.fixture(params=[1280, 400])
def opened(browser, request):
    """A new page at two widths; a test that expects a fault takes it from ``faults``."""
    opened = Opened(browser, request.param)
    yield opened
    opened.close()
