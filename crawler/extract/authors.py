"""Who wrote an article: people, not the desk, the agency or the paper."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from crawler.extract import structured
from crawler.extract.metadata import Page
from crawler.extract.names import AGENCY_WORDS, INSTITUTIONS, NOBODY, ROLES, WAW_NAMES, is_named_person
from crawler.extract.page import Node, select, words_of
from crawler.text import comparison_form, repair

_BY = re.compile(
    r"^\s*(?:بقلم|(?:مرسلة|كتب|كتبت|نشر|نشرت|أرسلت?|أضيف)\s+بواسطة|بواسطة|كتب\s*[:/]|كتبت\s*[:/]|كتب|كتبت|يكتب|تكتب|إعداد|اعداد|أعده|أعدته|تحرير|ترجمة|تقرير|حوار|تحقيق|مراسلة|الكاتب|الكاتبة"
    r"|كاتب المقال|المؤلف|نویسنده|نوشته|by|author|par)\s*(?:و\s*(?:ترجمة|إعداد|تحرير|تصوير)\s*)?[:：/،,|ـ-]?\s+",
    re.IGNORECASE,
)
# نُشر في … · حررته: … : a name among other things on one line
_NAMED_IN_LINE = re.compile(
    r"(?:^|[\s·•|—–-])(?:(?:بقلم|بواسطة|أرسله|أرسلته|حاوره|حاورها)\s*[:：]?"
    r"|(?:كتابة|كتب|كتبت|كتبه|كتبته|حاوره|حاورها|حاورته|أجرى الحوار|حرره|حررته|أعده|أعدته|إعداد|ترجمة|تحقيق|روبورتاج|ربورتاج|استطلاع|الكاتب)\s*[:：])\s*"
    r"([^\d·•|—–:،,\n]{5,60}?)\s*(?:$|[·•|—–:،,\d]|/\s*تصوير|بتاريخ|تصوير| - )"
)
_TITLE = re.compile(r"^(?:(?:أ\.?\s?)?د\.|الدكتور|الدكتورة|د/)\s*")
_AFTER_NAME = re.compile(
    r"\s+(?:منذ|قبل|بتاريخ|آخر تحديث|نشر|نُشر|le (?:lun|mar|mer|jeu|ven|sam|dim)\w+|on (?:mon|tue|wed|thu|fri|sat|sun)\w+|(?:ال)?(?:[إأا]?ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت|[أا]حد))(?:\s|[،,]|$)|\s*\d"
)
_LABEL = re.compile(r"^\s*(?:author|role|الكاتب|المصدر)\s*[,،:]\s*", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:[،,;؛/|&+•]|\s?[-–—]\s|\s+و\s+|\s+و(?=(?:أ ش أ|أ ف ب|د ب أ|رويترز|وكالات|الوكالات|الأناضول)$)|\s+and\s+|\s+et\s+)\s*"
)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|writeby|artwriter|writtenby|createdby|username|journalist|reporter|columnist|wr|by|auth)(?:[-_]?name)?(?:$|[\s_-])|authorname"
    r"|^fn$|article-byline",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\u064b-\u0652\u0640]")  # كَتَبَ is كتب
_SHORT = 12  # words; a longer line is no byline
_PARTS = re.compile(r"\s*(?:[-–—|/:()\[\]•·،,&@]|\s+و\s+|\d+.*|منذ |قبل )\s*")
_OTHERS = re.compile(
    r"caption|image|photo|slides|comment|related|tag|crumb|trend|ticker|latest|most|menu|nav|credit|cap(?:$|\s)|(?:img|pic)[-_]?desc",
    re.IGNORECASE,
)
_NAMING = ("class", "rel", "itemprop", "id")
_META = re.compile(r"meta|info|byline|source|date", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|[\s_-])comments?(?:[\s_-]|$)", re.IGNORECASE)
_DATELINE = re.compile(r"^(?P<paper>[^\-–—ـ:]{2,25}?)\s*[-–—ـ]+\s*(?P<name>[^\-–—:،.]{5,40}?)\s*:")


def authors(page: Page, texts: list[str], labels: list[str], around: Node, body: Node) -> tuple[str, ...]:
    """The people named as authors of the paragraphs `texts`: by the source's selectors, JSON-LD, meta tags, the byline near the
    headline, or the dateline (`إيلاف - طارق السعدي :`). Agencies and the paper itself are no people.
    """
    ends = [
        text
        for text in (*texts[:1], *texts[-1:])
        if text.count(" ") < _SHORT and not text.endswith((".", "؟", "!"))
    ]
    for names in _named(page, around, body, labels, ends):
        people = tuple(dict.fromkeys(person for name in names for person in _people(name, page)))
        if people:
            return people
    return _dateline(texts[0], page) if texts else ()


def _named(page: Page, around: Node, body: Node, labels: list[str], ends: list[str]) -> Iterator[list[str]]:
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
    for node, shown, _ in page.around(around, body):
        text = _MARKS.sub("", shown)
        if not 2 < len(text) < 90:
            continue
        names = " ".join([value for name, value in node.items() if name in _NAMING])
        label = node.getprevious() if node.tag in ("dd", "td") else None
        if (
            label is not None
            and words_of(label).strip(" :")
            in (
                "الكاتب",
                "الكاتبة",
                "بقلم",
                "إعداد",
                "المحرر",
            )
        ) or (names and _BYLINE_NAME.search(names) and not _is_of_a_comment(node)):
            by_name.append(text)
        elif len(by_word) < 5 and len(node) <= 3 and _BY.match(text):
            by_word.append(text)
        elif len(lines) < 5 and _NAMED_IN_LINE.search(text):
            lines.append(text)
    yield from ([name] for name in by_name[:4])
    yield from ([found[1]] for line in (*by_word, *lines) if (found := _NAMED_IN_LINE.search(line)))
    yield from ([name] for name in by_word)
    yield from ([name] for line in labels if (name := _named_in_label(line, page)))
    for line in (*labels, *_bare_lines(page, around, body), *ends):
        if people := [part for part in _PARTS.split(line) if is_named_person(part)]:
            yield people


def _is_of_a_comment(node: Node) -> bool:
    near = [node, *islice(node.iterancestors(), 4)]
    return any(_COMMENT.search(f"{up.get('class', '')} {up.get('id', '')}") for up in near)


def _bare_lines(page: Page, around: Node, body: Node) -> Iterator[str]:
    """The short lines above the text, and in the boxes of data it begins with, that no name marks: no captions, no
    headlines, no lists of others."""
    begun = False
    for node, text, of_body in page.around(around, body):
        if begun and not of_body:
            return
        begun = of_body
        if not 5 < len(text) < 70 or text.count(" ") > _SHORT:
            continue
        ups = [node, *node.iterancestors()]
        if of_body and not any(_META.search(up.get("class", "")) for up in ups[: ups.index(body)]):
            continue
        ups = ups[: ups.index(around)] if around in ups else ups
        if not any(
            up.tag in ("figure", "figcaption", "nav", "h1", "h2", "h3") or _OTHERS.search(up.get("class", ""))
            for up in ups
        ):
            yield text


def _named_in_label(line: str, page: Page) -> str | None:
    """The person of a line such as `دمشق - شام نت - غسان الأتاسي` above the text: the last part, after a city or the paper."""
    parts = [part.strip() for part in re.split(r"\s+[-–—|/]\s+|\s*[:|]\s*", line) if part.strip()]
    if len(parts) < 2:
        return None
    before = all(part.count(" ") < 2 or comparison_form(part) in page.site_names for part in parts[:-1])
    return (
        parts[-1]
        if before and 1 <= parts[-1].count(" ") <= 3 and _is_named_like_a_person(parts[-1])
        else None
    )


def _is_named_like_a_person(name: str) -> bool:
    """No given name begins with the article, as ministries, companies and houses do."""
    first = name.split()[0]
    return not first.startswith("ال") and comparison_form(first) not in INSTITUTIONS


def _people(text: str, page: Page) -> Iterable[str]:
    text = repair(" ".join(text.split()))
    text = _AFTER_NAME.split(_BY.sub("", _LABEL.sub("", text.strip(' -–|()[]«»"'))))[0]
    parts = _SPLIT.split(text.strip(" ,،"))
    for part in parts:
        if len(parts) > 1 and " " not in part.strip():
            continue  # a city before the paper's name
        for name in _both(_TITLE.sub("", _without_role(part.strip(' -–|()[]:.،"')))):
            if _is_person(name, page):
                yield name


def _without_role(name: str) -> str:
    """`خليل يونس كاتب` (a writer) without what he is."""
    words = name.split()
    role = next((at for at, word in enumerate(words) if at > 1 and comparison_form(word) in ROLES), None)
    return " ".join(words[:role])


def _both(name: str) -> list[str]:
    """`كايلا إبستين وأنجليكا كاساس` is two people, `سامر وليد حداد` one."""
    found = re.fullmatch(r"(\S+ \S+(?: \S+)?) و(\S{3,} \S+(?: \S+)?)", name)
    if found and comparison_form("و" + found[2].split()[0]) not in WAW_NAMES:
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
    if len(words) == 1 and name.isascii():
        return False  # the name of an account
    if (
        form.split()[0] in ROLES
        or form in NOBODY
        or form in page.site_names
        or not AGENCY_WORDS.isdisjoint(form.split())
    ):
        return False
    return not any(form.startswith(site + " ") or form.endswith(" " + site) for site in page.site_names)


def _dateline(paragraph: str, page: Page) -> tuple[str, ...]:
    """The name between the paper's or a city's and the colon that opens the first paragraph."""
    found = _DATELINE.match(paragraph)
    if not found:
        return ()
    name = found["name"].strip()
    of_paper = comparison_form(found["paper"]) in page.site_names
    of_city = found["paper"].count(" ") < 2 and name.count(" ") <= 2 and _is_named_like_a_person(name)
    return (name,) if 2 <= len(name.split()) <= 4 and (of_paper or of_city) and _is_person(name, page) else ()
