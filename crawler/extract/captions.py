"""An image's caption and whose picture it is, from the frame around it."""

import re

from crawler.extract.page import Node, spaced_words_of
from crawler.text import repair

_FRAME = re.compile(r"caption|figure|image|img|photo|pic|media|thumb|featured|gallery", re.IGNORECASE)
_CAPTION = re.compile(
    r"caption|\bimg-cap\b|desc|sig|legend|photo-?text|image-?text|media__text", re.IGNORECASE
)
_CREDIT_NAME = re.compile(r"credit|copyright|photographer|photo-?by|image-?source|rights", re.IGNORECASE)
# صدر الصورة / التعليق على الصورة: what the BBC reads out to those who cannot see.
_CAPTION_LABEL = re.compile(r"^(?:التعليق على الصورة|شرح الصورة|تعليق الصورة|الصورة)\s*[،:]\s*")
_AGENCY = (
    r"أ\.? ?ف\.? ?ب\.?|ا\.? ?ف\.? ?ب\.?|رويترز|الأناضول|أسوشيتد برس|أ ب|د\.? ?ب\.? ?أ\.?|غيتي(?: إيمجز)?|جيتي|وكالات|مواقع التواصل\w*"
    r"|الفرنسية|أرشيفية?|أرشيف|AFP|Reuters|EPA(?:-EFE)?|AP|Getty(?: Images)?|Shutterstock|iStock|Unsplash|Pixabay|Pexels|AA|Anadolu"
)
_CREDIT_LABEL = r"(?:تصوير|بعدسة|عدسة|مصدر الصورة|صدر الصورة|المصدر|حقوق الصورة|عکس|عکاس|photo(?: by)?|image|credit|source|©)"
_CREDITS = (
    re.compile(
        rf"\s*[\[(«]?\s*{_CREDIT_LABEL}\s*[:،/]?\s*(?P<credit>[^:.()]{{2,60}}?)\s*[\])»]?\s*$", re.IGNORECASE
    ),
    re.compile(rf"\s*[\[(]\s*(?P<credit>(?:{_AGENCY})(?:\s*[/–-]\s*\w[^()]*)?)\s*[\])]\s*$", re.IGNORECASE),
    re.compile(rf"\s*[-–/|]\s*(?P<credit>{_AGENCY})\s*$", re.IGNORECASE),
    re.compile(rf"^\s*(?P<credit>{_AGENCY})\s*$", re.IGNORECASE),
)


def caption_and_credit(image: Node) -> tuple[str | None, str | None]:
    """The caption and credit of an image, from the frame that holds it and it alone."""
    figure = next(image.iterancestors("figure"), None)
    if figure is not None and sum(1 for _ in figure.iter("img", "amp-img")) <= 1 + len(
        figure.findall(".//noscript")
    ):
        return _worded(figure)
    for up in list(image.iterancestors())[:4]:
        if up.tag in ("body", "main", "article", "td") or sum(1 for _ in up.iter("img", "amp-img")) > 1 + (
            up.find(".//noscript") is not None
        ):
            break
        text = up.text_content().strip()
        if not text:
            continue
        if not _FRAME.search(f"{up.get('class', '')} {up.get('id', '')}"):
            if up.tag in ("a", "p", "span", "picture", "center", "b", "strong", "noscript"):
                continue
            break
        return _worded(up)
    return None, None


def _worded(frame: Node) -> tuple[str | None, str | None]:
    captions, credits = [], []
    for node in frame.iter():
        names = f"{node.get('class', '')} {node.get('itemprop', '')}"
        if _CREDIT_NAME.search(names):
            credits.append(_line(node))
        elif node.tag == "figcaption" or (
            node.tag != "figure" and node is not frame and _CAPTION.search(names)
        ):
            captions.append(_line(node))
    caption = max(captions, key=len, default="") or _line(frame)
    if len(caption.split()) > 60:
        return None, None
    credit = next((words for words in credits if words), "")
    if credit and caption != credit:
        caption = caption.replace(credit, "").strip(" -–|،")
    caption = _CAPTION_LABEL.sub("", caption)
    if not credit:
        for pattern in _CREDITS:
            if found := pattern.search(caption):
                credit, caption = found["credit"], caption[: found.start()].strip(" -–|،")
                break
    if not credit and captions:
        rest = _line(frame)
        for words in captions:
            rest = rest.replace(words, "").strip()
        if found := _CREDITS[0].search(rest):
            credit = found["credit"]
    return caption or None, credit.strip(" ,،") or None


def _line(node: Node) -> str:
    return repair(spaced_words_of(node))
