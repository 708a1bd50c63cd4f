"""The desk in a real browser: two people, the keys, the frame, and the same without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.model import UnitState

pytestmark = pytest.mark.browser

ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


def log_in(chromium: Browser, desk: Any, who: str, *, scripts: bool = True) -> Page:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    desk.open_clients.callback(context.close)
    page = context.new_page()
    page.goto(desk.base + desk.logins.make_link(desk.actor(who).person))
    page.get_by_role("button", name=f"Continue as {who}").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    return page


def watch(page: Page) -> list[str]:
    """What the browser complains of: refused scripts, styles and frames."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    return complaints


def test_one_person_writes_by_the_keys_and_another_approves_in_its_place(chromium: Browser, desk: Any) -> None:
    ana = log_in(chromium, desk, "Ana Ruiz")
    complaints = watch(ana)
    ana.goto(desk.base + desk.href("Fever"))
    box = ana.get_by_role("textbox", name=re.compile("^Translation"))
    expect(box).to_be_focused()
    box.fill("Fiebre")
    box.press("Control+Enter")
    expect(ana.get_by_role("status")).to_have_text("Saved.")
    assert ana.url != desk.base + desk.href("Fever")
    assert desk.item("Fever").status.state is UnitState.TRANSLATED

    ben = log_in(chromium, desk, "Ben Costa")
    complaints += watch(ben)
    ben.get_by_role("link", name="1 unit to approve").click()
    frame = ben.frame_locator("iframe")
    expect(frame.locator("[data-here]")).to_have_text("Fiebre")
    expect(frame.locator("[data-here]")).to_be_in_viewport()
    expect(frame.locator("img")).to_be_visible()
    assert frame.locator("img").evaluate("image => image.naturalWidth") == 1
    ben.keyboard.press("Control+Shift+Enter")
    expect(ben.get_by_role("status")).to_contain_text("Approved.")
    assert desk.item("Fever").status.state is UnitState.APPROVED
    assert complaints == []


def test_everything_works_without_scripts(chromium: Browser, desk: Any) -> None:
    page = log_in(chromium, desk, "Ana Ruiz", scripts=False)
    page.goto(desk.base + desk.href("Chills"))
    page.get_by_role("textbox", name=re.compile("^Translation")).fill("Escalofríos")
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert desk.item("Chills").status.target == "Escalofríos"
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Logged out")).to_be_visible()


def test_enter_in_the_reason_decides_nothing(chromium: Browser, desk: Any) -> None:
    desk.save("Fever", "Frío")
    ben = log_in(chromium, desk, "Ben Costa")
    ben.goto(desk.base + desk.href("Fever"))
    version = desk.item("Fever").status.version
    ben.get_by_text("Reject, leave out, keep").click()
    ben.get_by_label(re.compile("^Reason")).fill("Wrong word")
    ben.get_by_label(re.compile("^Reason")).press("Enter")
    expect(ben.get_by_role("status")).to_contain_text("Nothing was changed")
    assert desk.item("Fever").status.version == version


def test_hostile_texts_run_nothing_in_page_or_frame(chromium: Browser, desk: Any) -> None:
    desk.save("Fever", f"</textarea><script>alert(9)</script>{desk.hostile}")
    ben = log_in(chromium, desk, "Ben Costa")
    complaints = watch(ben)
    for begins in ("Fever", "Less than", "A <a>"):
        ben.goto(desk.base + desk.href(begins) + "?side=source")
        expect(ben.frame_locator("iframe").locator("[data-here]")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(chromium: Browser, desk: Any, width: int) -> None:
    desk.save("Fever", "Fiebre" * 40)
    page = log_in(chromium, desk, "Ben Costa")
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", f"/a/{desk.slug}/es", desk.href("Fever"), desk.href("Take", "ar"), "/nothing"):
        page.goto(desk.base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
