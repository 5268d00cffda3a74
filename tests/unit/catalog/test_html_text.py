"""Text out of HTML as shops write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.html_text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello <b>wor</b>ld</p><p>again</p>", "Hello world\nagain"),
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("<p>a</p><br><br><br><br><p>b</p>", "a\n\nb"),
        ("<ul><li>Gold</li><li><p>585</p></li><li></li></ul>", "• Gold\n• 585"),
        ("<table><tr><th>Metal</th><td>Gold</td></tr><tr><td>x</td><td></td><td>y</td></tr>", "Metal · Gold\nx · y"),
        ("<p>one\ntwo</p>\n\n<p>three</p>", "one two\nthree"),
        ("first\nsecond <strong>line</strong>", "first\nsecond line"),
        ("a<!-- no <p>comment</p> -->b", "ab"),
        ("<style>p{color:red}</style>a<script>if (1<2) alert('<p>')</script>b", "ab"),
        ("<svg><text>icon</text></svg>a<template>b</template>", "a"),
        ("<iframe src='x'></iframe>after<br>", "after"),
        ("&lt;p&gt;escaped &amp;amp; sent on&lt;/p&gt;", "escaped & sent on"),
        ("gold&amp;nbsp;ring", "gold ring"),
        ("Rings &amp; more", "Rings & more"),
        ("gold&nbsp;&nbsp;ring&#8203; &eacute;&#xE9;", "gold  ring éé"),
        ("<p>gold&nbsp;&nbsp;ring&shy;let</p>", "gold ringlet"),
        ('<a title="1 > 0" href=x>link</a>', "link"),
        ("<img alt='a>b'>after", "after"),
        ("<div\nclass='x'>a</div>", "a"),
        ("<o:p></o:p>Word", "Word"),
        ("<font color=red>old</FONT> shop", "old shop"),
        ("never closed <p", "never closed <p"),
        ("<p>never closed <a href='x", "never closed <a href='x"),
        ("a<!-- never closed", "a"),
        ("a<script>never closed", "a"),
        ("<br/>", ""),
    ],
)  # fmt: skip
def test_html_becomes_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "3 < 4 > 2",
        "a & b",
        "I <3 you",
        "<Your name here>",
        "AT&T",
        "?a=1&copy=2",
        "a <> b",
        "two\n\n\nlines ",
    ],
)
def test_text_that_is_no_html_is_left_as_it_is(text: str) -> None:
    assert html_to_text(text) == text


@settings(deadline=None)
@given(st.text(max_size=200).map(lambda text: text.replace("<", "").replace("&", "")))
def test_text_without_markup_never_changes(text: str) -> None:
    assert html_to_text(text) == text


_PIECES = st.sampled_from(
    ["<", ">", "</", "/>", "<p", "<p>", "<li>", "<td>", "<script>", "</script>", "<!--", "-->", "'", '"', "&", "&lt;",
     "&amp;", ";", " ", "\n", "a", "=", "<![CDATA[", "<?", "•", " · ", "\0"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_PIECES | st.text(max_size=3), max_size=60).map("".join))
def test_broken_markup_never_raises_and_never_grows(html: str) -> None:
    assert len(html_to_text(html)) <= 2 * len(html) + 10


@settings(deadline=None)
@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_every_paragraph_is_a_line(paragraphs: list[str]) -> None:
    html = "".join(f"<p class='x'>{paragraph}</p>" for paragraph in paragraphs)
    assert html_to_text(html).split("\n") == paragraphs


@pytest.mark.parametrize("piece", ["<", "</", "<div>", "<td>", "<li>", "<svg/>", "<a '\">", "& ", "<p>•\n", "<b "])
def test_much_broken_markup_is_read_to_its_end(piece: str) -> None:
    """In quadratic time this would take minutes."""
    assert html_to_text(piece * (300_000 // len(piece)) + "><p>the end").endswith("the end")


@pytest.mark.parametrize("piece", ["<!--", "<script>", "&lt;p ", '<a "'])
def test_much_that_is_never_closed_ends_nonetheless(piece: str) -> None:
    assert len(html_to_text(piece * (300_000 // len(piece)))) <= 300_000


def test_deep_nesting_is_no_trouble() -> None:
    assert html_to_text("<div>" * 20_000 + "deep" + "</div>" * 20_000) == "deep"
