"""Arabic text in three states: as it is compared, as it is searched, and repaired for keeping."""

import html
import re
import unicodedata

# One letter, several spellings or keyboards: what Unicode's own decompositions do not already join
# (أ إ آ ؤ ئ fall apart into a letter and a mark, and marks are dropped).
LETTERS = str.maketrans("ٱٲٳىیېۍێےةہھەۃۿکڪڭݣ", "اااييييييههههههككگگ")
# Letters to Unicode, marks to a reader: tatweel, the small waw and ya of the Quran, the high hamza.
NO_LETTERS = "ـۥۦٴ"
HAMZA_AFTER_YA = re.compile("يء+")
ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
LIGHT_PREFIXES = re.compile(r"\b(?:ال|[وفبلك])+(?=\w{3})")


class _Folding(dict[int, str]):
    """What each character becomes, worked out when it is first met: a letter or digit in its plain
    form, nothing for a mark, a space for all else."""

    def __missing__(self, code: int) -> str:
        letters = (c for c in unicodedata.normalize("NFKD", chr(code)) if unicodedata.category(c)[0] != "M")
        plain = unicodedata.normalize("NFC", "".join(letters)).translate(LETTERS)
        if unicodedata.category(chr(code)) == "Cf" or plain in NO_LETTERS:
            plain = ""
        elif plain.isdecimal():
            plain = str(unicodedata.decimal(plain))
        elif plain.isalnum():
            folded = plain.casefold()
            plain = folded if len(folded) == len(plain) else plain.lower()  # ß would become two letters
        else:
            plain = " "
        self[code] = plain
        return plain


_FOLDING = _Folding()
_SAME = "".join(chr(c) for c in (*range(0x20, 0x80), *range(0x600, 0x700)) if _FOLDING[c] == chr(c))
_CHANGING = re.compile(f"[^{_SAME}]")


def comparison_form(text: str) -> str:
    """The one form in which texts are compared, for duplicates, search and changes alike.

    NFKC; marks, tatweel and invisible characters dropped; أإآٱ→ا, ؤ→و, ئ and ىیے→ي, ة and ہھە→ه, ک→ك,
    ڭݣ→گ; accents off, digits ASCII, case folded; one space between words for all that is no letter or
    digit. ء stays (ماء is not ما), but not after ي: شيء is as often written شئ. پ چ گ ڤ stay.

    Idempotent. Never longer than `text` in NFKC, which spells ﻻ and ﷺ out. Never empty where that
    holds a letter or a digit (tatweel and other marks are none).
    """
    plain = _fold(unicodedata.normalize("NFKC", text))
    plain = unicodedata.normalize("NFC", " ".join(plain.split()))
    return HAMZA_AFTER_YA.sub("ي", plain)


def _fold(text: str) -> str:
    """As `text.translate(_FOLDING)`, which asks for every letter, where few of the alphabet change."""
    changing = set(_CHANGING.findall(text))
    if len(changing) > 100:
        return text.translate(_FOLDING)
    for char in changing:
        text = text.replace(char, _FOLDING[ord(char)])
    return text


def words(text: str) -> list[str]:
    """The words of the comparison form."""
    return comparison_form(text).split()


def search_form(text: str) -> str:
    """The comparison form with ال and the prefixes و ف ب ل ك off each word, as long as three letters
    remain: الهواتف, وبالهواتف and هواتف are one. For an index of its own beside the comparison form.

    Prefixes go until none is left, so a letter of the root may go with them (كتاب and الكتاب are both
    تاب): index and query lose the same letters, and now and then two words meet (واحد and أحد).
    Idempotent; as many words as the comparison form.
    """
    return LIGHT_PREFIXES.sub("", comparison_form(text))


def arabic_share(text: str) -> int | None:
    """Of a hundred signs that are no space, how many are Arabic letters, judged by the first 2000; None for
    no signs at all. Arabic prose has some 95; a misread encoding or a foreign text far fewer.
    """
    signs = "".join(text[:2000].split())
    return round(100 * len(ARABIC_LETTER.findall(signs)) / len(signs)) if signs else None


def repair(text: str) -> str:
    """`text` as its author wrote it: all the repairs below, until none finds anything to do.

    Clean text comes back as it is, byte for byte. Idempotent (for damage less than eight layers deep).
    Text that shows HTML's entities on purpose is repaired too: leave code out.
    """
    for _ in range(8):  # one repair may uncover another's damage; bounded, since pages may be hostile
        if not (SUSPECT.search(text) or ARABIC_CERTAIN.search(text) or _has_loose_spaces(text)):
            break
        before = text
        text = fold_spaces(unfold_forms(drop_invisible(decode_mojibake(decode_entities(text)))))
        if text == before:
            break
    return text


AMP = r"(?:amp;|#0*38;|#x0*26;)*"
NUMBER = r"#\d{2,7}|#x[0-9a-fA-F]{2,6}"
BROKEN = "quot|amp|nbsp|laquo|raquo|ldquo|rdquo|lsquo|rsquo|hellip|ndash|mdash|zwnj"
WHOLE = BROKEN + "|apos|zwj|lrm|rlm|shy|sbquo|bdquo|bull|middot|copy|reg|trade|deg|times|euro|pound"
ENTITY = re.compile(rf"&{AMP}({WHOLE}|{NUMBER});|(?<![&A-Za-z]){AMP}({BROKEN}|{NUMBER});")


def decode_entities(text: str) -> str:
    """Entities that were escaped twice, or lost their & in some import, become their characters:
    `قال quot;نعمquot;` → `قال "نعم"`, `&amp;quot;` → `"`. Those of < and > stay: they may be meant.
    """
    return ENTITY.sub(_character, text) if ";" in text else text


def _character(found: re.Match[str]) -> str:
    char = html.unescape(f"&{found[1] or found[2]};")
    if len(char) != 1 or char == "\ufffd" or (char.isascii() and char not in "\"'&"):
        return found[0]
    # A number that lost its & may be a number: only Arabic and punctuation are taken for entities.
    if found[2] and char.isalnum() and not "\u0600" <= char <= "\u06ff":
        return found[0]
    return char


def _misread(codec: str) -> tuple[dict[int, int], str]:
    """The characters that bytes 80–FF become in `codec`, back to the bytes; and a pattern of those that
    continue a UTF-8 sequence. Undefined bytes are controls of the same number, as browsers have it."""
    table = {byte: byte for byte in range(0x80, 0xA0)}
    table |= {
        ord(bytes([b]).decode(codec)): b for b in range(0x80, 0x100) if bytes([b]).decode(codec, "ignore")
    }
    return table, "[" + re.escape("".join(chr(char) for char, byte in table.items() if byte < 0xC0)) + "]"


WESTERN, TAIL = _misread("cp1252")
ARABIC, ARABIC_TAIL = _misread("cp1256")
# UTF-8 spells Arabic with the lead bytes D8–DB, general punctuation with E2 80, « and » with C2.
# What is sought in every text begins with one class of letters, without | or {2}: only then does `re` skip ahead.
WESTERN_CERTAIN = re.compile(rf"[ØÙÚÛ]{TAIL}[ØÙÚÛ]{TAIL}")
WESTERN_SIGN = re.compile(rf"â[€\x80]{TAIL}")
WESTERN_RUN = re.compile(rf"(?:[ØÙÚÛ]{TAIL}|â[€\x80]{TAIL}|Â[\xa0-\xbf])+")
ARABIC_CERTAIN = re.compile(rf"[طظعغ]{ARABIC_TAIL}" * 3)
UNIT = rf"(?:[طظعغ]{ARABIC_TAIL}|â€{ARABIC_TAIL}|آ[\xa0«»])"
LETTER = ARABIC_LETTER.pattern
# Fewer than three units must stand alone: at the end of a sound word ط، is what it seems.
ARABIC_RUN = re.compile(rf"{UNIT}{{3,}}|(?<!{LETTER}){UNIT}+(?!{LETTER})|â€{ARABIC_TAIL}")


def decode_mojibake(text: str) -> str:
    """UTF-8 that was read as windows-1252 or windows-1256 is read again, run by run, so that text that
    is partly sound stays so: `Ø®Ø¨Ø± جديد` → `خبر جديد`, `ط®ط¨ط±` → `خبر`.
    """
    if WESTERN_CERTAIN.search(text) or WESTERN_SIGN.search(text):
        text = WESTERN_RUN.sub(lambda run: _reread(run[0], WESTERN), text)
    if ARABIC_CERTAIN.search(text):
        text = ARABIC_RUN.sub(lambda run: _reread(run[0], ARABIC), text)
    return text


def _reread(run: str, table: dict[int, int]) -> str:
    return run.translate(table).encode("latin-1").decode("utf-8")


SILENT = r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
INVISIBLE = re.compile(f"[{SILENT}]")
JOINERS = re.compile(r"[\u200c\u200d]+")
JOINED = re.compile(  # Arabic script, less its digits and punctuation; emoji, which join into one sign
    r"[\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"
    r"\ufb50-\ufdff\ufe70-\ufefc\ufe0f\u2600-\u27bf\U0001f000-\U0001faff]"
)


def drop_invisible(text: str) -> str:
    """Zero-width and direction marks, soft hyphens and byte-order marks go. The (non-)joiners stay, one
    of them, between two letters of Arabic script, where Persian spells with them: `می\u200cشود`.
    """
    return JOINERS.sub(_joiner, INVISIBLE.sub("", text))


def _joiner(found: re.Match[str]) -> str:
    between = (
        found.start()
        and JOINED.match(found.string, found.start() - 1)
        and JOINED.match(found.string, found.end())
    )
    return found[0][0] if between else ""


# All but the signs that stand for a whole word or phrase (ﷲ ﷺ ﷼ …) and the ornate brackets ﴿ ﴾.
FORMS = r"\ufb50-\ufd3d\ufd40-\ufdef\ufe70-\ufefc"
PRESENTATION = re.compile(f"[{FORMS}]")


def unfold_forms(text: str) -> str:
    """Letters drawn in their place in the word become plain letters: `ﻻ` → `لا`, `ﺧﺒﺮ` → `خبر`."""
    # A mark drawn alone is a space and a mark: without the space it sits on its letter again.
    return PRESENTATION.sub(lambda form: unicodedata.normalize("NFKC", form[0]).lstrip(), text)


CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
SPACES = r"\t\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
BREAKS = r"\r\v\f\u2028\u2029"


def fold_spaces(text: str) -> str:
    """Control characters go; inside a line one plain space stands for any spaces, at its ends none:
    `خبر\u00a0\u00a0 جديد \r\n` → `خبر جديد`. Empty lines stay.
    """
    if ODD.search(text):
        text = re.sub(f"\r\n|[{BREAKS}]", "\n", re.sub(f"[{CONTROLS}]", "", text))
        text = re.sub(f"[{SPACES}]", " ", text)
    if _has_loose_spaces(text):
        text = re.sub(" *\n *", "\n", re.sub("  +", " ", text))
    return text.strip()


def _has_loose_spaces(text: str) -> bool:
    return "  " in text or " \n" in text or "\n " in text or text != text.strip()


ODD = re.compile(f"[{CONTROLS}{SPACES}{BREAKS}]")
SUSPECT = re.compile(f"[{SILENT}{FORMS}{CONTROLS}{SPACES}{BREAKS}\u200c\u200d;ØÙÚÛâ]")


def is_utf8(text: bytes) -> bool:
    """Whether bytes are UTF-8: Arabic in another charset never is by chance."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
