"""Lighthouse on every page, as on a phone: ``make lighthouse`` prints scores of 100 and the times behind them.

Performance is the median of three runs; the other scores do not vary, so they are read off the first. Takes about half
an hour on two cores, and times suffer from whatever else the machine does: not part of the suite.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import browser
from serving import addresses, serving

BIN = Path(sys.executable).parent
TOOL = [str(BIN / "node"), str(BIN.parent / "npm/node_modules/lighthouse/cli/index.js")]
FLAGS = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking"
SCORES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {"first-contentful-paint": "FCP ms", "largest-contentful-paint": "LCP ms", "total-blocking-time": "TBT ms"}


def look(url: str, *options: str) -> dict[str, Any]:
    """One run's report. Raises CalledProcessError where the page can't be loaded."""
    environment = {**os.environ, "CHROME_PATH": browser.executable() or ""}
    command = [*TOOL, url, "--quiet", FLAGS, "--output=json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=300)
    return dict(json.loads(done.stdout))


def row(url: str, runs: int) -> tuple[list[float], list[float], list[str]]:
    """The four scores, the times, and the audits of the first run that a page failed."""
    first = look(url, f"--only-categories={','.join(SCORES)}")
    reports = [first, *(look(url, "--only-categories=performance") for _ in range(runs - 1))]
    scores = [100 * first["categories"][name]["score"] for name in SCORES]
    scores[0] = statistics.median(100 * one["categories"]["performance"]["score"] for one in reports)
    times = [statistics.median(one["audits"][name]["numericValue"] for one in reports) for name in TIMES]
    failed = [
        audit["id"]
        for name in SCORES[1:]
        for audit in first["categories"][name]["auditRefs"]
        if audit["weight"] and first["audits"][audit["id"]]["score"] not in (1, None)
    ]
    return scores, times, failed


def main(site: Path, runs: int, wanted: list[str]) -> None:
    """Prints a row a page; ends with 1 where a score misses: 98 for performance, 100 for the others."""
    missed = 0
    print(f"{'page':<34}", *(f"{name:>14}" for name in (*SCORES, *TIMES.values())))
    with serving(site) as served:
        for url in (page for page in addresses(site) if page != "404.html" and (not wanted or page in wanted)):
            scores, times, failed = row(served + url, runs)
            missed += scores[0] < 98 or min(scores[1:]) < 100
            numbers = [f"{value:>14.0f}" for value in (*scores, *times)]
            print(f"{url or '/':<34}", *numbers, " ".join(failed), flush=True)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(os.environ.get("RUNS") or 3), sys.argv[2:])
