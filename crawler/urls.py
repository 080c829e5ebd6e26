"""When are two addresses one page, and when are two image addresses one photograph.

What comes out is for comparing only, never for fetching: a server may well tell apart what is equal here.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote_to_bytes

LONGEST = 4096  # characters; what is longer is data in an address's clothes and stands for itself
ADDRESS = re.compile(r"(?is)(?:https?:)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?")
SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*://")
AUTHORITY = re.compile(r"(?is)(?:.*@)?(\[[0-9a-f:.]+\]|[^:\[\]@]*)(?::([0-9]*))?")
HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?")
OTHER_DOORS = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.)")  # the same house by another door

INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
AMPERSAND = re.compile(r"(?i)&(?:amp|#0*38|#x0*26);")
SLASHES = re.compile(r"/{2,}")
AMP = re.compile(r"(?i)^(?:/amp)+(?=/)|[/.]amp$")

# Own list: courlan's also drops cid, uid, source, gallery and bare numbers, which name the article on
# some sites. A tracker that is missed costs one more fetch; an id that is dropped costs articles.
TRACKER = re.compile(
    r"(?:utm|at|mtm|hsa|ns|fb|amp|__cf_chl)_\w*|(?:dc|fb|g|ms|tw|tt|y)clid|[gw]braid|gclsrc|_ga|_gl|_hsenc|_hsmi"
    r"|igsh(?:id)?|mibextid|mc_[ce]id|mkt_tok|ref_(?:src|url)|pk_(?:campaign|kwd|source|medium|content)"
    r"|__twitter_impression|traffic_source|ocid|cmpid|smid|smtyp|spm|xtor|phpsessid|replytocom"
)
WORDY_TRACKER = re.compile(r"ref|entry|share|cmp")  # with a digit in its value it may be the article's id
COPY = re.compile(r"(?:is)?amp=(?:|[01]|true)|m=[01]|outputtype=amp")  # ?m=202406 is a month, not a copy
PATH_SAFE, QUERY_SAFE = "/:@!$&'()*+,;=", "/:@!$'()*,"
_encoded = partial(quote, errors="surrogateescape")  # the reverse of _decoded

PICTURE = r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)"
WRAPPED = re.compile(rf"(?is)(https?:)?//.|.*{PICTURE}\b")
WRAPPERS = re.compile(r"(?i)url|src|image|img|file")
# An address inside the path: any proxy's, or Jetpack's without a scheme.
WRAPPED_IN_PATH = re.compile(r"(?i)/https?:/+(?=[^/])|^i\d\.wp\.com/(?=[^/]+\.[^/]+/)")
SIZE = re.compile(
    r"(?i)resize|w|h|width|height|fit|quality|q|crop|ssl|strip|zoom|format|fm|fmt|auto|dpr|itok|size|mode|scale"
    r"|imwidth|wid|hei|preset|downsize|output-quality"
)
SIZE_IN_PATH = re.compile(
    r"(?i)/cdn-cgi/image/[^/]+(?=/)"  # Cloudflare
    r"|/styles/[^/]+/public(?=/)"  # Drupal
    r"|/cache/thumbnail/[^/]+(?=/)"  # Hespress, once
    r"|(?<=/upload)(?:/(?:w|h|c|q|f|g|ar|dpr|fl)_[^/]+)+(?=/)"  # Cloudinary
    r"|/(?:thumb(?:nail)?s?|\d{2,4}x\d{2,4})(?=/)"
    # WordPress; name-1024x683-1.jpg is no size but a file of its own, once uploaded under that name.
    rf"|(?<=[^/])(?:[-_]\d{{2,5}}x\d{{2,5}}|-scaled|@[23]x)+(?={PICTURE}$)"
    r"|(?<=\.jpg|\.png|\.gif|jpeg)\.(?:webp|avif)$"
)
# Publishers who keep one picture under many hosts and folders: domain, what goes from the path.
PICTURE_HOUSES = (
    ("hespress.com", re.compile(rf"(?i)^.*(?=/[^/]+_\d{{6,9}}{PICTURE}$)")),  # NAME_NUMBER.jpg is unique
    ("bp.blogspot.com", BLOGGER_SIZE := re.compile(r"/(?:s\d+|w\d+-h\d+)(?:-[a-z0-9-]+)?(?=/[^/]+$)")),
    ("blogger.googleusercontent.com", BLOGGER_SIZE),
    ("bbci.co.uk", re.compile(r"^(?:/(?:ace|news)/(?:\w+/)?\d+(?:/cpsprodpb|/branded_\w+|/amz)?(?=/))?")),
)


class Publisher(Protocol):
    """What `identity` asks of a source; `crawler.source.Source` is one."""

    @property
    def name(self) -> str: ...
    @property
    def article(self) -> tuple[str, ...]: ...
    @property
    def domains(self) -> tuple[str, ...]: ...


class Address(NamedTuple):
    """An address taken apart, decoded and normalised; `host` carries an unusual port."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        pairs = (_encoded(k, QUERY_SAFE) + (v and "=" + _encoded(v, QUERY_SAFE)) for k, v in self.query)
        query = "?" + "&".join(pairs) if self.query else ""
        return self.host + (_encoded(self.path, PATH_SAFE) or (query and "/")) + query


def identity(url: str, source: Publisher | None = None) -> str:
    """The key under which all addresses of one page meet. Never raises; what is no web address
    (`mailto:…`, a relative link) is its own key. `identity(identity(url)) == identity(url)`.

    With a source on whose domains the address lies, and whose `article` pattern finds a group `id`
    (`id_WORD`) in it: `name:id` (`name:WORD:id`), leading zeros of a number dropped. The patterns are
    searched in the normalised address with and without `www.` and a last slash, percent-encoded and
    decoded, and only then in the address as given, so that all copies of a page get one answer.

    Else `host/path?query` without scheme, default port, `www.`/`m.`/`mobile.`/`amp.`, AMP and mobile
    marks, trackers, fragment (a server never sees it, `#!…` neither), invisible characters and last
    slash; query sorted; percent-encoded UTF-8 in NFC, bytes of other encodings as they are. Kept apart:
    capital and small letters of a path, print and feed pages, .htm and .html, a folder and its index.html.
    """
    text = _legible(url)
    address = _parse(text)
    if address is None:
        return text
    key = str(address)
    if source is not None and _belongs(address.host.partition(":")[0], source.domains):
        for form in (*_forms(key), text):
            for pattern in source.article:
                if (match := re.search(pattern, form)) and (number := _number(match)):
                    return f"{source.name}:{number}"
    return key


def image_identity(url: str) -> str:
    """The key under which all sizes of one photograph meet: size marks and resizing services off, the
    rest as in `identity`. A picture known by a number keeps its number. Never raises.
    """
    text = _legible(url)
    address = _parse(text)
    while address is not None and (original := _original(address)) != address:
        address = original
    return text if address is None else str(address)


def host_of(url: str) -> str:
    """The host of an absolute web address, in small letters and punycode; "" where there is none."""
    found = ADDRESS.fullmatch(_legible(url))
    return _authority(found[1])[0] if found else ""


def is_same_site(url: str, domains: Iterable[str]) -> bool:
    """Is the address's host one of these domains, or under one? Domains may be Arabic or punycode."""
    return _belongs(host_of(url), domains)


def _belongs(host: str, domains: Iterable[str]) -> bool:
    plain = (_authority(domain)[0].removeprefix("www.") for domain in domains)
    return any(domain and (host == domain or host.endswith("." + domain)) for domain in plain)


def _legible(url: str) -> str:
    return INVISIBLE.sub("", url.encode("utf-8", "ignore").decode()).strip()


def _parse(text: str) -> Address | None:
    # Without a scheme only what begins with a dotted host counts: keys like hespress:ar:970965 do not.
    bare = not SCHEME.match(text) and not text.startswith("//")
    found = ADDRESS.fullmatch(AMPERSAND.sub("&", f"//{text}" if bare else text))
    if not found or len(text) > LONGEST:
        return None
    host, port = _authority(found[1])
    if not host or (bare and ("." not in host or "@" in found[1])):
        return None
    while OTHER_DOORS.match(host):
        host = host.partition(".")[2]
    if port not in ("", "80", "443"):
        host += f":{port}"
    return Address(host, _path(found[2]), _query(found[3] or ""))


@lru_cache(maxsize=4096)
def _authority(text: str) -> tuple[str, str]:
    # A backslash ends the host for a browser and not for Python: such an address leads nowhere safe.
    found = None if "\\" in text or len(text) > 500 else AUTHORITY.fullmatch(text)
    if not found:
        return "", ""
    host = _decoded(found[1]).strip().rstrip(".").lower()
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return "", ""
    return (host, (found[2] or "").lstrip("0")) if HOST.fullmatch(host) else ("", "")


def _decoded(part: str) -> str:
    """Percent codes decoded, however often they were encoded; bytes that are no UTF-8 (windows-1256
    slugs of old sites) ride along as lone surrogates."""
    if "%" not in part and part.isascii():
        return part
    while True:
        data = unquote_to_bytes(part.encode("utf-8", "surrogateescape"))
        plain = INVISIBLE.sub("", unicodedata.normalize("NFC", data.decode("utf-8", "surrogateescape")))
        if plain == part:
            return part
        part = plain


def _path(text: str) -> str:
    path = _decoded(text)
    while True:
        plain = SLASHES.sub("/", path)
        if "/." in plain:
            plain = posixpath.normpath(plain)
        plain = AMP.sub("", plain.rstrip("/ "))
        if plain == path:
            return path
        path = plain


def _query(text: str) -> tuple[tuple[str, str], ...]:
    pairs = set()
    for argument in text.replace("+", " ").split("&") if text else ():
        name, _, value = map(_decoded, argument.partition("="))
        while name.startswith("amp;"):  # what is left of &amp; once something has percent-encoded it
            name = name[4:]
        if (name or value) and not _says_nothing(name.lower(), value.lower()):
            pairs.add((name, value))
    return tuple(sorted(pairs))


def _says_nothing(name: str, value: str) -> bool:
    if WORDY_TRACKER.fullmatch(name):
        return not any(map(str.isdigit, value))
    return bool(TRACKER.fullmatch(name) or COPY.fullmatch(f"{name}={value}"))


def _forms(key: str) -> Iterator[str]:
    for plain in dict.fromkeys((key, _decoded(key))):
        path, mark, query = plain.partition("?")
        for form in (plain, f"{path.rstrip('/')}/{mark}{query}"):
            yield from (f"https://{form}", f"https://www.{form}")


def _number(match: re.Match[str]) -> str:
    for name, value in match.groupdict().items():
        if value and (name == "id" or name.startswith("id_")):
            if value.isdecimal():
                value = "".join(str(unicodedata.decimal(digit)) for digit in value).lstrip("0") or "0"
            return value if name == "id" else f"{name[3:]}:{value}"
    return ""


def _original(address: Address) -> Address:
    """One step from a picture's copy towards the picture."""
    host, path, query = address
    for name, value in query:
        if WRAPPERS.fullmatch(name) and (found := WRAPPED.match(value)):
            return _parse(value if found[1] or value.startswith("//") else f"//{host}/{value}") or address
    found = WRAPPED_IN_PATH.search(f"{host}{path}")
    if found and (inner := _parse("//" + f"{host}{path}"[found.end() :])):
        return inner._replace(query=tuple(sorted({*inner.query, *query})))
    path = SLASHES.sub("/", SIZE_IN_PATH.sub("", path))
    for domain, clutter in PICTURE_HOUSES:
        if _belongs(host, (domain,)) and clutter.search(path):
            host, path = domain, clutter.sub("", path)
    query = tuple(pair for pair in query if not SIZE.fullmatch(pair[0]))
    return Address(host, path, query)
