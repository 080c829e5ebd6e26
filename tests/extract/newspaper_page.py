"""Pages made for the tests, of sentences written for them."""

from crawler.extract import extract
from crawler.items import Article
from crawler.source import Feed, Source

TITLE = "مختبر في وجدة يصنع مجسات رخيصة لرطوبة التربة"
SENTENCES = (
    "طور مختبر جامعي في وجدة مجسا صغيرا يقيس رطوبة التربة، ولا يتجاوز ثمنه ثمن كيس من السماد.",
    "ويرسل المجس قراءاته إلى هاتف الفلاح كل ساعة عبر شبكة بطيئة لا تحتاج إلى اشتراك شهري.",
    "وجرب المختبر ألف قطعة منه في ثلاث ضيعات، فانخفض استهلاك الماء فيها بنحو الربع خلال الصيف.",
    "ويبحث الفريق اليوم عن شريك صناعي يتولى إنتاج المجس بأعداد كبيرة قبل الموسم المقبل.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
URL = "https://www.masdar.example/tech/soil-sensor.html"


def source(**fields: object) -> Source:
    known: dict[str, object] = {
        "name": "masdar",
        "title": "مصدر",
        "home": "https://www.masdar.example/",
        "country": "MA",
        "timezone": "Africa/Casablanca",
        "listings": (Feed("https://www.masdar.example/feed"),),
        "article": (r"/tech/",),
    }
    return Source(**{**known, **fields})  # type: ignore[arg-type]


def page(
    body: str = PARAGRAPHS, head: str = "", title: str | None = TITLE, above: str = "", below: str = ""
) -> str:
    """A page of today's making: headline, text, menu and footer around them."""
    headline = f"<h1>{title}</h1>" if title else ""
    return (
        f'<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title or ""} - مصدر</title>{head}</head><body>'
        '<nav><a href="/">الرئيسية</a> <a href="/tech">تقنية</a></nav>'
        f'<main><article>{headline}{above}<div class="entry-content">{body}</div>{below}</article></main>'
        "<footer>جميع الحقوق محفوظة</footer></body></html>"
    )


def read(html: str, url: str | None = URL, **fields: object) -> Article:
    """The article of a page that must have one."""
    article = extract(html.encode(), url, source(**fields) if fields else None)
    assert isinstance(article, Article), article
    return article


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]
