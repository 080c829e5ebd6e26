"""Is a page an article at all? Why not, in one word fit for counting."""

import re
from urllib.parse import urlsplit

from lxml import etree

from crawler.extract import structured
from crawler.extract.furniture import phrases
from crawler.extract.metadata import Page
from crawler.items import Block
from crawler.text import comparison_form

FEWEST_WORDS = 40  # of a page that nothing marks as an article
FEWEST_TITLED = 25  # of one that has a headline
FEWEST_MARKED = 15  # where its own markup or the source does: news of two sentences is news

_BLOCKED = re.compile(
    r"just a moment|attention required|cf-browser-verification|challenge-platform|checking your browser|access denied"
    r"|enable javascript and cookies|please enable javascript|are you a robot|captcha-delivery|request unsuccessful|incapsula|ddos-guard"
    r"|يرجى تفعيل جافا ?سكريبت|قم بتفعيل جافا ?سكريبت|التحقق من أنك لست|نتحقق الآن من أنك|تفعيل الجافا ?سكر[ي]?بت|إنسان وليس روبوت",
    re.IGNORECASE,
)
_MISSING = phrases(
    """
    الصفحة غير موجودة | الصفحة التي تبحث عنها | الصفحة المطلوبة غير موجودة | لم يتم العثور على | لم نتمكن من العثور
    عفوا الصفحة | المقال غير موجود | الخبر غير موجود | تم حذف هذا | هذا المقال غير متاح | المحتوى غير متوفر | خطأ 404
    الرابط الذي اتبعته | صفحه مورد نظر | صفحه یافت نشد | page not found | error 404 | not found | 404
    """
)
_WALL = phrases(
    """
    سجل الدخول لقراءة | سجل دخولك | للاطلاع على المقال كاملا | هذا المحتوى للمشتركين | المحتوى مخصص للمشتركين
    اشترك لقراءة | اشترك للاطلاع | للمشتركين فقط | لمتابعة القراءة | يرجى تسجيل الدخول
    subscribe to read | sign in to read | log in to continue
    """
)
_ABOUT = phrases(
    """
    من نحن | عن الموقع | اتصل بنا | تواصل معنا | سياسة الخصوصية | شروط الاستخدام | اتفاقية الاستخدام | ميثاق التحرير | أعلن معنا
    هيئة التحرير | فريق العمل | خريطة الموقع | درباره ما | تماس با ما | about us | contact us | privacy policy | terms of use
    """
)
# /tag/computers/ and /author/laila, but not /section/tech/12345-title
_LIST_ADDRESS = re.compile(
    r"^https?://[^/]+(?:/\w\w)?/(?:tags?|authors?|writers?|category|categories|search|topics?|section|keyword|label)"
    r"(?:/(?![^/?#]*\d{3})[^/?#]*){0,2}(?:/page/\d+)?/?(?:[?#]|$)|[?&]s=",
    re.IGNORECASE,
)
_LIST_TITLE = re.compile(
    r"\s*(?:نتائج البحث|الوسم\s*:|وسم\s*:|أرشيف|تصنيف\s*:|الكاتب\s*:|tag\s*:|category\s*:|archives?\b)",
    re.IGNORECASE,
)
_GALLERY = etree.XPath("count(//img[not(ancestor::a or ancestor::header or ancestor::footer)]) > 3")
_VIDEO = etree.XPath(
    "boolean(//video | //iframe[contains(@src,'youtu') or contains(@src,'dailymotion') or contains(@src,'vimeo')])"
)


def judge(page: Page, blocks: list[Block], by_source: bool, sure: bool, title: str | None) -> str | None:
    """The reason why these blocks are no article; None where they are one."""
    texts = [block.text for block in blocks if block.text]
    words = sum(text.count(" ") + 1 for text in texts)
    kind = page.first("og:type").lower()
    marked = structured.is_article(page.data) or by_source or kind == "article"
    short = words < 80
    heads = comparison_form(title or page.first("og:title"))
    if _is_missing(heads, texts, bool(page.data)):
        return "missing"
    if not by_source and heads in _ABOUT:
        return "about"
    if not page.data and kind != "article" and _LIST_ADDRESS.search(page.url or "") and not by_source:
        return "listing"
    if _LIST_TITLE.match(title or "") and not page.data:
        return "listing"
    if short and _BLOCKED.search(_shown(page)):
        return "blocked"
    if words < 60 and any(wall in comparison_form(_shown(page)) for wall in _WALL):
        return "wall"
    least = FEWEST_MARKED if marked or sure else FEWEST_TITLED if page.heading is not None else FEWEST_WORDS
    if words < least:
        if any(block.kind == "embed" for block in blocks) or kind.startswith("video") or _VIDEO(page.tree):
            return "video"
        if sum(block.kind == "image" for block in blocks) > 3 or (not blocks and _GALLERY(page.tree)):
            return "gallery"
        return "listing" if _is_listing(page) else "thin"
    if not by_source and not page.data and kind != "article" and _is_listing(page) and not _reads_on(texts):
        return "listing"
    if is_front(page):
        return "listing"
    return None


def _is_missing(title: str, texts: list[str], told: bool) -> bool:
    """Does the page say at once that there is nothing here?"""
    if told:
        return title in _MISSING
    if "404" in title.split()[:2]:
        return True
    said = [title, *(comparison_form(text) for text in texts[:3] if text.count(" ") < 25)]
    return any(
        missing == line or (missing != "404" and missing in line) for line in said for missing in _MISSING
    )


def is_front(page: Page) -> bool:
    """Is this a site's front page, or one that calls itself a list of others?"""
    if page.url is not None and not page.data and not page.source:
        try:
            parts = urlsplit(page.url)
        except ValueError:
            return False
        if parts.hostname and parts.path in ("", "/") and not parts.query:
            return True
    kinds = {str(data.get("@type", "")) for data in page.objects}
    return "CollectionPage" in kinds and not page.data


def _is_listing(page: Page) -> bool:
    """Many headlines that lead elsewhere."""
    links = page.tree.xpath("count(//a[string-length(normalize-space(.)) > 25])")
    return bool(links > 15)


def _reads_on(texts: list[str]) -> bool:
    """Text that runs in sentences, several paragraphs of it."""
    return (
        sum(len(text) > 80 and text.rstrip().endswith((".", "؟", "!", "»", '"', ":")) for text in texts) >= 2
    )


def _shown(page: Page) -> str:
    text = " ".join(page.tree.text_content()[:20_000].split())
    return f"{text} {' '.join(script.get('src', '') for script in page.tree.iter('script'))}"
