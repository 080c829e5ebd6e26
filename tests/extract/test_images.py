from newspaper_page import PARAGRAPHS, SENTENCES, page, read

from crawler.items import Article

FIRST, SECOND, THIRD, LAST = SENTENCES


def shape(article: Article) -> list[str]:
    """What stands where: P for text, file names for images."""
    return [block.url.rpartition("/")[2] if block.url else "P" for block in article.blocks]


def test_images_stand_where_the_reader_saw_them() -> None:
    body = f'<p>{FIRST}</p><p><img src="/files/a.jpg"></p><p>{SECOND}</p><figure><img src="/files/b.jpg"></figure><p>{LAST}</p>'
    assert shape(read(page(body))) == ["P", "a.jpg", "P", "b.jpg", "P"]


def test_addresses_are_whole_and_otherwise_as_the_page_gives_them() -> None:
    article = read(page(f'<p>{FIRST}</p><img src="../files/صورة 1.jpg?w=800">{PARAGRAPHS}'))
    assert article.images[0].url == "https://www.masdar.example/files/صورة%201.jpg?w=800"


def test_the_pages_base_is_what_addresses_are_relative_to() -> None:
    article = read(page(f'<img src="a.jpg">{PARAGRAPHS}', head='<base href="https://cdn.example/x/">'))
    assert article.images[0].url == "https://cdn.example/x/a.jpg"


def test_late_images_are_found_behind_their_placeholders() -> None:
    body = (
        f'<img src="data:image/gif;base64,R0lGOD" data-src="/f/one.jpg"><p>{FIRST}</p>'
        f'<img src="/assets/loading.gif" data-lazy-src="/f/two.jpg"><p>{SECOND}</p>'
        f'<img srcset="/f/three-300.jpg 300w, /f/three-900.jpg 900w"><p>{THIRD}</p>'
        f'<div><noscript><img src="/f/four.jpg"></noscript></div><p>{LAST}</p>'
        '<amp-img src="/f/five?w=800"></amp-img><picture><source srcset="/f/six.webp 1x"><img alt=""></picture>'
    )
    assert shape(read(page(body))) == [
        *("one.jpg", "P", "two.jpg", "P", "three-900.jpg", "P", "four.jpg", "P", "five?w=800", "six.webp")
    ]


def test_an_image_in_noscript_beside_its_late_copy_counts_once() -> None:
    body = f'<img data-src="/f/one.jpg"><noscript><img src="/f/one.jpg"></noscript>{PARAGRAPHS}'
    assert shape(read(page(body))) == ["one.jpg", "P", "P", "P", "P"]


def test_logos_trackers_icons_and_avatars_are_no_images() -> None:
    body = PARAGRAPHS + (
        '<img src="/assets/logo.png"><img src="https://pixel.example/t.gif" width=1 height=1><img src="/icons/x.png">'
        '<img class="avatar" src="/u/7.jpg"><img src="/f/share.svg"><img src="/wp-includes/images/smilies/smile.gif">'
        '<img src="/themes/newsroom/images/word.gif">'
    )
    assert not read(page(body)).images


def test_a_photograph_of_a_logo_is_an_image() -> None:
    assert (
        shape(read(page(f'<img src="/uploads/android-logo-1200.jpg">{PARAGRAPHS}')))[0]
        == "android-logo-1200.jpg"
    )


def test_caption_alt_and_credit_belong_to_the_image_and_not_to_the_text() -> None:
    body = (
        '<figure><img src="/f/a.jpg" alt="مجس في الحقل"><figcaption>فلاح يجرب المجس في ضيعته (أ ف ب)</figcaption></figure>'
        "<p>"
        + FIRST
        + '</p><div class="wp-caption"><img src="/f/b.jpg"><p class="wp-caption-text">المختبر من الداخل، تصوير: سعاد بناني</p></div>'
    )
    first, second = read(page(body + PARAGRAPHS)).images
    assert (first.caption, first.alt, first.credit) == ("فلاح يجرب المجس في ضيعته", "مجس في الحقل", "أ ف ب")
    assert (second.caption, second.credit) == ("المختبر من الداخل", "سعاد بناني")


def test_a_line_in_a_tables_next_row_that_is_named_a_caption_is_one() -> None:
    table = (
        '<table><tr><td><img src="/f/a.jpg"></td></tr><tr><td class=imgCaption>مجس في حقل</td></tr></table>'
    )
    article = read(page(f"{table}{PARAGRAPHS}"))
    assert [(image.url.rpartition("/")[2], image.caption) for image in article.images if image.url] == [
        ("a.jpg", "مجس في حقل")
    ]
    assert shape(article) == ["a.jpg", "P", "P", "P", "P"]


def test_the_image_above_the_text_comes_first_and_once() -> None:
    head = '<meta property="og:image" content="https://www.masdar.example/uploads/field-1200x630.jpg">'
    above = '<div class="post-thumbnail"><img src="/uploads/field-780x470.jpg"></div>'
    article = read(page(f'<p>{FIRST}</p><img src="/uploads/field.jpg">{PARAGRAPHS}', head=head, above=above))
    assert len(article.images) == 1


def test_an_image_that_only_the_meta_tags_name_comes_first() -> None:
    head = '<meta property="og:image" content="https://www.masdar.example/uploads/field.jpg">'
    assert shape(read(page(head=head))) == ["field.jpg", "P", "P", "P", "P"]


def test_the_sites_own_sharing_picture_is_no_image_of_the_article() -> None:
    head = '<meta property="og:image" content="https://www.masdar.example/assets/logo.png">'
    assert not read(page(head=head)).images


def test_thumbnails_of_other_articles_are_left_out() -> None:
    body = (
        PARAGRAPHS
        + '<div class="zz"><a href="/other"><img src="/f/t.jpg"><span>هاتف جديد يصل إلى الأسواق قريبا</span></a></div>'
    )
    assert not read(page(body)).images


def test_the_picture_of_a_series_advertised_in_the_text_is_left_out() -> None:
    advertised = (
        '<section role="region" aria-labelledby="podcast-promo"><img src="/f/series.jpg">'
        "<p>برنامج صوتي عن الأجهزة الصغيرة، حلقة جديدة كل أسبوع.</p></section>"
    )
    article = read(page(f"<p>{FIRST}</p>{advertised}<p>{LAST}</p>"), body=("div.entry-content",))
    assert shape(article) == ["P", "P"]


def test_videos_and_posts_are_embeds_and_buttons_are_not() -> None:
    body = (
        f'<p>{FIRST}</p><iframe src="https://www.youtube.com/embed/abc"></iframe><p>{SECOND}</p>'
        '<blockquote class="twitter-tweet"><p>نص</p><a href="https://twitter.com/a/status/1">1</a></blockquote>'
        f'<iframe src="https://www.facebook.com/plugins/like.php?x=1"></iframe><p>{LAST}</p>'
    )
    embeds = [block.url for block in read(page(body)).blocks if block.kind == "embed"]
    assert embeds == ["https://www.youtube.com/embed/abc", "https://twitter.com/a/status/1"]
