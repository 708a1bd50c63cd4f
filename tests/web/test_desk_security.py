"""Who may come in, what a request must carry, and that nothing hostile becomes markup; over a real socket."""

from __future__ import annotations

import hashlib
import html
import re
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from pipeline import roster
from pipeline.errors import UsageError
from pipeline.model import Role
from pipeline.web import LoginStore, create_app, make_desk_server

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


def link_for(desk: Any, who: str) -> str:
    link: str = desk.logins.make_link(desk.actor(who).person)
    return link


# --- coming in ---------------------------------------------------------------------------------------------


def test_a_link_shows_a_button_as_often_as_one_looks_and_logs_in_once(desk: Any) -> None:
    link, browser = link_for(desk, "Ana Ruiz"), desk.client()
    for _ in range(2):
        page = browser.get(link)
        assert (page.status_code, "Continue as Ana Ruiz" in page.text) == (200, True)
        assert "set-cookie" not in page.headers
    assert browser.post(link).status_code == 303
    assert browser.get("/").status_code == 200
    again = desk.client().post(link)
    assert (again.status_code, "used before" in again.text) == (404, True)


def test_the_session_cookie_is_for_this_site_and_no_script(desk: Any) -> None:
    cookie = desk.client().post(link_for(desk, "Ana Ruiz")).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie


def test_an_expired_or_forged_link_is_no_way_in(desk: Any) -> None:
    link = link_for(desk, "Ana Ruiz")
    desk.clock.forward(timedelta(minutes=16))
    for path in (link, "/login/" + "A" * 43, "/login/x"):
        browser = desk.client()
        assert (browser.get(path).status_code, browser.post(path).status_code) == (404, 404)
        assert browser.get("/").status_code == 401


def test_a_link_for_nobody_or_somebody_deactivated_is_no_way_in(desk: Any) -> None:
    link = link_for(desk, "Ana Ruiz")
    roster.deactivate_person(desk.workspace, "Ana Ruiz", why="", actor=desk.actor("Olga Operator"))
    assert desk.client().post(link).status_code == 404
    assert desk.client().post(desk.logins.make_link("p_nobody")).status_code == 404


def test_a_new_login_gets_a_new_session_and_ends_the_old_one(desk: Any) -> None:
    browser = desk.client("Ana Ruiz")
    before = dict(browser.cookies)
    browser.post(link_for(desk, "Ben Costa"))
    assert dict(browser.cookies) != before
    assert httpx.get(desk.base, cookies=before).status_code == 401


def test_logging_out_ends_the_session(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    cookies, csrf = dict(ana.cookies), desk.form(ana, desk.href("Fever"))["csrf"]
    assert ana.post("/logout", data={"csrf": csrf}).status_code == 200
    assert httpx.get(desk.base, cookies=cookies).status_code == 401


def test_an_idle_session_ends_and_what_was_typed_comes_back(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre <alta>")
    desk.clock.forward(timedelta(minutes=61))
    answer = ana.post(desk.href("Fever"), data={**form, "act": "save"})
    assert answer.status_code == 401
    assert "Fiebre &lt;alta&gt;</textarea>" in answer.text


def test_a_deactivated_persons_session_ends_at_the_next_request(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre")
    roster.deactivate_person(desk.workspace, "Ana Ruiz", why="", actor=desk.actor("Olga Operator"))
    answer = ana.post(desk.href("Fever"), data={**form, "act": "save"})
    assert (answer.status_code, "has ended" in answer.text) == (401, True)
    assert ana.get("/").status_code == 401
    assert desk.item("Fever").status.version == 0


def test_nothing_but_login_and_static_files_is_shown_without_a_session(desk: Any) -> None:
    stranger = desk.client()
    unit = desk.item("Fever").id
    paths = ("/", "/a/rituximab/es", f"/a/rituximab/es/u/{unit}", f"/a/rituximab/es/page?unit={unit}")
    assert {stranger.get(path).status_code for path in paths} == {401}
    assert stranger.post(f"/a/rituximab/es/u/{unit}", data={"act": "save"}).status_code == 401
    assert stranger.get("/static/desk.css").status_code == 200
    assert {stranger.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}
    image = "/a/rituximab/image/" + hashlib.sha256(b"").hexdigest()
    assert {stranger.get(path).status_code for path in (image, f"{image}?until=9999999999&key=00")} == {404}


# --- what a request must carry ------------------------------------------------------------------------------


@pytest.mark.parametrize("csrf", ["", "x", "ñ"])
def test_a_form_without_this_sessions_token_changes_nothing(desk: Any, csrf: str) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre", csrf=csrf)
    answer = ana.post(desk.href("Fever"), data={**form, "act": "save"})
    assert (answer.status_code, "Fiebre</textarea>" in answer.text) == (403, True)
    assert desk.item("Fever").status.version == 0


def test_another_sessions_token_does_not_do(desk: Any) -> None:
    ana, ben = desk.client("Ana Ruiz"), desk.client("Ben Costa")
    form = desk.form(ben, desk.href("Fever"), target="Fiebre")
    assert ana.post(desk.href("Fever"), data={**form, "act": "save"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_right_token(desk: Any, headers: dict[str, str]) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre")
    del ana.headers["Sec-Fetch-Site"]
    assert ana.post(desk.href("Fever"), data={**form, "act": "save"}, headers=headers).status_code == 403
    assert desk.item("Fever").status.version == 0


def test_a_form_from_our_own_origin_is_taken(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="Fiebre")
    del ana.headers["Sec-Fetch-Site"]
    answer = ana.post(desk.href("Fever"), data={**form, "act": "save"}, headers={"Origin": desk.base})
    assert answer.status_code == 303


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_another_host_name_is_not_answered(desk: Any, host: str) -> None:
    ana = desk.client("Ana Ruiz")
    answer = ana.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "units" not in answer.text


def test_two_host_headers_are_refused(desk: Any) -> None:
    port = int(desk.base.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split(b" ", 2)[1] in (b"400", b"421")


def test_a_huge_form_is_refused_whether_it_says_so_or_not(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    form = desk.form(ana, desk.href("Fever"), target="x" * 300_000)
    assert ana.post(desk.href("Fever"), data={**form, "act": "save"}).status_code == 413

    def chunks() -> Any:
        yield from (b"target=" + b"x" * 100_000 for _ in range(4))

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ana.post(desk.href("Fever"), content=chunks(), headers=kind)
    assert (answer.status_code, "<h1>Too large</h1>" in answer.text) == (413, True)
    assert desk.item("Fever").status.version == 0


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"act": "save"}', "application/json", 415),
        (b"--b\r\n\r\n--b--", "multipart/form-data; boundary=b", 415),
        (b"target=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"target=a&target=b", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"f%d=1" % number for number in range(300)), "application/x-www-form-urlencoded", 400),
        ("target=ñ".encode(), "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_of_ours_is_refused(desk: Any, content: bytes, kind: str, status: int) -> None:
    ana = desk.client("Ana Ruiz")
    assert ana.post(desk.href("Fever"), content=content, headers={"Content-Type": kind}).status_code == status


# --- answers -----------------------------------------------------------------------------------------------


def test_every_answer_has_the_security_headers(desk: Any) -> None:
    ana, stranger = desk.client("Ana Ruiz"), desk.client()
    answers = [
        ana.get("/"),
        ana.get(desk.href("Fever")),
        ana.get("/nothing"),
        ana.get("/static/desk.css"),
        ana.get("/static/nothing"),
        ana.delete("/"),
        stranger.get("/"),
        stranger.get("/", headers={"Host": "evil.example"}),
        stranger.get(link_for(desk, "Ana Ruiz")),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 200, 404, 405, 401, 421, 200]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "server" not in answer.headers


def test_a_fault_of_ours_shows_a_page_and_no_traceback(desk: Any, caplog: pytest.LogCaptureFixture) -> None:
    ana = desk.client("Ana Ruiz")
    (desk.workspace.state / "ledger.sqlite3").unlink()
    (desk.workspace.state / "ledger.sqlite3").mkdir()
    answer = ana.get("/")
    assert answer.status_code in (500, 503)
    assert "Traceback" not in answer.text
    assert str(desk.workspace.root) not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_looking_changes_nothing(desk: Any) -> None:
    desk.save("Fever", "Fiebre")
    ana = desk.client("Ana Ruiz")

    def state() -> dict[str, bytes]:
        root: Path = desk.workspace.root
        files = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".lock"]
        return {str(path.relative_to(root)): path.read_bytes() for path in files}

    href, head, before = desk.href("Fever"), desk.workspace.ledger.head(), state()
    queries = ("", "?act=approve-next&csrf=x", "?show=left&side=source", "?done=approved")
    for path in ("/", "/a/rituximab/es", "/logout", *(href + query for query in queries), f"{href}/approve"):
        ana.get(path)
    assert (desk.workspace.ledger.head(), state()) == (head, before)


# --- hostile text ------------------------------------------------------------------------------------------


def assert_harmless(page: str) -> None:
    """As a browser parses it, the page has only our own script, and no element or handler of the hostile texts."""
    soup = BeautifulSoup(page, "html5lib")
    assert [script.attrs for script in soup.find_all("script")] == [{"src": "/static/desk.js", "defer": ""}]
    assert soup.find_all(["img", "svg", "object", "embed", "style"]) == []
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert not str(element.get("href", "")).startswith("javascript:")


def test_hostile_source_text_comes_out_as_text(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    for path in ("/", "/a/rituximab/es", desk.href("Rituximab <"), desk.href("Less than"), desk.href("A <a>")):
        assert_harmless(ana.get(path).text)
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in ana.get(desk.href("Less than")).text


def test_hostile_translation_name_reason_and_query_come_out_as_text(desk: Any) -> None:
    operator = desk.actor("Olga Operator")
    for name, role in (
        (f"Eve {desk.hostile}", Role.TRANSLATOR),
        (f"Mal </title></textarea>{desk.hostile}", Role.REVIEWER),
    ):
        person = roster.add_person(desk.workspace, name, email="", actor=operator)
        roster.grant_role(desk.workspace, person.id, role, actor=operator, locale="es", basis="x")
    text = f"</textarea>{desk.hostile}<script>alert(1)</script>"
    eve, mal = desk.client("Eve"), desk.client("Mal")
    desk.act(eve, desk.href("Fever"), "save", target=text)
    desk.act(mal, desk.href("Fever"), "reject", reason=f'"><script>alert(1)</script>{desk.hostile}')
    refused = desk.act(eve, desk.href("Fever"), "approve", target=text + "!", reason=text)
    assert refused.status_code == 403
    pages = [mal.get(path).text for path in ("/", "/a/rituximab/es", desk.href("Fever"), link_for(desk, "Mal"))]
    pages += [
        refused.text,
        mal.get(desk.href("Fever") + f"?done={desk.hostile}&show={desk.hostile}").text,
        mal.get(f"/a/{desk.hostile}/es").text,
        mal.get(f"/{desk.hostile}").text,
    ]
    for page in pages:
        assert_harmless(page)
    assert html.escape(text).replace("&#x27;", "&#39;") in pages[2]


def test_the_frame_has_no_script_no_origin_and_marks_the_unit(desk: Any) -> None:
    ana = desk.client("Ana Ruiz")
    unit = desk.item("Take").id
    answer = ana.get(f"/a/rituximab/es/page?unit={unit}&side=source")
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in [part.strip() for part in policy.split(";")]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert not re.search(r"<script|onclick|javascript:|<iframe|alert\(4\)|<a [^>]*href=\"http", answer.text)
    marked = re.findall(r"<[^>]*data-here[^>]*>", answer.text)
    assert len(marked) == 1
    assert 'id="unit"' in marked[0]


def test_the_frame_shows_the_translation_and_the_source_where_there_is_none(desk: Any) -> None:
    desk.save("Fever", "Fiebre")
    desk.save("Take", "Tome <strong>20 mg una vez")
    page = desk.client("Ana Ruiz").get(f"/a/rituximab/es/page?unit={desk.item('Fever').id}").text
    assert '<html lang="es" dir="ltr">' in page
    assert re.search(r'<li[^>]*data-state="translated"[^>]*>Fiebre</li>', page)
    assert re.search(r'<li[^>]*lang="en"[^>]*>Chills</li>', page)
    assert re.search(r'<p[^>]*data-state="faulty"[^>]*lang="en"[^>]*>Take', page)


def test_images_are_the_snapshots_own_under_addresses_that_we_signed(desk: Any) -> None:
    ana, stranger = desk.client("Ana Ruiz"), desk.client()
    page = ana.get(f"/a/rituximab/es/page?unit={desk.item('A cell').id}").text
    address = html.unescape(re.findall(r'<img[^>]*src="([^"]+)"', page)[0])
    image = stranger.get(address)
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
    assert image.content.startswith(b"\x89PNG")
    assert image.headers["cross-origin-resource-policy"] == "cross-origin"
    assert stranger.get(address[:-1] + ("0" if address[-1] != "0" else "1")).status_code == 404
    assert stranger.get(re.sub(r"until=\d+", "until=99999999999", address)).status_code == 404
    desk.clock.forward(timedelta(hours=13))
    assert stranger.get(address).status_code == 404


# --- away from loopback ------------------------------------------------------------------------------------


def test_the_desk_is_bound_to_loopback_unless_an_https_address_is_named(desk: Any, tmp_path: Path) -> None:
    logins = LoginStore(tmp_path)
    plain = create_app(desk.workspace, logins=logins)
    with pytest.raises(UsageError, match="loopback only"):
        make_desk_server(plain, host="0.0.0.0")
    with pytest.raises(UsageError, match="cannot be the desk's address"):
        create_app(desk.workspace, logins=logins, public_url="http://desk.example.org")
    public = create_app(desk.workspace, logins=logins, public_url="https://desk.example.org")
    assert make_desk_server(public, host="0.0.0.0").config.host == "0.0.0.0"


def test_behind_a_proxy_cookies_demand_https_and_only_its_origin_may_post(
    desk: Any, tmp_path: Path, run_server: Any
) -> None:
    app = create_app(desk.workspace, logins=desk.logins, public_url="https://desk.example.org")
    with run_server(make_desk_server(app)) as base:
        host = {"Host": "desk.example.org"}
        link = link_for(desk, "Ana Ruiz")
        other = httpx.post(base + link, headers={**host, "Origin": "http://desk.example.org"})
        assert other.status_code == 403
        answer = httpx.post(base + link, headers={**host, "Origin": "https://desk.example.org"})
        cookie = answer.headers["set-cookie"]
        assert (answer.status_code, cookie.startswith("__Host-"), "Secure" in cookie) == (303, True, True)
