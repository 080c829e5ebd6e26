"""What changed between two versions, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.differences import differences
from crawler.text import words

FIRST = "أعلنت الشركة عن هاتف جديد في معرض أقيم أمس بحضور عدد من الصحافيين"
SECOND = "وقال المدير إن السعر يبلغ ثلاثة آلاف درهم"


def told(old: str, new: str) -> list[str]:
    marks = {"gone": "[-{}-]", "new": "{{+{}+}}"}
    return [
        " ".join(marks.get(kind, "{}").format(text) for kind, text in pieces)
        for pieces in differences(old, new)
    ]


def test_marks_spaces_punctuation_and_joined_paragraphs_are_no_change() -> None:
    respelled = FIRST.replace("أعلنت", "اعلنَت").replace(" في", "،  في")
    assert differences(f"{FIRST}\n\n{SECOND}", f"{respelled}\n\n\n{SECOND}.") == []
    assert differences(f"{FIRST}\n\n{SECOND}", f"{FIRST} {SECOND}") == []
    assert differences("نعم\n\nلا نعم", "نعم لا\n\nنعم") == []


def test_a_word_replaced_stands_between_the_words_around_it() -> None:
    assert told(f"{FIRST}\n\n{SECOND}", f"{FIRST}\n\n{SECOND.replace('ثلاثة', 'أربعة')}") == [
        "وقال المدير إن السعر يبلغ [-ثلاثة-] {+أربعة+} آلاف درهم"
    ]
    assert told(FIRST, FIRST.replace("أقيم", "انتهى")) == [
        "… هاتف جديد في معرض [-أقيم-] {+انتهى+} أمس بحضور عدد من الصحافيين"
    ]


def test_a_paragraph_added_or_taken_away_is_told_whole() -> None:
    assert told(FIRST, f"{FIRST}\n\n{SECOND}") == [f"{{+{SECOND}+}}"]
    assert told(f"{FIRST}\n\n{SECOND}", FIRST) == [f"[-{SECOND}-]"]


TEXTS = st.lists(st.sampled_from(["هاتف", "الهاتف", "جديد", "،", "في", "\n\n", "مُبرمج"]), max_size=25).map(
    " ".join
)


@given(TEXTS, TEXTS)
def test_nothing_is_told_exactly_where_the_words_are_the_same(old: str, new: str) -> None:
    assert (differences(old, new) == []) == (words(old) == words(new))


@given(TEXTS, TEXTS)
def test_what_is_new_and_what_is_gone_are_words_of_the_texts(old: str, new: str) -> None:
    for pieces in differences(old, new):
        for kind, text in pieces:
            if kind != "gap":
                assert set(text.split()) <= set((old if kind == "gone" else new).split())
