import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.source import Feed, Source
from crawler.urls import host_of, identity, image_identity, is_same_site
from tests.fuzz import TIMES

HESPRESS = Source(
    name="hespress",
    title="هسبريس",
    home="https://www.hespress.com/",
    country="MA",
    timezone="Africa/Casablanca",
    listings=(Feed("https://www.hespress.com/feed"),),
    article=(
        r"^https?://(?:www\.)?hespress\.com/[^/?]+-(?P<id_ar>\d+)\.html",
        r"^https?://(?:www\.)?hespress\.com/\?p=(?P<id_ar>\d+)$",
        r"^https?://(?:www\.)?hespress\.com/[a-z-]+/(?P<id_old>\d+)\.html",
        r"^https?://en\.hespress\.com/(?:\?p=)?(?P<id_en>\d+)(?:-|$)",
        r"^https?://fr\.hespress\.com/(?:\?p=)?(?P<id_fr>\d+)(?:-|$)",
    ),
)
ELAPH = Source(
    name="elaph",
    title="إيلاف",
    home="https://elaph.com/",
    country="GB",
    timezone="Etc/UTC",
    listings=(Feed("https://elaph.com/rss"),),
    article=(r"/(?:ElaphWeb|[Ww]eb)/[A-Za-z]+/20\d\d/\d{1,2}/(?P<id>\d{5,8})\.html?",),
)

SLUG = "صحافة-التقنية-أولا"  # "the tech press first"
LOWER = quote(SLUG).replace("%D8", "%d8").replace("%D9", "%d9").lower()
PAGE = f"https://www.akhbar.example/{LOWER}.html"
UTM = "utm_source=telegram&utm_medium=social&utm_campaign=x"

COPIES = {
    "upper-case percent codes": f"https://www.akhbar.example/{quote(SLUG)}.html",
    "raw Arabic": f"https://www.akhbar.example/{SLUG}.html",
    "upper-case host": f"https://WWW.AKHBAR.EXAMPLE/{LOWER}.html",
    "http": PAGE.replace("https", "http"),
    "no scheme": PAGE.replace("https:", ""),
    "bare host": PAGE.replace("https://", ""),
    "no www": PAGE.replace("www.", ""),
    "m host": PAGE.replace("www.", "m."),
    "mobile host": PAGE.replace("www.", "mobile."),
    "amp host": PAGE.replace("www.", "amp."),
    "trailing slash": PAGE + "/",
    "double slash": PAGE.replace("example/", "example//"),
    "dot segments": PAGE.replace("example/", "example/./news/../"),
    "port 443": PAGE.replace("example/", "example:443/"),
    "port 80": PAGE.replace("https", "http").replace("example/", "example:80/"),
    "dot after the host": PAGE.replace("example/", "example./"),
    "user in front of the host": PAGE.replace("www.", "guest:guest@www."),
    "comment fragment": PAGE + "#comment-123",
    "script fragment": PAGE + "#!/comments",
    "utm": f"{PAGE}?{UTM}",
    **{
        name: f"{PAGE}?{name}=AbC-1"
        for name in (
            *("fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "at_medium", "at_campaign"),
            *("traffic_source", "ocid", "cmpid", "__twitter_impression", "_ga", "replytocom", "PHPSESSID"),
        )
    },
    "ref": PAGE + "?ref=homepage",
    "entry": PAGE + "?entry=Technology",
    "share": PAGE + "?share=facebook",
    "amp suffix": PAGE + "/amp",
    "amp suffix and slash": PAGE + "/amp/",
    "amp prefix": PAGE.replace("example/", "example/amp/"),
    ".amp ending": PAGE + ".amp",
    "amp=1": PAGE + "?amp=1",
    "bare ?amp": PAGE + "?amp",
    "outputType=amp": PAGE + "?outputType=amp",
    "m=1": PAGE + "?m=1",
    "tracker behind an undecoded &amp;": PAGE + "?m=1&amp;utm_source=x&#038;fbclid=y",
    "double-encoded": PAGE.replace("%", "%25"),
    "encoded three times": PAGE.replace("%", "%2525"),
    "invisible U+202C in the slug": PAGE.replace(".html", "%e2%80%ac.html"),
    "bidi marks around": f"\u200f {PAGE}\u200e\n",
    "line break inside": PAGE.replace("-", "-\r\n", 1),
    "hamza as NFD": f"https://akhbar.example/{quote(unicodedata.normalize('NFD', SLUG))}.html",
    "space at the end": PAGE + "%20",
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_of_the_address_has_the_same_key(copy: str) -> None:
    assert identity(copy) == f"akhbar.example/{quote(SLUG)}.html"


OTHERS = {
    "another slug": "https://www.akhbar.example/b-1.html",
    "capital letters": "https://www.akhbar.example/News/a-1.html",
    "small letters": "https://www.akhbar.example/news/a-1.html",
    "print page": "https://www.akhbar.example/print/a-1.html",
    "feed": "https://www.akhbar.example/a-1.html/feed",
    "htm": "https://www.akhbar.example/a-1.htm",
    "index file": "https://www.akhbar.example/index.html",
    "home": "https://www.akhbar.example/",
    "sub-domain": "https://tech.akhbar.example/a-1.html",
    "port": "https://www.akhbar.example:8080/a-1.html",
    "article by ArticleId": "https://www.akhbar.example/article.aspx?ArticleId=123304",
    "next ArticleId": "https://www.akhbar.example/article.aspx?ArticleId=123305",
    "StoryID": "https://www.akhbar.example/story.asp?StoryID=77",
    "newsid": "https://www.akhbar.example/?newsid=77",
    "p": "https://www.akhbar.example/?p=77",
    "id": "https://www.akhbar.example/?id=77",
    "cid": "https://www.akhbar.example/?cid=77",
    "uid": "https://www.akhbar.example/?uid=77",
    "gallery": "https://www.akhbar.example/?gallery=77",
    "bare number": "https://www.akhbar.example/?77",
    "ref with a number": "https://www.akhbar.example/?ref=77",
    "entry with a number": "https://www.akhbar.example/?entry=20240612-1",
    "month archive": "https://www.akhbar.example/?m=202406",
    "page 5": "https://www.akhbar.example/?action=ajax_listing&paged=5",
    "page 6": "https://www.akhbar.example/?action=ajax_listing&paged=6",
    "search": "https://www.akhbar.example/?s=%D8%AA%D9%82%D9%86%D9%8A%D8%A9",
    "Arc feed": "https://www.akhbar.example/arc/outboundfeeds/rss/?outputType=xml",
    "question mark inside the path": "https://www.akhbar.example/a-1.html%3Fp=77",
    "windows-1256 slug": "https://www.akhbar.example/%C7%E1%CA%DE%E4%ED%C9",
    "another windows-1256 slug": "https://www.akhbar.example/%C7%E1%CA%DE%E4%ED%C7",
}


def test_different_pages_keep_different_keys() -> None:
    keys = {identity(url): name for name, url in OTHERS.items()}
    assert sorted(keys.values()) == sorted(OTHERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/?b=2&a=1", "https://x.example/?a=1&b=2"),
        ("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&b=2"),
        ("https://x.example/?a=1&amp%3Bb=2", "https://x.example/?a=1&b=2"),
        ("https://x.example/?s=a+b", "https://x.example/?s=a%20b"),
        ("https://x.example/?tq=MjA=", "https://x.example/?tq=MjA%3D"),
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("https://x.example?p=5", "https://x.example/?p=5"),
        ("https://x.example/tag/%25D8%25A7", "https://x.example/tag/ا"),
        ("https://موقع.مصر/خبر", "http://xn--4gbrim.xn--wgbh1c/%d8%ae%d8%a8%d8%b1"),
        ("https://%D9%85%D9%88%D9%82%D8%B9.مصر/خبر", "https://www.موقع.مصر/خبر/"),
    ],
)
def test_two_spellings_of_one_address_meet(one: str, other: str) -> None:
    assert identity(one) == identity(other)


HESPRESS_PAGE = f"https://www.hespress.com/{LOWER}-970001.html"
HESPRESS_COPIES = (
    HESPRESS_PAGE,
    f"https://www.hespress.com/{quote(SLUG)}-970001.html",
    f"https://www.hespress.com/{SLUG}-970001.html",
    HESPRESS_PAGE.replace("www.hespress.com", "WWW.Hespress.COM"),
    HESPRESS_PAGE.replace("https", "http"),
    HESPRESS_PAGE.replace("www.", ""),
    HESPRESS_PAGE.replace("www.", "m."),
    HESPRESS_PAGE + "/",
    HESPRESS_PAGE.replace(".com/", ".com//"),
    HESPRESS_PAGE.replace(".com/", ".com:443/"),
    HESPRESS_PAGE + "#comment-5",
    f"{HESPRESS_PAGE}?{UTM}",
    HESPRESS_PAGE + "?fbclid=IwAR0",
    HESPRESS_PAGE + "/amp",
    HESPRESS_PAGE.replace(".com/", ".com/amp/"),
    HESPRESS_PAGE + "?amp=1",
    HESPRESS_PAGE.replace("%", "%25"),
    HESPRESS_PAGE.replace("%d8%b5", "%d8%b5 ", 1),
    "https://www.hespress.com/?p=970001",
)


@pytest.mark.parametrize("copy", HESPRESS_COPIES)
def test_nineteen_forms_of_a_hespress_address_have_one_key(copy: str) -> None:
    assert identity(copy, HESPRESS) == "hespress:ar:970001"


def test_a_slug_with_an_invisible_mark_has_the_same_key_as_without() -> None:
    marked = HESPRESS_PAGE.replace("-970001", "\u202c-970001")
    assert identity(marked) == identity(HESPRESS_PAGE)
    assert identity(marked, HESPRESS) == identity(HESPRESS_PAGE, HESPRESS)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.hespress.com/international/355001.html", "hespress:old:355001"),
        ("http://hespress.com/permalink/73001.html", "hespress:old:73001"),
        (f"https://www.hespress.com/15-{SLUG}-1470001.html", "hespress:ar:1470001"),
        ("https://en.hespress.com/124001-five-startups-of-the-year-4.html", "hespress:en:124001"),
        ("https://fr.hespress.com/250001-la-covid-19.html", "hespress:fr:250001"),
        ("https://en.hespress.com/?p=124001", "hespress:en:124001"),
        ("https://en.hespress.com/?utm_source=feed&p=124001", "hespress:en:124001"),
        ("https://www.hespress.com/international/0355001.html", "hespress:old:355001"),
        ("https://www.hespress.com/international/٣٥٥٠٠١.html", "hespress:old:355001"),
    ],
)
def test_each_counter_of_a_publisher_has_its_own_key_space(url: str, key: str) -> None:
    assert identity(url, HESPRESS) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://elaph.com/Web/News/2021/01/1315001.html",
        "http://www.elaph.com/Web/News/2021/1/1315001.htm",
        "https://elaph.com/web/News/2021/01/1315001.html",
        "https://elaph.com/amp/Web/News/2021/01/1315001.html",
        "http://www.elaph.com/ElaphWeb/Economics/2021/1/1315001.htm",
        "https://elaph.com/Web/News/2021/01/1315001.html?entry=Technology",
    ],
)
def test_six_forms_of_an_elaph_address_have_one_key(url: str) -> None:
    assert identity(url, ELAPH) == "elaph:1315001"


def test_an_address_that_no_pattern_covers_is_normalised() -> None:
    assert identity("https://www.hespress.com/politique?page=2", HESPRESS) == "hespress.com/politique?page=2"


def test_a_pattern_says_nothing_about_another_publishers_pages() -> None:
    url = "https://mirror.example/Web/News/2021/01/1315001.html"
    assert identity(url, ELAPH) == "mirror.example/Web/News/2021/01/1315001.html"


def test_a_tracker_with_a_number_is_not_mistaken_for_the_articles_id() -> None:
    loose = Source(**{**ELAPH.__dict__, "name": "loose", "article": (r"[?&]\w*id=(?P<id>\d+)",)})
    assert identity("https://elaph.com/story?utm_id=7&id=55", loose) == "loose:55"


def test_patterns_may_ask_for_a_last_slash_or_for_arabic_words() -> None:
    slash = Source(**{**ELAPH.__dict__, "name": "slash", "article": (r"^https://elaph\.com/(?P<id>\d+)/$",)})
    arabic = Source(**{**ELAPH.__dict__, "name": "arabic", "article": (r"/أخبار/(?P<id>\d+)",)})
    assert identity("http://www.elaph.com/123?fbclid=x", slash) == "slash:123"
    assert identity("https://elaph.com/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/123", arabic) == "arabic:123"


@pytest.mark.parametrize(
    "text",
    [
        *("", "/story/5", "story", "#top", "mailto:desk@akhbar.example", "javascript:void(0)", "tel:0522"),
        *("hespress:ar:970001", "elaph:1315001", "data:image/png;base64,AAAA", "ftp://x.example/a"),
        *("http://", "https:///a", "http://[::1", "http://a b.example/", r"https://a.example\@b.example/"),
        "http://x.example/" + "%25" * 3000,
    ],
)
def test_what_is_no_web_address_is_its_own_key(text: str) -> None:
    assert identity(text) == text
    assert identity(text, HESPRESS) == text
    assert image_identity(text) == text


def test_a_server_on_the_own_machine_is_an_address_too() -> None:
    assert identity("http://localhost:8000/a/?utm_source=x") == "localhost:8000/a"
    assert identity("http://[::1]:8000/a/") == "[::1]:8000/a"


pieces = st.sampled_from(
    [
        *(
            "http://",
            "https://",
            "//",
            "www.",
            "m.",
            "x.example",
            "مثال.مصر",
            "localhost",
            ":80",
            ":8080",
            "@",
            "\\",
        ),
        *("/", "/amp", ".amp", "..", ".", "a", "أ", "\u0627\u0654", "ي-1", " ", "\u200f", "\ufeff", "\ud83d"),
        *("%", "%25", "%2F", "%3F", "%23", "%26", "%D8", "%A7", "%d8%a7", "%C7", "%20", "%00", "41", "25"),
        *("?", "&", "&amp;", "amp;", ";", "=", "+", "#", "#!", "p=5", "m=1", "utm_source=x", "ref=", "amp"),
        *(
            "[::1]",
            "xn--",
            "\t",
            "-300x200",
            ".jpg",
            ".webp",
            "/https://",
            "i0.wp.com/",
            "url=",
            "/thumbs",
            "/s320",
        ),
        *("hespress.com/", "/ace/ws/640", "ab_1234567.jpg", "-scaled", "/upload", "/w_1", "/cdn-cgi/image/a"),
    ]
)
addresses = st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join))


@settings(deadline=None, max_examples=200 * TIMES)
@given(addresses)
@example("https://x.example/%25\u200b41")
@example("https://x.example/a/.. /")
@example("https://x.example/%D8\u200b%A7")
def test_keys_are_stable_and_no_string_breaks_them(text: str) -> None:
    key = identity(text)
    assert identity(key) == key
    photograph = image_identity(text)
    assert image_identity(photograph) == photograph
    identity(text, HESPRESS)
    host_of(text)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Akhbar.Example:443/a", "www.akhbar.example"),
        ("//akhbar.example/a", "akhbar.example"),
        ("https://موقع.مصر/", "xn--4gbrim.xn--wgbh1c"),
        ("https://akhbar.example@elsewhere.example/", "elsewhere.example"),
        ("https://akhbar.example\\@elsewhere.example/", ""),
        ("http://[::1]:8000/", "[::1]"),
        ("/a", ""),
        ("mailto:desk@akhbar.example", ""),
    ],
)
def test_the_host_is_found_in_one_form(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://akhbar.example/a", True),
        ("https://tech.akhbar.example/a", True),
        ("https://xn--4gbrim.xn--wgbh1c/", True),
        ("https://موقع.مصر/", True),
        ("https://newspaper-akhbar.example/", False),
        ("https://akhbar.example.elsewhere.example/", False),
        ("https://elsewhere.example/?u=https://akhbar.example/", False),
        ("https://akhbar.example@elsewhere.example/", False),
        ("/relative", False),
    ],
)
def test_a_site_is_its_domains_and_what_lies_under_them(url: str, same: bool) -> None:
    assert is_same_site(url, ("www.akhbar.example", "موقع.مصر")) is same


def test_no_domain_means_no_site() -> None:
    assert not is_same_site("https://akhbar.example/", ())
    assert not is_same_site("", ("",))


PHOTO = "https://www.akhbar.example/wp-content/uploads/2024/06/robot.jpg"
SIZES = {
    "http without www": PHOTO.replace("https://www.", "http://"),
    "WordPress size": PHOTO.replace(".jpg", "-300x200.jpg"),
    "WordPress scaled": PHOTO.replace(".jpg", "-scaled.jpg"),
    "twice": PHOTO.replace(".jpg", "-scaled-1024x683.jpg"),
    "retina": PHOTO.replace(".jpg", "-300x200@2x.jpg"),
    "underscore size": PHOTO.replace(".jpg", "_640x360.jpg"),
    "webp beside the original": PHOTO + ".webp",
    "resize": PHOTO + "?resize=300%2C200",
    "w": PHOTO + "?w=800&h=600",
    "fit": PHOTO + "?fit=800%2C600&ssl=1&quality=80&strip=all",
    "Jetpack": PHOTO.replace("https://www.", "https://i0.wp.com/") + "?fit=800%2C600&ssl=1",
    "Cloudflare, whole address": f"https://cdn.example/cdn-cgi/image/width=800,quality=75/{PHOTO}",
    "Cloudflare, own path": PHOTO.replace(".example/", ".example/cdn-cgi/image/width=800,format=auto/"),
    "Next.js": f"https://front.example/_next/image?url={quote(PHOTO, safe='')}&w=640&q=75",
    "Next.js, own path": "https://akhbar.example/_next/image?url=%2Fwp-content%2Fuploads%2F2024%2F06%2Frobot.jpg&w=64",
    "timthumb": f"https://akhbar.example/timthumb.php?src={PHOTO}&w=300&h=200",
    "image parameter": "https://akhbar.example/Photo.aspx?image=/wp-content/uploads/2024/06/robot.jpg&width=300",
    "url parameter": f"https://resizer.example/?url={PHOTO}",
    "Drupal style": PHOTO.replace("/uploads/", "/uploads/styles/large_16_9/public/") + "?itok=Ab1",
    "thumbs folder": PHOTO.replace("/uploads/", "/uploads/thumbs/"),
    "thumbs of a size": PHOTO.replace("/uploads/", "/uploads/thumbs/300x200/"),
    "proxy": f"https://proxy.example/unsafe/300x200/{PHOTO}",
}


@pytest.mark.parametrize("url", SIZES.values(), ids=SIZES.keys())
def test_every_size_of_a_photograph_has_one_key(url: str) -> None:
    assert image_identity(url) == "akhbar.example/wp-content/uploads/2024/06/robot.jpg"


@pytest.mark.parametrize(
    "urls",
    [
        (
            "http://t1.hespress.com/files/robot_911000001.jpg",
            "https://s1.hespress.com/files/2017/06/robot_911000001.jpg",
            "https://www.hespress.com/files/2018/06/robot_911000001.jpg",
            "https://t1.hespress.com/cache/thumbnail/article_medium/robot_911000001.jpg",
            "https://www.hespress.com/thumbnail.php?file=robot_911000001.jpg&size=article_medium",
            "https://i1.hespress.com/wp-content/uploads/2019/07/robot_911000001.jpg",
            "https://i1.hespress.com/wp-content/uploads/2019/07/robot_911000001-600x400.jpg",
        ),
        (
            "https://a.example/cache/thumbnail/small/robot.jpg",
            "https://a.example/thumbnail.php?file=robot.jpg&size=large",
        ),
        (
            "https://res.cloudinary.com/akhbar/image/upload/w_300,h_200/v1/robot.jpg",
            "https://res.cloudinary.com/akhbar/image/upload/c_fill,w_800/q_auto/v1/robot.jpg",
            "https://res.cloudinary.com/akhbar/image/upload/v1/robot.jpg",
        ),
        (
            "https://1.bp.blogspot.com/-x/Y/AAA/s1600/robot.png",
            "https://3.bp.blogspot.com/-x/Y/AAA/s72-c/robot.png",
            "https://1.bp.blogspot.com/-x/Y/AAA/w640-h480/robot.png",
        ),
        (
            "https://ichef.bbci.co.uk/ace/ws/640/cpsprodpb/ab/live/robot.jpg",
            "https://ichef.bbci.co.uk/ace/ws/240/cpsprodpb/ab/live/robot.jpg",
            "https://ichef.bbci.co.uk/news/1024/branded_arabic/ab/live/robot.jpg",
        ),
    ],
    ids=["hespress", "thumbnail script", "cloudinary", "blogger", "bbc"],
)
def test_publishers_and_services_that_move_a_picture_about_are_known(urls: tuple[str, ...]) -> None:
    assert len({image_identity(url) for url in urls}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/img/12345?w=800", "https://a.example/img/12346?w=800"),
        ("https://a.example/image.php?id=1&w=800", "https://a.example/image.php?id=2&w=800"),
        ("https://a.example/image.php?image=1", "https://a.example/image.php?image=2"),
        ("https://a.example/2024/06/robot.jpg", "https://a.example/2024/07/robot.jpg"),
        ("https://a.example/robot.jpg", "https://a.example/robot-1.jpg"),
        ("https://a.example/robot-1024x683.jpg", "https://a.example/robot-1024x683-1.jpg"),
        ("https://a.example/upload/my_photos/robot.jpg", "https://a.example/upload/robot.jpg"),
        ("https://a.example/1024x683.jpg", "https://a.example/640x480.jpg"),
        ("https://i1.hespress.com/uploads/2022/04/a.jpg", "https://i1.hespress.com/uploads/2022/05/a.jpg"),
        ("https://a.example/files/robot_911000001.jpg", "https://a.example/robot_911000001.jpg"),
    ],
)
def test_two_photographs_stay_two(one: str, other: str) -> None:
    assert image_identity(one) != image_identity(other)
