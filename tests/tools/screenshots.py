"""Pictures of pages for a person to look at: ``make screenshots`` writes phone and desktop, light and dark."""

import sys
from pathlib import Path
from typing import Any

from browser import launched
from serving import addresses, serving

SIZES = {"phone": (360, 740), "desktop": (1440, 900)}
SCHEMES: tuple[Any, ...] = ("light", "dark")


def main(site: Path, out: Path) -> None:
    """Writes each page's first view and whole length."""
    out.mkdir(exist_ok=True)
    with serving(site, "/") as served, launched() as chromium:
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                page = context.new_page()
                for url in addresses(site):
                    name = url.removesuffix(".html").strip("/").replace("/", "-") or "home"
                    page.goto(served + url)
                    page.screenshot(path=out / f"{name}-{size}-{scheme}.png")
                    page.screenshot(path=out / f"{name}-{size}-{scheme}-whole.png", full_page=True)
                page.goto(served)
                page.keyboard.press("Control+k")
                page.locator(".search input").fill("droopy eye")
                page.locator(".search__results a").first.wait_for()
                page.screenshot(path=out / f"search-{size}-{scheme}.png")
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
