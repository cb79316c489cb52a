"""What each page costs a reader who comes to it first: ``make budget`` prints requests and bytes, packed with gzip."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response

from browser import launched
from serving import addresses, serving

KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JavaScript", "font": "fonts", "image": "images"}
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})"""


@dataclass
class Cost:
    """Of one page: bytes by kind, the paths asked for, and how far things moved (cumulative layout shift)."""

    bytes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS.values(), 0))
    paths: list[str] = field(default_factory=list)
    shift: float = 0

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


def cost(page: Page, url: str) -> Cost:
    """What a page costs in a browser that has nothing of the site yet."""
    one = Cost()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url)
    one.shift = page.evaluate(SHIFTS)
    for answer in answers:
        kind = KINDS.get(answer.request.resource_type, "other")
        one.bytes[kind] = one.bytes.get(kind, 0) + int(answer.headers.get("content-length", 0))
        one.paths.append(urlsplit(answer.url).path)
    return one


def costs(chromium: Browser, served: str, urls: list[str]) -> Iterator[tuple[str, Cost]]:
    """Each page's address and cost, on a phone."""
    for url in urls:
        context = chromium.new_context(viewport={"width": 360, "height": 640})
        yield url, cost(context.new_page(), served + url)
        context.close()


def main(site: Path) -> None:
    """Prints a row a page."""
    print(f"{'page':<36} {'requests':>8} {'total KiB':>9}", *(f"{kind:>10}" for kind in KINDS.values()))
    with serving(site) as served, launched() as chromium:
        for url, one in costs(chromium, served, addresses(site)):
            kinds = (f"{one.bytes[kind] / 1024:>10.1f}" for kind in KINDS.values())
            print(f"{url or '/':<36} {len(one.paths):>8} {one.total / 1024:>9.1f}", *kinds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
