"""The network's manners and guards, against a real server."""

from __future__ import annotations

import gzip
import pickle
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.scrape.network import Limits, Network, NetworkError, TransientFetchError

URL = "http://origin.example/page"
MakeNetwork = Callable[..., Network]


def test_a_page_comes_with_its_body_and_lower_case_headers(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page, etag='"1"')
    answer = network.get(URL)
    assert (answer.url, answer.status, answer.body, answer.headers["etag"]) == (URL, 200, page, '"1"')


def test_we_say_who_we_are_and_name_the_site_as_host(make_network: MakeNetwork, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    make_network(contact="https://e.example/contact").get(URL)
    headers = origin.requests[-1][1]
    assert headers["User-Agent"].startswith("Dragoman/")
    assert headers["User-Agent"].endswith("(+https://e.example/contact)")
    assert headers["Host"] == "origin.example"
    assert "Cookie" not in headers


def test_a_contact_cannot_smuggle_a_header_in() -> None:
    assert "\r" not in Limits(contact="x\r\nCookie: a=b").user_agent


def test_cookies_and_proxies_of_the_environment_are_not_used(
    make_network: MakeNetwork, origin: Any, page: bytes, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port}")
    origin.add("/page", page, set_cookie="a=b")
    network = make_network()
    network.get(URL)
    network.get(URL)
    assert "Cookie" not in origin.requests[-1][1]


def test_a_server_that_refuses_is_named_and_may_be_tried_again(make_network: MakeNetwork, closed_port: int) -> None:
    network = make_network(resolve={"origin.example": f"127.0.0.1:{closed_port}"})
    with pytest.raises(TransientFetchError, match="refused the connection") as caught:
        network.get(URL)
    assert caught.value.transient


def test_a_server_that_cannot_be_reached_is_a_time_out(make_network: MakeNetwork) -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)  # with its queue full, the kernel leaves a further caller without an answer
        for caller in (first, second):
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        network = make_network(resolve={"origin.example": f"127.0.0.1:{full.getsockname()[1]}"}, timeout=0.4)
        with pytest.raises(TransientFetchError, match=r"could not be reached within 0\.4 seconds"):
            network.get(URL)


def test_a_name_that_does_not_exist_is_named(network: Network) -> None:
    with pytest.raises(NetworkError, match=r"no-such-host\.invalid"):
        network.get("http://no-such-host.invalid/")


@pytest.mark.parametrize("route", ["body", "headers"])
def test_a_server_that_drips_bytes_is_cut_off_at_the_deadline(
    make_network: MakeNetwork, origin: Any, route: str
) -> None:
    def drip(handler: Any) -> None:
        if route == "body":
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    origin.routes["/page"] = drip
    start = time.monotonic()
    with pytest.raises(TransientFetchError, match=r"did not end within 0\.5 seconds"):
        make_network(timeout=0.5).get(URL)
    assert time.monotonic() - start < 3


def test_a_body_that_breaks_off_may_be_tried_again(network: Network, origin: Any) -> None:
    def hang_up(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<p>half")
        handler.close_connection = True

    origin.routes["/page"] = hang_up
    with pytest.raises(TransientFetchError, match="broke the answer off"):
        network.get(URL)


@pytest.mark.parametrize(
    ("status", "transient", "words"),
    [
        (401, False, "login"),
        (403, False, "does not let us"),
        (404, False, "no such page"),
        (410, False, "taken down for good"),
        (418, False, "did not give the page"),
        (500, True, "fault of its own"),
        (502, True, "fault of its own"),
        (501, False, "fault of its own"),
        (204, False, "did not give the page"),
        (304, False, "did not give the page"),
    ],
)
def test_a_status_is_put_in_plain_words(
    network: Network, origin: Any, status: int, transient: bool, words: str
) -> None:
    origin.add("/page", status=status)
    with pytest.raises(NetworkError, match=words) as caught:
        network.get(URL)
    assert (caught.value.status, caught.value.transient) == (status, transient)
    assert caught.value.where == URL
    assert caught.value.hint


def test_a_short_retry_after_is_waited_for_once(
    network: Network, origin: Any, page: bytes, sleeps: list[float]
) -> None:
    answers = iter([(503, b"", {"Retry-After": "7"}), (200, page, {"Content-Type": "text/html"})])
    origin.routes["/page"] = lambda handler: handler.answer(*next(answers))
    assert network.get(URL).body == page
    assert sleeps == [7.0]


def test_a_retry_after_may_be_a_date(network: Network, origin: Any, sleeps: list[float]) -> None:
    origin.add("/page", status=429, retry_after="Sun, 01 Mar 2026 12:00:09 GMT")
    with pytest.raises(TransientFetchError, match="too often"):
        network.get(URL)
    assert sleeps == [9.0]
    assert origin.paths == ["/robots.txt", "/page", "/page"]


def test_a_long_retry_after_is_told_and_not_waited_for(network: Network, origin: Any, sleeps: list[float]) -> None:
    origin.add("/page", status=503, retry_after="3600")
    with pytest.raises(TransientFetchError, match="come back in 3600"):
        network.get(URL)
    assert sleeps == []


def test_requests_to_one_host_keep_their_distance(make_network: MakeNetwork, origin: Any, page: bytes) -> None:
    now = [100.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(round(seconds, 6))
        now[0] += seconds

    origin.add("/page", page)
    network = make_network(delay=1.0, ticks=lambda: now[0], sleep=sleep)
    network.get(URL)  # robots.txt, then the page
    now[0] += 0.25
    network.get(URL)
    now[0] += 5
    network.get(URL)
    assert waits == [1.0, 0.75]


def test_threads_that_share_the_network_keep_their_distance_too(
    make_network: MakeNetwork, origin: Any, page: bytes, sleeps: list[float]
) -> None:
    origin.add("/page", page)
    network = make_network(delay=1.0, ticks=lambda: 0.0)
    network.get(URL)
    threads = [threading.Thread(target=network.get, args=(URL,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sleeps) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_a_fault_keeps_its_kind_and_words_through_a_process_boundary(network: Network, origin: Any) -> None:
    origin.add("/page", status=503)
    with pytest.raises(TransientFetchError) as caught:
        network.get(URL)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.status) == (TransientFetchError, str(caught.value), 503)


def test_a_redirect_is_followed_and_told(network: Network, origin: Any, page: bytes) -> None:
    origin.redirect("/page", "/new#part", 301)
    origin.add("/new", page)
    assert network.get(URL).url == "http://origin.example/new"


def test_five_redirects_are_followed_and_six_are_not(network: Network, origin: Any, page: bytes) -> None:
    for number in range(6):
        origin.redirect(f"/{number}", f"/{number + 1}", (301, 302, 303, 307, 308, 302)[number])
    origin.add("/6", page)
    assert network.get("http://origin.example/1").body == page
    with pytest.raises(NetworkError, match=r"more than 5 times: http://origin\.example/0 → "):
        network.get("http://origin.example/0")


def test_a_redirect_loop_is_named(network: Network, origin: Any) -> None:
    origin.redirect("/page", "/b")
    origin.redirect("/b", "/page")
    loop = r"in a loop: http://origin\.example/page → http://origin\.example/b → http://origin\.example/page"
    with pytest.raises(NetworkError, match=loop):
        network.get(URL)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://127.0.0.1:PORT/secret", "port|public internet"),
        ("http://127.0.0.1/secret", "not one of the public internet"),
        ("http://localhost/secret", "not one of the public internet"),
        ("http://2130706433/secret", "not one of the public internet"),
        ("http://127.1/secret", "not one of the public internet"),
        ("http://0x7f000001/secret", "not one of the public internet"),
        ("http://[::1]/secret", "not one of the public internet"),
        ("http://[::ffff:127.0.0.1]/secret", "not one of the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "not one of the public internet"),
        ("//10.0.0.1/", "not one of the public internet"),
        ("http://8.8.8.8:22/", "port 22"),
        ("file:///etc/passwd", "only http and https"),
        ("ftp://origin.example/x", "only http and https"),
        ("javascript:alert(1)", "only http and https|no URL"),
        ("http://origin.example\\@127.0.0.1/", "no URL|backslash"),
        ("http://user:secret@origin.example/", "password"),
        ("http://[::1", "no URL"),
    ],
)
def test_a_redirect_to_where_we_may_not_go_is_refused(network: Network, origin: Any, location: str, words: str) -> None:
    origin.redirect("/page", location.replace("PORT", str(origin.port)))
    with pytest.raises(NetworkError, match=words):
        network.get(URL)
    assert origin.paths == ["/robots.txt", "/page"]


@pytest.mark.parametrize(
    "url", ["", "page.html", "/etc/passwd", "file:///etc/passwd", "http://", "gopher://x/", "http://a\x00b/"]
)
def test_only_addresses_of_the_web_are_fetched(network: Network, url: str) -> None:
    with pytest.raises(NetworkError):
        network.get(url)


def test_a_host_is_looked_up_once_a_request_and_connected_to_as_looked_up(
    make_network: MakeNetwork, origin: Any, page: bytes
) -> None:
    answers = [["127.0.0.1"], ["127.0.0.1"], ["127.9.9.9"], ["127.9.9.9"]]
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(f"{host}:{port}")
        return answers[len(asked) - 1]

    origin.add("/page", page)
    network = make_network(look_up=look_up, private_hosts=("inner.example",))
    place = f"inner.example:{origin.port}"
    assert network.get(f"http://{place}/page").body == page
    assert asked == [place, place]  # robots.txt and the page, each judged and connected to in one


def test_a_public_name_with_an_inner_address_is_never_connected_to(make_network: MakeNetwork, origin: Any) -> None:
    network = make_network(look_up=lambda host, port: ["127.0.0.1"])
    with pytest.raises(NetworkError, match="not one of the public internet"):
        network.get("http://rebound.example/page")
    assert origin.paths == []


def test_the_next_address_is_tried_when_the_first_is_deaf(make_network: MakeNetwork, origin: Any, page: bytes) -> None:
    origin.add("/page", page)
    network = make_network(look_up=lambda host, port: ["127.77.0.1", "127.0.0.1"], private_hosts=("inner.example",))
    assert network.get(f"http://inner.example:{origin.port}/page").body == page


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/json", "text/plain"])
def test_what_is_no_page_is_refused_by_its_type(network: Network, origin: Any, page: bytes, media_type: str) -> None:
    origin.add("/page", page, content_type=media_type)
    with pytest.raises(NetworkError, match=f"not a web page: the server says that it is {media_type}"):
        network.get(URL)


def test_fifty_megabytes_are_not_read(network: Network, origin: Any) -> None:
    sent = [0]

    def stream(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        piece = b"<p>" + b"x" * 99_997
        for _ in range(500):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            sent[0] += len(piece)
        handler.wfile.write(b"0\r\n\r\n")

    origin.routes["/page"] = stream
    tracemalloc.start()
    try:
        with pytest.raises(NetworkError, match="bigger than 10,000,000 bytes"):
            network.get(URL)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sent[0] < 30_000_000
    assert peak < 30_000_000


def test_a_length_over_the_cap_is_refused_before_a_byte_is_read(network: Network, origin: Any) -> None:
    def claim(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "50000000")
        handler.end_headers()

    origin.routes["/page"] = claim
    with pytest.raises(NetworkError, match="bigger than"):
        network.get(URL)


def test_a_gzip_bomb_is_defused(network: Network, origin: Any) -> None:
    origin.add("/page", gzip.compress(b"\x20" * 200_000_000), content_encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(NetworkError, match=r"more than 250 times|bigger than"):
            network.get(URL)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


def test_gzip_is_unpacked_whole(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", gzip.compress(page[:100]) + gzip.compress(page[100:]), content_encoding="gzip")
    assert network.get(URL).body == page


def test_a_damaged_and_a_shortened_gzip_are_refused(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", b"no gzip at all", content_encoding="gzip")
    with pytest.raises(NetworkError, match="damaged"):
        network.get(URL)
    origin.add("/page", gzip.compress(page)[:-12], content_encoding="gzip")
    with pytest.raises(TransientFetchError, match="ended early"):
        network.get(URL)


def test_a_packing_that_nobody_asked_for_is_refused(network: Network, origin: Any, page: bytes) -> None:
    origin.add("/page", page, content_encoding="br")
    with pytest.raises(NetworkError, match="'br', which we did not ask for"):
        network.get(URL)


@pytest.fixture
def certified(tmp_path: Path, origin: Any, page: bytes) -> Iterator[tuple[int, Path, list[str]]]:
    """The same server with TLS and a certificate for origin.example: port, certificate, names asked by SNI."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "origin.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("origin.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file = tmp_path / "key.pem"
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    asked: list[str] = []
    context.sni_callback = lambda _socket, server_name, _context: asked.append(server_name or "")

    class Secure(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/page" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page if self.path == "/page" else b"")

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> Any:
            plain, address = super().get_request()
            return context.wrap_socket(plain, server_side=True), address

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Secure)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1], file, asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_tls_names_the_site_though_we_connect_to_an_address(
    make_network: MakeNetwork, certified: tuple[int, Path, list[str]], page: bytes
) -> None:
    port, file, asked = certified
    network = make_network(
        resolve={"origin.example": f"127.0.0.1:{port}"}, tls=ssl.create_default_context(cafile=str(file))
    )
    assert network.get("https://origin.example/page").body == page
    assert set(asked) == {"origin.example"}


def test_a_certificate_that_nobody_vouches_for_is_refused(
    make_network: MakeNetwork, certified: tuple[int, Path, list[str]]
) -> None:
    network = make_network(resolve={"origin.example": f"127.0.0.1:{certified[0]}"})
    with pytest.raises(NetworkError, match=r"not secure: .*self-signed") as caught:
        network.get("https://origin.example/page")
    assert not caught.value.transient


def test_a_certificate_for_another_name_is_refused(
    make_network: MakeNetwork, certified: tuple[int, Path, list[str]]
) -> None:
    port, file, _ = certified
    network = make_network(
        resolve={"other.example": f"127.0.0.1:{port}"}, tls=ssl.create_default_context(cafile=str(file))
    )
    with pytest.raises(NetworkError, match=r"not secure: .*other\.example"):
        network.get("https://other.example/page")
