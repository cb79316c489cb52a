"""The Chromium that tests and tools drive: the machine's own, or the one that playwright installed."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """Path of a browser; None where the machine has none."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def launched(*options: str) -> Iterator[Browser]:
    """A browser while the block runs."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *options])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """A page in a fresh profile."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def find(page: Page, served: str, query: str) -> list[str]:
    """The pages that the site's search finds, below the site's root, in order."""
    page.locator(".search input").fill(query)
    page.wait_for_function("query => document.querySelector('.search').dataset.query === query", arg=query)
    links = page.locator(".search__results li a:first-child").evaluate_all("links => links.map(link => link.href)")
    return [link.removeprefix(served).split("#")[0] for link in links]


if __name__ == "__main__":
    sys.exit(executable() is None)
