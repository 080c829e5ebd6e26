"""The user's two documents, laid inside a page with their defects, come out as they should read."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pytest

from crawler.demo import Newspaper, serve
from crawler.demo.printed import Page
from tests.crawl.conftest import Press

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
HESPRESS_URL = "https://www.hespress.com/tendances/257778.html"
HESPRESS_NEW = "https://www.hespress.com/%d9%82%d8%b5%d8%a9-%d9%86%d8%ac%d8%a7%d8%ad-970965.html"
ELAPH_URLS = [f"https://elaph.com/Web/Technology/2001/06/11557{number}.html" for number in range(3)]

# Sentences of our own with the same defects: the title twice; a lone «&», a byline inside the first
# paragraph, everything after it twice, the comments' heading at the end.
OWN_HESPRESS = """نادية التازي.. مهندسة تعلم الآلات لغة القرى

نادية التازي.. مهندسة تعلم الآلات لغة القرى

في غرفة صغيرة فوق دكان والدها، جمعت نادية التازي تسجيلات لمئات الجدات، ثم دربت عليها برنامجا يفهم لهجة الجبل.

http://t1.hespress.com/files/naditazi_512046890.jpg

" لم أكن أبحث عن الشهرة"، تقول المهندسة التي درست الإعلاميات بالرباط ثم بباريس سنة 2009، قبل أن تعود إلى قريتها.

http://t1.hespress.com/files/village_164837442.jpg

وتعمل اليوم مع شركة "NATIQ" على تطبيق يقرأ الرسائل بصوت مسموع لمن لا يعرف القراءة، وقد جربه قرابة 40 ألف شخص."""
_INTRO = "ايلاف - منير الصباغ : قبل خمس سنوات لم يكن في المدينة سوى مقهى واحد للانترنت واليوم صارت المقاهي اكثر من المخابز."
_REST = [
    "بدا صاحب المشروع بثلاثة اجهزة قديمة وخط هاتفي واحد وكان الزبائن يقفون في الشارع بانتظار ادوارهم.",
    "ثم اشترى عشرين جهازا بالتقسيط وفتح موقع Maqha.com الذي يعرض فيه الشباب سيرهم الذاتية على الشركات.",
    "ويقول انه يخطط لفرعين جديدين قبل نهاية العام رغم غلاء المكالمات وبطء الخطوط.",
]
OWN_ELAPH = "\n".join(["&", _INTRO, *_REST, *_REST, "التعليقات"])


@dataclass(frozen=True)
class Seed:
    document: str
    blocks: list[dict[str, str]]
    authors: list[str]
    title: str | None


def own(name: str) -> Seed:
    if name == "hespress":
        title, _, *lines = [line for line in OWN_HESPRESS.split("\n") if line]
        blocks = [
            {"kind": "image", "url": line} if line.startswith("http") else {"kind": "paragraph", "text": line}
            for line in lines
        ]
        return Seed(OWN_HESPRESS, blocks, [], title)
    return Seed(
        OWN_ELAPH, [{"kind": "paragraph", "text": t} for t in (_INTRO, *_REST)], ["منير الصباغ"], None
    )


def users(name: str) -> Seed:
    if not SEEDS.exists():
        pytest.skip("the user's documents are not here")
    expected: dict[str, Any] = json.loads((SEEDS / f"{name}.json").read_text(encoding="utf-8"))
    document = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    return Seed(document, expected["blocks"], expected["authors"], expected["title"])


def body(document: str, paragraph: str, picture: str) -> str:
    return "".join(
        picture.format(line) if line.startswith("http") else paragraph.format(escape(line, quote=False))
        for line in document.split("\n")
        if line.strip()
    )


ABOVE = '<div class="menu"><a href="/">الرئيسية</a> <a href="/politique">سياسة</a> <a href="/sport">رياضة</a></div>'
BELOW = """<div class="related"><h3>اقرأ أيضا</h3><a href="/x-1.html">خبر آخر لا علاقة له بهذا</a></div>
<div class="footer">جميع الحقوق محفوظة</div>"""


def page(layout: str, seed: Seed) -> tuple[str, str, bytes]:
    """The document in one of the papers' layouts: its address, its charset, its bytes."""
    title = escape(seed.title or "", quote=False)
    rest = seed.document.split("\n", 1)[1] if seed.title else seed.document  # the body repeats the title once
    match layout:
        case "hespress before 2021":
            inside = body(rest, "<p>{}</p>", '<p><img src="{}" alt=""></p>')
            html = (
                f"<title>{title} - Hespress</title><body>{ABOVE}<div id='article_holder'><h1>{title}</h1>"
                f"<span class='date'>الثلاثاء 14 يناير 2014 - 11:00</span><div id='article_body'>{inside}</div></div>{BELOW}"
            )
            return HESPRESS_URL, "utf-8", html.encode()
        case "hespress today":
            inside = body(rest, "<p>{}</p>", '<figure><img src="{}"></figure>')
            html = (
                f"<title>{title} - Hespress</title><body>{ABOVE}<h1 class='post-title'>{title}</h1>"
                f"<span class='date-post'>الثلاثاء 14 يناير 2014 - 11:00</span><div class='article-content'>{inside}</div>"
                f"<ul class='comment-list hide-comments '><li class='comment'><p>شكرا على المقال</p></li></ul>{BELOW}"
            )
            return HESPRESS_NEW, "utf-8", html.encode()
        case "elaph today":
            html = f"<body>{ABOVE}<div class='content-body'>{body(rest, '<p>{}</p>', '<img src={}>')}</div>{BELOW}"
            return ELAPH_URLS[0], "utf-8", html.encode()
        case "elaph of the br years":
            html = f"<body>{ABOVE}<div id='articlebody'>{body(rest, '{}<br>', '<img src={}>')}</div>{BELOW}"
            return ELAPH_URLS[1], "utf-8", html.encode()
        case "elaph in windows-1256":
            html = (
                f"<body>{ABOVE}<div id='articlebody'>{body(rest, '{}<br><br>', '<img src={}>')}</div>{BELOW}"
            )
            return ELAPH_URLS[2], "windows-1256", html.encode("windows-1256")
    raise AssertionError(layout)


LAYOUTS = (
    "hespress before 2021",
    "hespress today",
    "elaph today",
    "elaph of the br years",
    "elaph in windows-1256",
)


class SeedPages(Newspaper):
    """One document of each paper in every layout of it, and the listings that name them."""

    def __init__(self, seeds: dict[str, Seed]):
        super().__init__(articles=0)
        self.pages: dict[str, Page] = {}
        for layout in LAYOUTS:
            url, charset, content = page(layout, seeds[layout.split()[0]])
            head = f'<html dir="rtl"><head><meta charset="{charset}"></head>'.encode()
            self.pages[url.removeprefix("https://")] = Page(
                head + content, mime=f"text/html; charset={charset}"
            )
        items = "".join(
            f"<item><title>x</title><link>{url}</link></item>" for url in (HESPRESS_URL, HESPRESS_NEW)
        )
        data = [
            {"PostingURL": url.removeprefix("https://elaph.com"), "RelativeTime": 991_400_000}
            for url in ELAPH_URLS
        ]
        feed = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        self.pages["www.hespress.com/feed"] = Page(feed.encode(), mime="application/rss+xml")
        api = "api.elaph.com/v2/web/com/marticles/index/technology/1"
        self.pages[api] = Page(json.dumps({"data": data}).encode(), mime="application/json")

    def answer(self, host: str, target: str) -> Page | None:
        return self.pages.get(host + target)


@dataclass(frozen=True)
class Exported:
    seeds: dict[str, Seed]
    records: dict[str, dict[str, Any]]  # by address
    texts: dict[str, str]


@pytest.fixture(scope="module", params=[own, users], ids=["own sentences", "the user's documents"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("seeds")
    seeds = {name: request.param(name) for name in ("hespress", "elaph")}
    with serve(SeedPages(seeds)) as site:
        press = Press(site, folder / "articles.db")
        press.crawl("hespress", "elaph")
        lines = press.command("export", "jsonl", "--db", str(press.database)).stdout.splitlines()
        press.command("export", "text", "--db", str(press.database), "-o", str(folder / "texts"))
    records = {record["url"]: record for record in map(json.loads, lines)}
    texts = {
        url: (folder / "texts" / f"{r['source']}-{r['id']}.txt").read_text("utf-8")
        for url, r in records.items()
    }
    return Exported(seeds, records, texts)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_document_with_all_its_defects_comes_out_as_it_should_read(exported: Exported, layout: str) -> None:
    seed = exported.seeds[layout.split()[0]]
    url, _, _ = page(layout, seed)
    record = exported.records[url]
    assert record["blocks"] == seed.blocks
    assert record["authors"] == seed.authors
    if seed.title:
        assert record["title"] == seed.title
        assert exported.texts[url].strip() == seed.document.split("\n", 2)[2].strip()  # the title once
