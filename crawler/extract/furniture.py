"""The lines that stand around an Arabic article without being it, in one table.

The rules describe how Arabic and Persian newsrooms word their pages, gathered from public pages of many
publishers. A rule looks at a whole short line, never at the start of a sentence.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto

from crawler.text import comparison_form


class Line(Enum):
    """What a line of furniture takes with it."""

    ALONE = auto()  # itself
    LIST = auto()  # itself and the links that follow it
    REST = auto()  # itself and all that follows: nothing of an article stands below the comments


def phrases(table: str) -> tuple[str, ...]:
    """The phrases of a table, in the form in which lines are compared."""
    return tuple(comparison_form(phrase) for phrase in re.split(r"[|\n]", table) if phrase.strip())


_LINES: dict[Line, str] = {
    Line.REST: """
        التعليقات | تعليقات | تعليقات القراء | تعليقات الزوار | آراء القراء | ردود الزوار | أضف تعليقا
        أضف تعليق | أضف تعليقك | أكتب تعليقا | اكتب تعليقك | اترك تعليقا | اترك تعليق | اترك تعليقك
        اترك ردا | اترك رد | إلغاء الرد | لا توجد تعليقات | لا يوجد تعليقات | كن أول من يعلق | شارك بتعليق
        شارك بتعليقك | علق على الخبر | شروط التعليق | سياسة التعليقات | ضوابط التعليق | نظرات کاربران
        نظرات | نظر شما | ارسال نظر | دیدگاه ها | دیدگاه‌ها | دیدگاه شما | ثبت نظر | ارسال دیدگاه
        ردود | رد | أضف ردك | رد إبلاغ | comments | leave a comment | leave a reply | commentaires
    """,
    Line.LIST: """
        اقرأ أيضا | اقرأوا أيضا | اقرؤوا أيضا | إقرأ ايضا | اقرا كذلك | اقرأ المزيد | قراءة المزيد
        شاهد أيضا | شاهدوا أيضا | شاهد المزيد | طالع أيضا | تابع أيضا | انظر أيضا | راجع أيضا | إقرأ أكثر | اقرأ عن | اقرأ في
        قد يهمك | قد يهمك أيضا | قد يهمكم | قد يعجبك | قد يعجبك أيضا | ربما يعجبك | ربما يهمك أيضا
        مواضيع ذات صلة | مواضيع ذات علاقة | مواضيع متعلقة | مواضيع مشابهة | موضوعات متعلقة | مواضيع مرتبطة
        موضوعات ذات صلة | أخبار ذات صلة | أخبار متعلقة | أخبار مرتبطة | مقالات ذات صلة | مقالات متعلقة
        مقالات مشابهة | مقالات مرتبطة | مقالات أخرى | قصص مقترحة | ذات صلة | روابط ذات صلة | أخبار مشابهة
        المزيد حول هذه القصة | المزيد من الأخبار | المزيد | للمزيد | المزيد حول | نرشح لك | نرشح لكم
        الأكثر قراءة | الأكثر مشاهدة | الأكثر تصفحا | اخترنا لك | اخترنا لكم | يستحق الانتباه
        موضوعات تهمك | لا يفوتك | ننصحك بقراءة | آخر الأخبار | أحدث الأخبار | من نفس القسم | أخبار أخرى
        تابعوا أيضا | فيديو قد يعجبك | فيديوهات قد تعجبك | قصص قد تهمك | اقرأ بعد ذلك | محتويات المقال | جدول المحتويات | المحتويات | محتويات
        في هذا المقال | مقاله های مرتبط | مقاله‌های مرتبط | مواضيع أخرى | مواضيع ساخنة أخرى | في هذا الموضوع | إقرأ للكاتب | المقال السابق | المقال التالي
        كلمات مفتاحية | الكلمات المفتاحية | كلمات دلالية | الكلمات الدلالية | الوسوم | وسوم | هاشتاغ
        العلامات | علامات | تاغات | تاجات | مواضيع | الموضوعات | شارك على | تابعنا على | تابعونا على
        مطالب مرتبط | اخبار مرتبط | بیشتر بخوانید | بیشتر بدانید | همچنین بخوانید | بخوانید
        مطالب پیشنهادی | سایر اخبار | سایر اخبار مهم | پربازدیدترین | برچسب ها | برچسب‌ها | کلیدواژه ها
        کلیدواژه‌ها | read also | see also | مرتبط | قد تهمك هذه المواضيع | lire aussi | à lire aussi | related articles | related posts | related | tags | read more
        lire aussi
    """,
    Line.ALONE: """
        شارك | شاركها | شاركنا | مشاركة | شارك الخبر | شارك المقال | شارك الموضوع | شارك القصة | شارك هذا
        شارك هذا الخبر | شارك هذا المقال | شارك هذا الموضوع | انشر | شارك برأيك | مشاركة الخبر | شير
        طباعة | طباعة الخبر | اطبع | إرسال | إرسال لصديق | ارسل لصديق | إرسال إلى صديق | نسخ الرابط
        انسخ الرابط | تم نسخ الرابط | رابط مختصر | الرابط المختصر | حفظ | استمع | استمع للخبر | استماع
        حجم الخط | تكبير الخط | تصغير الخط | حجم الخط الافتراضي | إضغط هنا للإشتراك | اضغط هنا | اشترك
        اشترك الآن | اشترك في النشرة | النشرة البريدية | القائمة البريدية | سجل الآن | تسجيل الدخول
        تسجيل | متابعة | تابعنا | تابعونا | إعلان | إعلانات | اعلانات | مساحة إعلانية | الرئيسية
        العودة إلى أعلى | عودة إلى الأعلى | فيسبوك | تويتر | واتساب | واتس اب | تلغرام | تيليجرام
        تليجرام | انستغرام | لينكدإن | ماسنجر | بريد إلكتروني | البريد الإلكتروني | facebook | twitter
        whatsapp | telegram | linkedin | pinterest | email | print | share | copy link | advertisement
        شاهد الفيديو | شاهد الصور | إضافة تعليق | مشاهدات | مشاهدة | دقيقة قراءة | المصدر وكالات مواقع إلكترونية | تحميل المزيد
        عرض المزيد | اظهار المزيد | التالي | السابق | اغلاق | انتهای پیام | لینک کوتاه | کپی لینک
        ما را دنبال کنید | چاپ | اشتراک گذاری | کد خبر | article information
    """,
}
_FORMS: dict[str, Line] = {phrase: line for line, table in _LINES.items() for phrase in phrases(table)}
# These, with a colon or a link after them, announce another article on the same line.
_LIST_STARTS = phrases(
    """
    اقرأ أيضا | اقرأوا أيضا | إقرأ ايضا | شاهد أيضا | طالع أيضا | تابع أيضا | انظر أيضا | قد يهمك أيضا | قد يعجبك أيضا
    بیشتر بخوانید | همچنین بخوانید | اقرأ المزيد | شاهد المزيد | للمزيد اقرأ | read also | lire aussi | قد يهمك | قد تهمك
    """
)


def _any(*words: str) -> str:
    return "(?:" + "|".join(re.escape(comparison_form(word)) for word in words) + ")"


_PLACES = _any(
    *(
        "غوغل نيوز",
        "جوجل نيوز",
        "اخبار جوجل",
        "google news",
        "واتساب",
        "واتس اب",
        "whatsapp",
        "تلغرام",
        "تليجرام",
    ),
    *(
        "تيليجرام",
        "تيليغرام",
        "telegram",
        "فيسبوك",
        "فيس بوك",
        "facebook",
        "تويتر",
        "twitter",
        "انستغرام",
        "انستقرام",
    ),
    *(
        "يوتيوب",
        "youtube",
        "منصة إكس",
        "تيك توك",
        "نبض",
        "تطبيق",
        "القائمة البريدية",
        "النشرة البريدية",
        "نشرتنا",
    ),
    *(
        "قناتنا",
        "قنواتنا",
        "صفحتنا",
        "صفحاتنا",
        "حسابنا",
        "حساباتنا",
        "موقعنا",
        "وسائل التواصل",
        "مواقع التواصل",
    ),
)
_OURS = _any(
    "قناتنا", "قنواتنا", "صفحتنا", "صفحاتنا", "حسابنا", "حساباتنا", "حسابات", "تطبيقنا", "نشرتنا", "موقعنا"
)
_CALLS = (  # whole lines of up to 30 words that call upon the reader
    re.compile(rf"(?:{_any('تابعونا', 'تابعنا', 'تابعوا', 'تابع', 'يمكنكم متابعة', 'يمكنك متابعة', 'لمتابعة')}) .*{_any('عبر', 'على', 'من خلال')} .*{_PLACES}.*"),
    re.compile(rf"{_any('يمكنكم الآن متابعة', 'يمكنكم متابعة', 'يمكنك متابعة', 'يمكنكم متابعتنا', 'لمتابعة آخر الأخبار')} .*"),
    re.compile(rf"{_any('انضم', 'انضموا', 'اشترك', 'اشتركوا', 'سجل', 'للاشتراك', 'للانضمام', 'حمل', 'حملوا', 'زوروا')} .*{_OURS}.*"),
    re.compile(rf"{_any('اشترك', 'اشتركوا', 'للاشتراك', 'سجل')} .*{_any('القائمة البريدية', 'النشرة البريدية', 'النشرة الإخبارية', 'خدمة الإشعارات')}.*"),
    re.compile(rf"{_any('نستخدم', 'يستخدم هذا الموقع', 'يستخدم موقعنا', 'باستخدامك', 'هذا الموقع يستخدم')} .*{_any('الكوكيز', 'كوكيز', 'ملفات تعريف الارتباط', 'سياسة الخصوصية', 'cookies')}.*"),
    re.compile(rf"(?:.* )?{_any('جميع الحقوق محفوظة', 'كافة الحقوق محفوظة', 'كل الحقوق محفوظة', 'حقوق النشر محفوظة', 'all rights reserved', 'تمامی حقوق', 'کلیه حقوق')}(?: .*)?"),
    re.compile(rf"(?:.* )?{_any('اشترك', 'اشتركوا', 'واشترك', 'واشتركوا')} (?:{_any('الآن', 'معنا', 'مجانا')} )?{_any('في', 'ب')} ?{_any('نشرتنا', 'النشرة', 'القائمة البريدية', 'نشرات')}.*"),
    re.compile(rf"{_any('للتواصل مع المحرر', 'للتواصل مع الكاتب', 'للتواصل معنا', 'لمراسلة الكاتب', 'للمراسلة', 'بريد الكاتب')}.*"),
    re.compile(rf"{_any('الأخبار المنشورة على الصفحة', 'من أجل الاشتراك لدى', 'للاشتراك لدى', 'لمشاهدة الموضوع بشكل كامل', 'لمشاهدة الموضوع كاملا', 'تنويه تتم مراجعة')} .*"),
    re.compile(r"(?:الصفحه|صفحه) \d+ (?:من|از) \d+(?: [\d ]*)?(?:التالي|السابق|بعدي)?.*"),
    re.compile(rf"{_any('هل لديك', 'هل تود', 'هل تريد')} .*{_any('راسلنا', 'النشرة', 'أخبرنا')}.*"),
    re.compile(r"(?:\d+ )?" + _any("تعليق", "تعليقات", "تعليقا", "مشاهدة", "مشاهدات", "قراءة", "مشاركة") + r"(?: \d+)?"),
    re.compile(_any("عدد المشاهدات", "عدد القراءات", "مدة القراءة", "وقت القراءة", "زمن القراءة", "کد خبر", "آخر تحديث") + r" .*"),
)  # fmt: skip
_CALL = re.compile("|".join(f"(?:{call.pattern})" for call in _CALLS))
_HERE = re.compile(rf"(?:.* )?{_any('اشترك', 'سجل', 'اضغط', 'انقر', 'إضغط')} هنا")  # with a link: a call
_CODED = re.compile(r"(?=\S*\d)[A-Za-z0-9+/]{20,}=+(?:\s|$)")  # aXA6IDEyMy40NS== : a tracker's mark, no word
_LABELLED = re.compile(  # the label and what it labels on one line: tags, a picture's credit
    rf"{_any('الكلمات المفتاحية', 'كلمات مفتاحية', 'الكلمات الدلالية', 'كلمات دلالية', 'كلمات دالة', 'الوسوم', 'وسوم', 'تاغات')} .*"
    rf"|{_any('مصدر الصورة', 'مصدر الصور', 'حقوق الصورة', 'تصوير', 'الصورة من')} .*"
)
_SHARING = re.compile(
    rf"{_any('النقر', 'انقر', 'اضغط', 'إضغط', 'شارك', 'للمشاركة')} (?:.* )?{_any('للمشاركة', 'لمشاركة', 'على')} .*{_PLACES}.*"
    r"|(?:suivez nous|abonnez vous|follow us|subscribe|join us|inscrivez vous)\b.*(?:whatsapp|telegram|facebook|twitter|newsletter|google|instagram|youtube|channel).*"
)
_POLICY = re.compile(
    rf"{_any('الآراء', 'التعليقات', 'المشاركات', 'المقالات', 'الآراء الواردة', 'التعليقات المنشورة')} .*"
    rf"{_any('لا تعبر', 'لا تمثل', 'لا تعكس', 'تعبر عن رأي', 'تعبر عن آراء', 'تعبر عن وجهة نظر')} .*"
)
_POLICY_WORDS = (
    "تعبر",
    "تمثل",
    "تعكس",
    "الخصوصية",
    "ستخدام",
    "مشاركات",
    "الخدمة",
    "محفوظة",
    "الارتباط",
    "الكوكيز",
    "cookie",
)
_TERMS = phrases(
    "إرشادات الاستخدام | سياسة الخصوصية | شروط استخدام | شروط الاستخدام | شروط الخدمة | مشاركاتك"
)


def line_kind(text: str, linked: float = 0.0) -> Line | None:
    """What furniture a line is, if any. `linked`: the share of its letters that are inside links."""
    if len(text) > 700:
        return None
    if len(text) > 260 and not any(word in text for word in _POLICY_WORDS):
        return None
    if _CODED.match(text):
        return Line.ALONE
    form = comparison_form(text)
    if kind := _FORMS.get(form.strip("0123456789 ")):
        return kind
    words = form.count(" ") + 1
    if words <= 30:
        if form.startswith(_LIST_STARTS) and (linked > 0.3 or _announces(text)):
            return Line.LIST
        if _CALL.fullmatch(form) or (linked > 0 and _HERE.fullmatch(form)):
            return Line.ALONE
        if words <= 20 and (_SHARING.fullmatch(form) or (":" in text[:25] and _LABELLED.fullmatch(form))):
            return Line.ALONE
        if "©" in text and words < 15:
            return Line.ALONE
    if _POLICY.match(form) or sum(term in form for term in _TERMS) >= 2:
        return Line.ALONE
    return None


def _announces(text: str) -> bool:
    """Does a colon, dash or bar follow the first words, as in `اقرأ أيضا: …`?"""
    return bool(re.match(r"^[^:|…–—.\-]{3,25}\s*(?::|\||…|\.\.|–|—|-)", text))


def is_publishers_line(text: str, patterns: Iterable[str]) -> bool:
    """Is the whole line one that the source's `remove` patterns name?"""
    return any(re.fullmatch(pattern, text) for pattern in patterns)
