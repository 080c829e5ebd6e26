import pytest
from newspaper_page import PARAGRAPHS, SENTENCES, page, read, texts

from crawler.extract.furniture import Line, line_kind


@pytest.mark.parametrize(
    "line",
    [
        "تابعونا على واتساب لمعرفة آخر الأخبار",
        "تابعوا آخر أخبار التقنية من مصدر عبر غوغل نيوز",
        "إضغط هنا للإشتراك",
        "يمكنكم الآن متابعة آخر الأخبار مجاناً من خلال تطبيق تلغرام",
        "شارك هذا الخبر :",
        "جميع الحقوق محفوظة © 2024",
        "نستخدم ملفات تعريف الارتباط لتحسين تجربتك",
        "مصدر الصورة: مصدر",
        "الآراء الواردة في التعليقات لا تعبر عن رأي الموقع بل عن رأي أصحابها",
        "طباعة",
    ],
)
def test_line_of_furniture_goes_alone(line: str) -> None:
    assert line_kind(line) is Line.ALONE


@pytest.mark.parametrize(
    "line", ["التعليقات", "التعليقات (12)", "3 تعليقات", "أضف تعليقًا", "اترك ردّاً", "نظرات کاربران"]
)
def test_comments_heading_takes_the_rest_along(line: str) -> None:
    assert line_kind(line) in (Line.REST, Line.ALONE)


@pytest.mark.parametrize(
    "line", ["اقرأ أيضا", "إقرأ أيضاً:", "مواضيع ذات صلة", "الكلمات المفتاحية", "بیشتر بخوانید", "شاهد ايضا"]
)
def test_related_heading_takes_its_links_along(line: str) -> None:
    assert line_kind(line) is Line.LIST


@pytest.mark.parametrize(
    "sentence",
    [
        "شارك الرئيس في قمة المناخ التي عقدت في مراكش وسط حضور كبير.",
        "تابع المهندسون العمل على المحرك حتى ساعة متأخرة من الليل.",
        "لمزيد من المعلومات عن المؤتمر يرجى زيارة الرابط التالي:",
        "التعليقات التي كتبها الزوار دفعت الشركة إلى سحب الهاتف من السوق.",
        "اقرأ أيضا ما كتبه الخبراء في هذا الباب قبل أن تشتري هاتفا جديدا.",
        "حمّل تطبيق الخرائط ثم افتح الإعدادات واختر اللغة العربية.",
        "وقالت الشركة إن واتساب وتلغرام أكثر التطبيقات استعمالا في المغرب.",
    ],
)
def test_a_sentence_that_begins_like_furniture_stays(sentence: str) -> None:
    assert line_kind(sentence) is None


def test_trailing_comments_heading_and_all_below_it_are_dropped() -> None:
    article = read(page(PARAGRAPHS + "<h3>التعليقات</h3><p>مقال جميل جدا وأشكر الكاتب عليه شكرا جزيلا.</p>"))
    assert texts(article) == list(SENTENCES)


def test_read_also_inside_the_text_goes_with_its_links_and_the_text_goes_on() -> None:
    first, *others = SENTENCES
    body = f"<p>{first}</p><p>اقرأ أيضا:</p><ul><li><a href='/a'>هاتف جديد يصل إلى الأسواق</a></li></ul>"
    article = read(page(body + "".join(f"<p>{one}</p>" for one in others)))
    assert texts(article) == list(SENTENCES)


def test_read_also_and_headline_on_one_line_are_dropped() -> None:
    first, *others = SENTENCES
    body = f"<p>{first}</p><p><strong>اقرأ أيضا: <a href='/a'>هاتف جديد يصل إلى الأسواق</a></strong></p>"
    assert texts(read(page(body + "".join(f"<p>{one}</p>" for one in others)))) == list(SENTENCES)


@pytest.mark.parametrize("sign_off", ["(وكالات)", "--(بترا)", "المصدر: رويترز", "17302", "أ ف ب"])
def test_the_agency_under_the_text_is_no_paragraph(sign_off: str) -> None:
    assert texts(read(page(PARAGRAPHS + f"<p>{sign_off}</p>"))) == list(SENTENCES)


@pytest.mark.parametrize(
    "name", ["related-posts", "sharedaddy", "post-tags", "newsletter-box", "adsbygoogle", "author-box"]
)
def test_elements_named_as_furniture_are_left_out(name: str) -> None:
    first, *others = SENTENCES
    box = f'<div class="{name}"><p>سطر طويل من كلام لا صلة له بالخبر وضعه أحدهم هنا ليجرب القارئ صبره.</p></div>'
    assert texts(read(page(f"<p>{first}</p>{box}" + "".join(f"<p>{one}</p>" for one in others)))) == list(
        SENTENCES
    )


def test_an_element_named_as_furniture_that_holds_the_whole_text_is_read() -> None:
    html = page().replace('class="entry-content"', 'class="share widget"')
    assert texts(read(html)) == list(SENTENCES)
