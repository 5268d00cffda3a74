"""Text out of HTML.

One pass with a scanner of our own: `html.parser` takes quadratic time on some broken markup, and merchants' cells are
not to be trusted with that.
"""

import re
from collections.abc import Iterator
from html import unescape

_BLOCK_NAMES = """
    address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary table
    tbody tfoot thead tr ul
"""
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big button cite code data del dfn em embed font i img input ins kbd label link mark meta
    nobr o:p param picture q rp rt ruby s samp select small source span strike strong sub sup td textarea th time title
    tt u var wbr
"""
_UNSEEN_NAMES = "applet audio canvas head iframe math noscript object script style svg template video"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_CELLS = frozenset(("td", "th"))
_INLINE = frozenset(_INLINE_NAMES.split())
_KNOWN = _BLOCKS | _INLINE | _UNSEEN | _CELLS
# Name, and the whole tag where no quotes make its end doubtful.
_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9:_-]{0,30})(?=[\s/>])([^<>\"']*+>)?|(!--)|[!?])")
_CLOSINGS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _UNSEEN}
_QUOTED = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONGEST_TAG = 5000  # characters within which the quotes of a tag have to close
_ESCAPES = 3  # how often markup may have been escaped on its way through feeds and exports

_BOUNDARY = "\0"  # between blocks; any number of them is one line break
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_ZERO_WIDTH = re.compile("[\u00ad\u200b\u2060\ufeff]")  # but the joiners, which emoji and Persian need
_SPACES = re.compile(r"[^\S\n]+")
_BOUNDARIES = re.compile(f" ?{_BOUNDARY}[ {_BOUNDARY}]*")
_LINE_ENDS = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")
_LAID_OUT = (
    (re.compile(r"(?:•\s+)+"), "• "),  # a paragraph within a list item, an item within an item
    (re.compile(r"(?:^|\n)• ?(?=\n|$)"), ""),
    (re.compile(r"(?:\s*·\s+)+"), " · "),  # a paragraph within a cell, an empty cell
    (re.compile(r"(?m)^ · | · $"), ""),
)


def html_to_text(text: str) -> str:
    """Plain text of a description that may be HTML; text that is none comes back as it is.

    Blocks become lines, list items begin with "• ", cells of a table are parted by " · ". Scripts, styles and comments
    go. Markup and characters that were escaped once too often ("&amp;nbsp;") are read all the same. Broken markup never
    raises. Takes time in proportion to the length.
    """
    if "<" not in text and "&" not in text:
        return text
    for _ in range(_ESCAPES):
        if _is_html(text):
            return _tidy(_unescape(_unescape("".join(_parts(text)))))
        read = _unescape(text)
        if read == text:
            return text
        text = _ZERO_WIDTH.sub("", read).replace("\xa0", " ")
    return text


def _is_html(text: str) -> bool:
    return any(tag[4] or (tag[2] or "").lower() in _KNOWN for tag in _TAG.finditer(text))


def _unescape(text: str) -> str:
    """Read references that end with a semicolon; "?a=1&copy=2" holds none."""
    return _REFERENCE.sub(lambda found: unescape(found.group()), text) if "&" in text else text


def _parts(text: str) -> Iterator[str]:
    """What is to be seen, with line breaks, bullets and dots for what parts it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Where no tag breaks lines, those of the source are meant.
    kept_lines = not any(tag[2] and tag[2].lower() in _BLOCKS for tag in _TAG.finditer(text))
    position, cells = 0, 0
    while tag := _TAG.search(text, position):
        if tag.start() > position:
            yield _chunk(text[position : tag.start()], kept_lines)
        end = tag.end() if tag[3] else _end(text, tag)
        if end < 0:  # the last tag was never closed
            position = tag.start() if tag[2] else len(text)
            break
        name = (tag[2] or "").lower()
        position = _after(text, name, end) if name in _UNSEEN and not tag[1] else end
        if name in _BLOCKS:
            yield "\n" if name == "br" else _BOUNDARY
            cells = 0 if name == "tr" else cells
            if name == "li" and not tag[1]:
                yield "• "
        elif name in _CELLS and not tag[1]:
            yield " · " if cells else ""
            cells += 1
    yield _chunk(text[position:], kept_lines)


def _chunk(text: str, kept_lines: bool) -> str:
    if kept_lines or "\n" not in text:
        return text
    if text.isspace():
        return " "
    return _BOUNDARY.join(part.replace("\n", " ") for part in _BLANK_LINE.split(text))


def _end(text: str, tag: re.Match[str]) -> int:
    """Where a tag with quotes in it, a comment or a declaration ends; -1 if it does not."""
    if tag[4]:
        closing = text.find("-->", tag.end())
        return closing + 3 if closing >= 0 else -1
    end = text.find(">", tag.end()) + 1
    if end and (text.count('"', tag.end(), end) % 2 or text.count("'", tag.end(), end) % 2):
        quoted = _QUOTED.match(text, tag.end(), tag.end() + _LONGEST_TAG)  # a ">" within a quoted attribute
        end = quoted.end() if quoted else end
    return end or -1


def _after(text: str, name: str, start: int) -> int:
    """Where what follows an element that is not shown begins."""
    if text[start - 2] == "/":
        return start
    closing = _CLOSINGS[name].search(text, start)
    return closing.end() if closing else len(text)


def _tidy(text: str) -> str:
    text = _BOUNDARIES.sub("\n", _SPACES.sub(" ", _ZERO_WIDTH.sub("", text)))
    text = _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text))
    for pattern, better in _LAID_OUT:
        text = pattern.sub(better, text)
    return text.strip()
