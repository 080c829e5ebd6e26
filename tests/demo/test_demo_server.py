"""The demo's server: proxy, tunnels, conditional requests, and what tests may do to it."""

import gc
import signal
import socket
import struct
import sys
import time
from email.utils import format_datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter

import pytest
from demo_client import Get

from crawler.demo import Newspaper, Site, serve, serve_apart

FEED = "https://www.hespress.com/feed"
FRONTS = (
    FEED,
    "https://www.hespress.com/sitemap.xml",
    "https://www.hespress.com/?action=ajax_listing&paged=1",
    "https://api.elaph.com/v2/web/com/marticles/index/technology/1",
    "https://taqnia-demo.example/feed/",
    "https://taqnia-demo.example/wp-json/wp/v2/posts?page=1",
)


def test_plain_and_tunnelled_requests_get_the_same_page(shared_site: Site, get: Get) -> None:
    assert get(shared_site, FEED).body == get(shared_site, FEED.replace("https", "http")).body


def reset(connection: socket.socket) -> None:
    """Ends a connection as the system does for a process that was killed."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_no_socket_is_lost_open_by_clients_that_die_in_mid_connection() -> None:
    """What is lost is told by the ResourceWarning of the collector, which fails a test at random."""
    lost: list[object] = []
    with serve(Newspaper(articles=10)) as site, pytest.MonkeyPatch.context() as patch, catch_warnings():
        patch.setattr(sys, "unraisablehook", lambda said: lost.append(said.object))
        simplefilter("error", ResourceWarning)
        for number in range(300):
            client = socket.create_connection(("127.0.0.1", site.server.server_port))
            client.sendall(b"CONNECT www.hespress.com:443 HTTP/1.1\r\n\r\n")
            if number % 3:
                client.recv(100)
            if number % 3 == 2:
                client = site.context().wrap_socket(client, server_hostname="www.hespress.com")
                client.sendall(b"GET /feed HTTP/1.1\r\n\r\n" * 30)
            reset(client)
        site.server.close()  # waits for its threads
        gc.collect()
    assert not lost


def test_unknown_hosts_are_a_bad_gateway_that_names_them(shared_site: Site, get: Get) -> None:
    answer = get(shared_site, "http://nowhere.example/page")
    assert answer.status == 502
    assert "nowhere.example" in answer.text
    with pytest.raises(OSError, match="502"):
        get(shared_site, "https://nowhere.example/page")


def test_one_connection_serves_many_requests(shared_site: Site) -> None:
    connection = HTTPConnection(urlsplit(shared_site.proxy).netloc, timeout=10)
    connection.connect()
    first = connection.sock
    for _ in range(5):
        connection.request("GET", "http://elaph.com/")
        assert connection.getresponse().read()
        assert connection.sock is first
    connection.close()


def test_text_is_packed_for_who_takes_it_packed(shared_site: Site, get: Get) -> None:
    plain, packed = get(shared_site, FEED), get(shared_site, FEED, {"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body == plain.body
    assert int(packed.headers["Content-Length"]) < len(plain.body) / 2


def test_head_has_no_body(shared_site: Site, get: Get) -> None:
    answer = get(shared_site, FEED, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


@pytest.mark.parametrize("url", FRONTS)
def test_an_unchanged_listing_is_a_304_and_a_changed_one_is_not(site: Site, get: Get, url: str) -> None:
    first = get(site, url)
    by_mark = {"If-None-Match": first.headers["ETag"]}
    by_time = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert [get(site, url, how).status for how in (by_mark, by_time)] == [304, 304]
    for name in ("hespress", "elaph", "taqnia-demo"):
        for _ in range(2):  # one of two goes to the technology desk at least
            site.newspaper.publish(name)
    assert [get(site, url, how).status for how in (by_mark, by_time)] == [200, 200]


def test_a_mark_goes_before_a_time(shared_site: Site, get: Get) -> None:
    first = get(shared_site, FEED)
    headers = {"If-None-Match": '"another"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert get(shared_site, FEED, headers).status == 200
    assert get(shared_site, FEED, {"If-None-Match": f'"x", {first.headers["ETag"]}'}).status == 304


def test_an_unreadable_time_is_no_condition(shared_site: Site, get: Get) -> None:
    assert get(shared_site, FEED, {"If-Modified-Since": "yesterday"}).status == 200


def test_an_article_changes_with_its_correction_and_with_nothing_else(site: Site, get: Get) -> None:
    article, other = site.newspaper.of("elaph")[2:4]
    known = {"If-None-Match": get(site, article.url).headers["ETag"]}
    site.newspaper.publish("elaph")
    site.newspaper.edit(other.url)
    site.newspaper.delete(site.newspaper.of("elaph")[5].url)
    assert get(site, article.url, known).status == 304
    corrected = site.newspaper.edit(article.url, title="عنوان مصحح")
    answer = get(site, article.url, known)
    assert answer.status == 200
    assert "عنوان مصحح" in answer.text
    assert corrected.paragraphs[-1] in answer.text
    assert corrected.version == 2
    assert corrected.modified is not None
    assert answer.headers["Last-Modified"] == format_datetime(corrected.modified, usegmt=True)


@pytest.mark.parametrize(("name", "front"), [("hespress", FRONTS[2]), ("taqnia-demo", FRONTS[4])])
def test_a_new_article_moves_every_listing(site: Site, get: Get, name: str, front: str) -> None:
    new = site.newspaper.publish(name)
    assert site.newspaper.of(name)[0] == new
    assert new.published > site.newspaper.of(name)[1].published
    assert get(site, new.url).status == 200
    assert get(site, front).text.index(new.url) < 3000


def test_a_deleted_article_is_gone_from_listings_and_address(site: Site, get: Get) -> None:
    article = site.newspaper.of("hespress")[0]
    site.newspaper.delete(article.url)
    assert get(site, article.url).status == 410
    assert article.url not in get(site, FEED).text


def test_robots_name_the_sitemaps_and_a_delay_where_one_is_asked_for(shared_site: Site, get: Get) -> None:
    assert (
        "Sitemap: https://www.hespress.com/sitemap.xml"
        in get(shared_site, "https://www.hespress.com/robots.txt").text
    )
    assert "Crawl-delay" not in get(shared_site, "https://elaph.com/robots.txt").text
    with serve(Newspaper(articles=1, crawl_delay=2.5)) as slow:
        assert "User-agent: *\nCrawl-delay: 2.5\n" in get(slow, "https://elaph.com/robots.txt").text


def test_failures_come_as_often_as_told_and_with_their_headers(site: Site, get: Get) -> None:
    site.control.fail("/feed", 429, times=2, headers={"Retry-After": "1"})
    answers = [get(site, FEED) for _ in range(3)]
    assert [answer.status for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "1"


def test_a_failure_can_be_meant_for_one_host(site: Site, get: Get) -> None:
    site.control.fail("https://elaph.com/*", 503, times=None)
    assert get(site, "https://elaph.com/").status == 503
    assert get(site, "https://www.hespress.com/").status == 200


def test_a_hanging_address_never_answers_and_does_not_hold_up_the_end(site: Site) -> None:
    site.control.hang("/feed")
    parts = urlsplit(site.proxy)
    with socket.create_connection((parts.hostname, parts.port), timeout=0.3) as client:
        client.sendall(b"GET http://www.hespress.com/feed HTTP/1.1\r\nHost: www.hespress.com\r\n\r\n")
        with pytest.raises(TimeoutError):
            client.recv(1)
    assert site.control.log[-1].status == 0


def test_latency_is_waited_before_each_answer(get: Get) -> None:
    with serve(Newspaper(articles=1), latency=0.2) as site:
        start = time.monotonic()
        get(site, "http://elaph.com/robots.txt")
        assert time.monotonic() - start >= 0.2


def test_every_request_is_logged(site: Site, get: Get) -> None:
    get(site, FEED)
    get(site, site.newspaper.cases["missing"], method="HEAD")
    first, second = site.control.log
    assert (first.method, first.host, first.path, first.status) == ("GET", "www.hespress.com", "/feed", 200)
    assert (second.method, second.status) == ("HEAD", 404)


def test_clients_that_vanish_do_no_harm(site: Site, get: Get, capfd: pytest.CaptureFixture[str]) -> None:
    parts = urlsplit(site.proxy)
    for request in (
        b"CONNECT elaph.com:443 HTTP/1.1\r\n\r\n",
        b"GET http://elaph.com/ HTTP/1.1\r\n\r\n",
        b"GET htt",
        b"\x16\x03\x01 no http at all",
    ):
        for _ in range(5):
            client = socket.create_connection((parts.hostname, parts.port))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # close with a reset
            client.sendall(request)
            client.close()
    assert get(site, FEED).status == 200
    assert "Traceback" not in capfd.readouterr().err


def test_a_page_number_that_is_none_is_a_bad_request(shared_site: Site, get: Get) -> None:
    assert get(shared_site, f"{FEED}?paged=x").status == 400


def test_a_demo_apart_is_steered_and_counted_from_here() -> None:
    with serve_apart("--articles", "12", "--blogs", "2", "--fail", "503:1:/feed", "--hang", "/never") as far:
        connection = HTTPConnection(urlsplit(far.proxy).netloc, timeout=10)
        statuses = []
        for url in (
            "http://www.hespress.com/feed",
            "http://www.hespress.com/feed",
            "http://blog2.example/feed/",
        ):
            connection.request("GET", url)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
        assert statuses == [503, 200, 200]
        assert [entry["status"] for entry in far.log()] == statuses
        new = far.control("publish", name="blog2")
        assert new["url"].startswith("https://blog2.example/")
        assert far.control("edit", url=new["url"])["version"] == 2
        assert far.control("cases")["gone"].startswith("https://")
        far.control("reset")
        assert far.log() == []
        with pytest.raises(ValueError, match="nothing"):
            far.control("nothing")
    assert far.process.returncode == 0


def test_an_interrupt_ends_a_demo_apart_cleanly() -> None:
    with serve_apart("--articles", "1") as far:
        far.process.send_signal(signal.SIGINT)
        assert far.process.wait(timeout=10) == 0


def test_it_is_fast_enough_not_to_be_what_is_measured(shared_site: Site) -> None:
    """300 requests a second on one core is asked; a loaded machine may halve it."""
    connection = HTTPConnection(urlsplit(shared_site.proxy).netloc, timeout=10)
    urls = [article.url.replace("https", "http") for article in shared_site.newspaper.articles] * 5
    start = time.process_time()
    for url in urls:
        connection.request("GET", url)
        connection.getresponse().read()
    connection.close()
    assert len(urls) / (time.process_time() - start) > 300
