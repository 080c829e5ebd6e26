"""The deliberate oddities of the demo: what real listings and archives hold besides good articles."""

from dataclasses import replace
from datetime import timedelta

from . import elaph
from . import hespress_pages as hespress
from .printed import Listed, Page, html
from .publisher import Publisher, lower_quote, place, slug
from .stories import Story, respell

CHALLENGE = """<!DOCTYPE html><html lang="en"><head><title>Just a moment...</title></head><body>
<h1>Checking your browser before you go on</h1><noscript>Please enable JavaScript and cookies to continue.</noscript>
<p>فعّل جافاسكربت وملفات الارتباط للمتابعة.</p><script src="/challenge-platform/check.js"></script></body></html>"""
SORRY = (
    "<h1>عذرا، الصفحة التي تبحث عنها غير موجودة</h1><p>ربما نُقلت الصفحة أو حُذفت. عد إلى الصفحة الرئيسية.</p>"
)


def repeat(name: str, stories: list[Story], repeated: list[Story]) -> None:
    """Lets two papers print stories of the first one again: one in another spelling, one as it is.

    Both lists are oldest first; `repeated` is filled by the first paper.
    """
    if name == "hespress":
        repeated[:] = [stories[-5], stories[-4]]
    elif name == "elaph":
        stories[-4] = _respelt(repeated[0])
    elif name == "taqnia-demo":
        stories[-6] = repeated[1]


def arrange(first: Publisher, second: Publisher, blog: Publisher) -> dict[str, str]:
    """Puts the odd links into the listings; the name and the address of each."""
    papers, others, posts = ([one.url for one in publisher.articles] for publisher in (first, second, blog))
    cases = {
        "near_duplicate": others[3],
        "near_duplicate_of": papers[4],
        "reprint": posts[5],
        "reprint_of": papers[3],
        "flaky": posts[2],
        "redirect_to": papers[2],
        "amp_of": others[1],
        "tracked_of": posts[1],
    }

    def link(
        publisher: Publisher, name: str, title: str, url: str, after: int, page: Page | None = None
    ) -> Listed:
        """One odd line, just above the article that is `after` places from the top."""
        article = publisher.articles[after]
        line = Listed(title, url, article.published + timedelta(minutes=1), article.summary, article.section)
        publisher.links.append(line)
        cases[name] = url
        if page is not None:
            publisher.special[place(url)] = page
        return line

    def numbered(title: str, number: int) -> str:
        return f"{hespress.SITE}/{lower_quote(slug(title, 40))}-{number}.html"

    moved = Page(b"moved", 301, "text/plain; charset=UTF-8", location=cases["redirect_to"])
    old = f"{hespress.SITE}/technologie/299173.html"
    link(first, "redirect", first.articles[2].title, old, 2, moved)
    title = "خبر سُحب بعد دقائق من نشره"
    link(first, "missing", title, numbered(title, 1386001), 1)
    title = "بيان حُذف بطلب من صاحبه"
    link(first, "gone", title, numbered(title, 1386002), 5, Page("حُذفت هذه الصفحة".encode(), 410))
    title = "بالفيديو: جولة في معرض التقنية"
    film = link(first, "video", title, numbered(title, 1386003), 6)
    first.special[place(film.url)] = hespress.video(film)
    title = "كل أخبار الهواتف في مكان واحد"
    shelf = link(first, "section_page", title, numbered(title, 1386004), 7)
    first.special[place(shelf.url)] = hespress.overview(shelf, first.articles[:8])

    amp = others[1].replace("/Web/", "/amp/Web/")
    link(second, "amp", second.articles[1].title, amp, 1)
    lost = f"{elaph.SITE}/Web/Technology/2024/06/1539999.html"
    sorry = html(elaph.shell("إيلاف", SORRY))
    line = link(second, "soft_404", "مؤتمر صحافي عن مستقبل الحوسبة", lost, 4, sorry)
    second.links[-1] = replace(line, section=elaph.SECTIONS["Technology"])

    link(blog, "tracked", blog.articles[1].title, f"{posts[1]}?utm_source=feed&utm_medium=rss", 1)
    guarded = f"{blog.articles[4].url.rsplit('/', 2)[0]}/guarded-post/"
    link(blog, "challenge", "تدوينة خلف جدار", guarded, 4, html(CHALLENGE))

    for publisher, name in ((second, "amp"), (blog, "tracked")):
        publisher.alias(cases[f"{name}_of"], cases[name])
    return cases


def _respelt(story: Story) -> Story:
    """The story as another desk types it."""
    pieces = tuple(replace(piece, text=respell(piece.text)) for piece in story.pieces)
    return replace(story, title=respell(story.title), pieces=pieces)
