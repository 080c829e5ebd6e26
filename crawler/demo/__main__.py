"""`python -m crawler.demo`: the demo as a process of its own, until it is told to end."""

import argparse
import signal
from threading import Event

from .newspaper import Newspaper
from .server import serve


def main() -> None:
    """Prints the proxy's address on one line when ready, then serves until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--articles", type=int, default=20, help="per publisher")
    parser.add_argument("--blogs", type=int, default=0, help="more blogs: blog1.example, blog2.example, …")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--crawl-delay", type=float, help="seconds, said in robots.txt")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument(
        "--hang", action="append", default=[], metavar="PATH", help="never answer; repeatable"
    )
    parser.add_argument(
        "--fail",
        action="append",
        default=[],
        metavar="STATUS:TIMES:PATH",
        help="e.g. 503:2:/feed; repeatable",
    )
    chosen = parser.parse_args()
    ended = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    newspaper = Newspaper(chosen.articles, chosen.blogs, chosen.seed, crawl_delay=chosen.crawl_delay)
    with serve(newspaper, chosen.port, chosen.latency) as site:
        for path in chosen.hang:
            site.control.hang(path)
        for rule in chosen.fail:
            status, times, path = rule.split(":", 2)
            site.control.fail(path, int(status), int(times))
        print(site.proxy, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
