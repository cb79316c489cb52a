"""Sheets: filled in on screen, printed alone on one page, and whole without scripts."""

import io

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from browser import opened

DECISION = "deciding/is-it-right-for-you/"
# A sheet's page, its first words and its last.
SHEETS = {
    "deciding/questions/": ("Your question sheet", "Signs can start hours to weeks later"),
    DECISION: ("Weigh it up for yourself", "You can stop at any point"),
    "having-it/before/": ("Tell your practitioner", "All my medicines, herbs and supplements"),
}
# A print dialog would stay open.
PRESS = "button => { window.print = () => {}; button.click(); }"


def paper(page: Page, size: str) -> list[str]:
    reader = PdfReader(io.BytesIO(page.pdf(format=size)))
    return [" ".join(sheet.extract_text().split()) for sheet in reader.pages]


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("url", SHEETS)
def test_the_button_prints_that_sheet_alone_on_one_page(served: str, chromium: Browser, url: str, size: str) -> None:
    first, last = SHEETS[url]
    with opened(chromium, served + url) as page:
        page.get_by_role("button", name="Print this sheet").evaluate(PRESS)
        printed = paper(page, size)
        assert len(printed) == 1
        assert printed[0].startswith("Not yet reviewed by a clinician.")
        assert first in printed[0][:120]
        assert last in printed[0][-330:]
        assert "Next step" not in printed[0]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert len(paper(page, size)) > 1


@pytest.mark.parametrize("url", SHEETS)
def test_one_marker_a_line(served: str, chromium: Browser, url: str) -> None:
    for scripts in (True, False):
        with opened(chromium, served + url, java_script_enabled=scripts) as page:
            items = page.locator(".sheet > ul > li")
            styles = items.evaluate_all("items => items.map(item => getComputedStyle(item).listStyleType)")
            assert set(styles) <= {"none"}


def test_without_scripts_it_is_the_sheet_to_print(served: str, chromium: Browser) -> None:
    with opened(chromium, served + DECISION, java_script_enabled=False) as page:
        sheet = page.locator(".sheet")
        assert sheet.get_by_role("button").count() == 0
        assert sheet.locator("input, textarea").count() == 0
        text = sheet.inner_text()
        assert "☐ Yes" in text
        assert "○ 5" in text
        printed = [one for one in paper(page, "A4") if "Weigh it up for yourself" in one]
        assert printed
        assert "You can stop at any point" in printed[-1]
        assert "Answers" in printed[-1]


def test_decision_sheet_can_be_filled_in_emptied_and_is_never_kept(served: str, chromium: Browser) -> None:
    asked: list[str] = []
    with opened(chromium, served + DECISION) as page:
        sheet = page.locator(".sheet")
        assert "☐" not in sheet.inner_text()
        assert "○" not in sheet.inner_text()
        page.on("request", lambda request: asked.append(request.url))
        look = sheet.get_by_role("radiogroup", name="How my wrinkles look and feel: 0 is nothing, 5 is a lot")
        look.get_by_label("5").check()
        look.get_by_label("4").check()
        assert look.get_by_role("radio", checked=True).count() == 1
        sheet.get_by_label("Not now").check()
        sheet.get_by_label("Botox: I might want it").check()
        sheet.get_by_label("What I still want to ask:").fill("Who do I call?")
        answers = sheet.locator("details p")
        assert not answers.is_visible()
        sheet.locator("summary").press("Enter")
        assert answers.is_visible()
        assert asked == []
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        sheet.get_by_role("button", name="Empty it").click()
        assert sheet.locator("input:checked").count() == 0
        assert sheet.get_by_label("What I still want to ask:").input_value() == ""
        assert not answers.is_visible()


@pytest.mark.parametrize("url", SHEETS)
def test_each_field_has_a_name_and_room_for_a_finger(served: str, chromium: Browser, url: str) -> None:
    with opened(chromium, served + url, viewport={"width": 360, "height": 740}) as page:
        small = page.locator(".sheet :is(label, textarea, button, summary)").evaluate_all(
            """fields => fields.map(field => [field.outerHTML.slice(0, 80), field.getBoundingClientRect()])
              .filter(([, box]) => box.height < 24 || box.width < 18).map(([name]) => name)"""
        )
        assert small == []
        unnamed = page.locator(".sheet :is(input, textarea)").evaluate_all(
            "fields => fields.filter(field => !field.ariaLabel && !field.closest('label')?.textContent.trim()).length"
        )
        assert unnamed == 0
        assert page.locator(".sheet :is(input, textarea)").count() > 3
