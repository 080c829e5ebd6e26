"""Who wrote an article: people, not the desk, the agency or the paper."""

import re
from collections.abc import Iterable, Iterator

from crawler.extract import structured
from crawler.extract.metadata import Page
from crawler.extract.page import Node, select, words_of
from crawler.text import comparison_form, repair

_BY = re.compile(
    r"^\s*(?:بقلم|(?:مرسلة|كتب|كتبت|نشر|نشرت|أرسلت?|أضيف)\s+بواسطة|بواسطة|كتب\s*[:/]|كتبت\s*[:/]|كتب|كتبت|يكتب|تكتب|إعداد|اعداد|أعده|أعدته|تحرير|ترجمة|تقرير|حوار|تحقيق|مراسلة|الكاتب|الكاتبة"
    r"|كاتب المقال|المؤلف|نویسنده|نوشته|by|author|par)\s*(?:و\s*(?:ترجمة|إعداد|تحرير|تصوير)\s*)?[:：/،,|-]?\s+",
    re.IGNORECASE,
)
# نُشر في … · حررته: … : a name among other things on one line
_NAMED_IN_LINE = re.compile(
    r"(?:بقلم|كتابة|كتب|كتبت|كتبه|كتبته|حرره|حررته|أعده|أعدته|إعداد|ترجمة|الكاتب|أرسله|بواسطة)\s*[:：]?\s+"
    r"([^\d·•|—–:،,/\n]{5,40}?)\s*(?:$|[·•|—–،,/\d]|بتاريخ|في \d|تصوير|في (?:ال)?[إأا]|-)"
)
_TITLE = re.compile(r"^(?:(?:أ\.?\s?)?د\.|الدكتور|الدكتورة|د/)\s*")
_LABEL = re.compile(r"^\s*(?:author|role|الكاتب|المصدر)\s*[,،:]\s*", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[،,;؛/|&+•]|\s[-–—]\s|\s+و\s+|\s+and\s+|\s+et\s+)\s*")
# Names that begin with waw: what follows a space is then no "and".
_WAW_NAMES = frozenset(
    comparison_form(name)
    for name in [
        "وليد",
        "وسام",
        "وائل",
        "وجدي",
        "وفاء",
        "ورد",
        "وردة",
        "وديع",
        "وداد",
        "وهيب",
        "وسيم",
        "وحيد",
        "وصفي",
        "ولاء",
        "وجيه",
        "وضاح",
        "ونيس",
        "وهبة",
        "ولد",
        "واصف",
        "وحيدة",
        "وسن",
    ]
)
# What stands where an author's name would, and is none.
_NOBODY = frozenset(
    comparison_form(name)
    for name in """admin administrator editor staff webmaster root news desk newsroom user manager guest|هيئة التحرير|فريق التحرير|المحرر
    |محرر|التحرير|تحرير|المشرف|الإدارة|إدارة الموقع|مدير الموقع|وكالات|الوكالات|وكالة|متابعات|متابعة|خاص|رويترز|أ ف ب|ا ف ب|أف ب|د ب أ|و م ع|أ ب
    |أسوشيتد برس|فرانس برس|الأناضول|وكالة الأناضول|بترا|واس|وام|قنا|كونا|سبوتنيك|شينخوا|نوفوستي|إيفي|CNN|BBC|AFP|AP|Reuters|DPA|MAP|Anadolu
    |Agencies|قسم الأخبار|غرفة الأخبار|قسم التحرير|فريق العمل|كاتب|كتاب|مراسل|مراسلنا|صحف|مواقع|الصحافة|معلومات المقال|super user|بي بي سي|بي بي سي نيوز|سي إن إن""".replace("\n    ", "").split("|")
) | {"admin", "administrator", "editor", "staff", "webmaster", "root", "news", "desk", "user", "manager", "guest"}  # fmt: skip
_AGENCY_WORDS = frozenset(
    comparison_form(word)
    for word in [
        "وكالة",
        "وكالات",
        "رويترز",
        "الأناضول",
        "فريق",
        "قسم",
        "هيئة",
        "تحرير",
        "موقع",
        "صحيفة",
        "جريدة",
        "مجلة",
        "قناة",
        "شبكة",
        "مكتب",
        "agency",
        "news",
        "team",
        "staff",
        "desk",
        "group",
        "media",
        "press",
    ]
)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|writeby|writtenby|journalist|reporter|columnist)(?:[-_]?name)?(?:$|[\s_-])|authorname"
    r"|^fn$|article-byline",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^(?P<paper>[^\-–—ـ:]{2,25}?)\s*[-–—ـ]+\s*(?P<name>[^\-–—:،.]{5,40}?)\s*:")


def authors(page: Page, first_paragraph: str, around: Node, body: Node) -> tuple[str, ...]:
    """The people named as authors: by the source's selectors, JSON-LD, meta tags, the byline near the
    headline, or the dateline (`إيلاف - طارق السعدي :`). Agencies and the paper itself are no people.
    """
    for names in _named(page, around, body):
        people = tuple(dict.fromkeys(person for name in names for person in _people(name, page)))
        if people:
            return people
    return _dateline(first_paragraph, page)


def _named(page: Page, around: Node, body: Node) -> Iterator[list[str]]:
    if page.source:
        for selector in page.source.author:
            yield [words_of(found) for found in select(page.tree, selector)]
    yield list(structured.named(page.data.get("author")))
    yield page.meta.get("author", []) + page.meta.get("article:author", [])
    if page.source and page.source.author:
        return
    by_name: list[str] = []
    by_word: list[str] = []
    lines: list[str] = []
    for node in around.iter("span", "a", "p", "div", "li", "strong", "b", "h4", "h5", "h6", "address", "td"):
        if node is body and by_name:
            break
        text = node.text_content()
        if not 2 < len(text.strip()) < 70:
            continue
        names = f"{node.get('class', '')} {node.get('rel', '')} {node.get('itemprop', '')} {node.get('id', '')}".strip()
        if names and _BYLINE_NAME.search(names):
            by_name.append(words_of(node))
        elif not by_word and len(node) <= 2 and _BY.match(text):
            by_word.append(words_of(node))
        elif len(lines) < 5 and _NAMED_IN_LINE.search(text):
            lines.append(words_of(node))
    yield from ([name] for name in by_name[:4])
    yield by_word
    for line in lines:
        if found := _NAMED_IN_LINE.search(line):
            yield [found[1]]


def _people(text: str, page: Page) -> Iterable[str]:
    text = repair(" ".join(text.split()))
    text = _BY.sub("", _LABEL.sub("", text.strip(' -–|()[]«»"')))
    parts = _SPLIT.split(text)
    for part in parts:
        if len(parts) > 1 and " " not in part.strip():
            continue  # a city before the paper's name
        for name in _both(_TITLE.sub("", part.strip(' -–|()[]:.،"'))):
            if _is_person(name, page):
                yield name


def _both(name: str) -> list[str]:
    """`كايلا إبستين وأنجليكا كاساس` is two people, `سامر وليد حداد` one."""
    found = re.fullmatch(r"(\S+ \S+(?: \S+)?) و(\S{3,} \S+(?: \S+)?)", name)
    if found and comparison_form("و" + found[2].split()[0]) not in _WAW_NAMES:
        return [found[1], found[2]]
    return [name]


def _is_person(name: str, page: Page) -> bool:
    words = name.split()
    form = comparison_form(name)
    if (
        not 1 <= len(words) <= 5
        or len(name) > 45
        or len(name) < 3
        or re.search(r"[\d@:/؟!…«»]|\.(?:com|net|org)", name)
    ):
        return False
    if form in _NOBODY or form in page.site_names or not _AGENCY_WORDS.isdisjoint(form.split()):
        return False
    return not any(form.startswith(site + " ") or form.endswith(" " + site) for site in page.site_names)


def _dateline(paragraph: str, page: Page) -> tuple[str, ...]:
    """The name between the paper's and the colon that opens the first paragraph."""
    found = _DATELINE.match(paragraph)
    if not found or comparison_form(found["paper"]) not in page.site_names:
        return ()
    name = found["name"].strip()
    return (name,) if 2 <= len(name.split()) <= 4 and _is_person(name, page) else ()
