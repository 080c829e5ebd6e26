"""Datasette with our pages before its own: routes, what the templates call, and what is sent along with every page."""

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment
from pluggy import HookimplMarker

from crawler.browse import questions
from crawler.browse.health import health as how_sources_fare
from crawler.items import TECHNOLOGY
from crawler.query import parse

FOLDER = Path(__file__).parent
NARROWED_BY = ("q", "source", "month", "tag", "order")
MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

# Our pages need a stylesheet and pictures, nothing else: no script runs, whatever a publisher's title holds
POLICY = (
    "default-src 'none'; img-src 'self' https: http: data:; style-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    # Datasette's own pages have styles within, and stay usable without their scripts
    (b"content-security-policy", POLICY.replace("style-src", "style-src 'unsafe-inline'").encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
hookimpl = HookimplMarker("datasette")


def application(database: Path, host: str, at_rest: bool) -> App:
    """The pages over `database`, with the local copies of images in the folder `images` beside it. `at_rest`:
    nobody can write the database, so SQLite is to keep no files beside it."""
    if not pm.is_registered(sys.modules[__name__]):
        pm.register(sys.modules[__name__])
    files = "immutables" if at_rest else "files"
    datasette = Datasette(
        **{files: [str(database)]},
        template_dir=str(FOLDER / "templates"),
        static_mounts=[("-/press", str(FOLDER / "static")), ("-/images", str(database.parent / "images"))],
        settings={"allow_download": False},
    )
    return guarded(datasette.app(), host)


def guarded(app: App, host: str) -> App:
    """`app` with HEADERS on every answer, for nobody who came by a foreign name."""

    async def guard(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def send_with_headers(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in HEADERS if name not in said]
                message = message | {"headers": [*message["headers"], *added]}
            await send(message)

        asked_for = dict(scope.get("headers", ())).get(b"host", b"").decode("latin-1")
        if scope["type"] == "http" and not is_ours(asked_for, host):
            refusal = Response.text("This server answers to its own address alone.", status=421)
            await refusal.asgi_send(send_with_headers)
        else:
            await app(scope, receive, send_with_headers)

    return guard


def is_ours(asked_for: str, host: str) -> bool:
    """Whether a Host header is the address this server was given, `localhost`, or a number. A page of a foreign
    site whose name was made to point here (DNS rebinding) comes by that name."""
    try:
        name = urlsplit(f"//{asked_for}").hostname or ""
        return name in ("localhost", host.lower()) or bool(ip_address(name))
    except ValueError:
        return False


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """In SQL: … WHERE articles_fts MATCH arabic_match('أحمد')."""
    conn.create_function("arabic_match", 1, lambda text: parse(str(text)).match, deterministic=True)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters |= {"web": web, "day": day, "direction": direction, "readable": unquote}
    env.globals["TECHNOLOGY"] = TECHNOLOGY


def web(url: str | None) -> str | None:
    """An address that a browser may follow or load; None for javascript:, data: and the like."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def day(moment: str | None) -> str:
    """`2024-06-12T09:30Z` → 12 يونيو 2024، 09:30 UTC; less where less is known."""
    if not moment:
        return "بلا تاريخ"
    date, _, time = moment.partition("T")
    year, *month_and_day = date.split("-")
    parts = [str(int(part)) for part in month_and_day[1:]]
    parts += [MONTHS[int(part) - 1] for part in month_and_day[:1]]
    return " ".join((*parts, year)) + (f"، {time[:5]} UTC" if time else "")


def direction(language: str | None) -> str:
    """Which way a language is written; Arabic where unknown."""
    return "rtl" if not language or language[:2] in RIGHT_TO_LEFT else "ltr"


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    return [
        (r"^/$", front),
        (r"^/-/search$", search),
        (r"^/-/article/(?P<id>\d{1,18})$", article),
        (r"^/-/article/(?P<id>\d{1,18})/versions$", versions),
        (r"^/-/compare/(?P<left>\d{1,18})/(?P<right>\d{1,18})$", compare),
        (r"^/-/health$", health),
    ]


async def front(datasette: Datasette, request: Request) -> Response:
    return await answer(datasette, request, "front.html", questions.front)


async def search(datasette: Datasette, request: Request) -> Response:
    asked = partial(questions.listing, asked=narrowing(request), page=request.args.get("page", ""))
    return await answer(datasette, request, "list.html", asked)


async def article(datasette: Datasette, request: Request) -> Response:
    asked = partial(questions.article, identifier=int(request.url_vars["id"]))
    return await answer(datasette, request, "article.html", asked)


async def versions(datasette: Datasette, request: Request) -> Response:
    asked = partial(questions.versions, identifier=int(request.url_vars["id"]))
    return await answer(datasette, request, "versions.html", asked)


async def compare(datasette: Datasette, request: Request) -> Response:
    left, right = (int(request.url_vars[side]) for side in ("left", "right"))
    return await answer(
        datasette, request, "compare.html", partial(questions.comparison, left=left, right=right)
    )


async def health(datasette: Datasette, request: Request) -> Response:
    return await answer(datasette, request, "health.html", how_sources_fare)


def narrowing(request: Request) -> dict[str, str]:
    """What the address says of the list: words to search for, source, month, tag, order."""
    asked = {name: value for name in NARROWED_BY if (value := request.args.get(name))}
    if not questions.days(asked.get("month")):
        asked.pop("month", None)
    return asked


async def answer(
    datasette: Datasette,
    request: Request,
    template: str,
    ask: Callable[[sqlite3.Connection], questions.Context | None],
) -> Response:
    """The page that `template` makes of what `ask` finds. Raises NotFound."""
    database = datasette.get_database()
    found = await database.execute_fn(partial(questions.at_one_moment, ask=ask))
    if found is None:
        raise NotFound("لا مقال بهذا الرقم")
    narrowed = narrowing(request)
    folder = Path(database.path).parent

    def link(**changes: str | int | None) -> str:
        """The list as it is narrowed now, with some changes."""
        chosen = {name: value for name, value in (narrowed | changes).items() if value}
        return f"/-/search?{urlencode(chosen)}" if chosen else "/-/search"

    def picture(url: str, path: str | None) -> str | None:
        """Where the browser gets an image: here if there is a local copy, else from its publisher."""
        here = path and path.startswith("images/") and (folder / path).is_file()
        return f"/-/{quote(str(path))}" if here else web(url)

    context = found | {"database": database.name, "narrowed": narrowed, "link": link, "picture": picture}
    page = await datasette.render_template(template, context, request=request)
    return Response.html(page, headers={"content-security-policy": POLICY})
