"""Product feeds in XML, broken, bent and booby-trapped."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.hostile.case import Case, Made, Rejected, catalogue

GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'
GOOD = "<item><g:id>R-1</g:id><g:title>Gold ring</g:title><g:price>390.00 EUR</g:price></item>"


def feed(content: str | bytes, encoding: str = "utf-8") -> Callable[[Path], Made]:
    """A file as it stands."""
    return catalogue(content, encoding, "feed.xml")


def channel(items: str, before: str = '<?xml version="1.0"?>', space: str = GOOGLE) -> str:
    """Items in the RSS around them; the first one stands on line 4."""
    return f'{before}\n<rss version="2.0" {space}><channel>\n<title>Velm</title>\n{items}\n</channel></rss>\n'


LAUGHS = '<!DOCTYPE rss [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DEEP = f"<item><g:id>R-2</g:id>{'<a>' * 1000}gold{'</a>' * 1000}</item>"

CASES: tuple[Case, ...] = (
    Case(
        "RSS feed with another prefix, its titles in two namespaces, and CDATA",
        feed(
            channel(
                "<item><merchant:id>R-1</merchant:id><title>Titel &lt;b&gt;</title>"
                "<merchant:title><![CDATA[Gold & <i>ring</i>]]></merchant:title>"
                "<merchant:price>390.00 EUR</merchant:price>"
                "<description><![CDATA[<p>A <b>ring</b></p><script>alert(']]]]><![CDATA[>')</script>]]></description>"
                "</item>",
                space='xmlns:merchant="http://base.google.com/ns/1.0"',
            )
        ),
        products=("R-1",),
        facts={"R-1": {"title": "Gold & ring", "description": "A ring", "price": Decimal(390)}},
    ),
    Case(
        "Atom feed in the default namespace, whose ids are not Google's",
        feed(
            f'<feed xmlns="http://www.w3.org/2005/Atom" {GOOGLE}>\n<title>Velm</title>\n'
            "<entry><id>tag:velm.example,2026:1</id><g:id>R-1</g:id><title>Ring</title>"
            '<link href="https://velm.example/1" rel="alternate"/><g:availability>in_stock</g:availability></entry>\n'
            "<entry><g:id>R-2</g:id><title/></entry></feed>"
        ),
        products=("R-1",),
        rejected=(Rejected(4, "no title", "R-2"),),
        facts={"R-1": {"url": "https://velm.example/1", "available": True}},
    ),
    Case(
        "Feed that asks for a file of this machine",
        feed(
            channel(
                "<item><g:id>R-1</g:id><g:title>&secret;</g:title></item>",
                '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
            )
        ),
        refused="document type",
    ),
    Case(
        "Feed whose document type lies on another machine",
        feed(channel(GOOD, '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://169.254.169.254/rss.dtd">')),
        refused="document type",
    ),
    Case(
        "Feed of a billion laughs",
        feed(channel("<item><g:id>R-1</g:id><g:title>&l9;</g:title></item>", f"{LAUGHS}]>")),
        refused="document type",
    ),
    Case(
        "Feed that breaks off within a tag of its second item",
        feed(channel(f"{GOOD}\n<item><g:id>R-2</g:id><g:ti").split("\n</channel>")[0]),
        refused="broken",
    ),
    Case(
        "Feed in an encoding that nobody knows",
        feed(channel(GOOD, '<?xml version="1.0" encoding="klingon-8"?>')),
        refused="broken",
    ),
    Case(
        "Feed in UTF-16 with a mark",
        feed(channel(GOOD.replace("Gold ring", "Кольцо"), '<?xml version="1.0" encoding="UTF-16"?>'), "utf-16"),
        products=("R-1",),
        facts={"R-1": {"title": "Кольцо", "price": Decimal(390)}},
    ),
    Case(
        "Feed that says UTF-8 and is Latin-1",
        feed(channel(GOOD.replace("Gold ring", "Größe é"), '<?xml version="1.0" encoding="UTF-8"?>'), "latin-1"),
        refused="broken",
    ),
    Case(
        "Feed under another root, its items bare",
        feed(
            f"<?xml version='1.0'?>\n<!-- by hand -->\n<shop {GOOGLE}><products><product><g:id>R-1</g:id>"
            "<g:title>Ring</g:title></product></products></shop>"
        ),
        products=("R-1",),
    ),
    Case("Feed that is a page of the web", feed("<!DOCTYPE html><html><body>Log in</body></html>"), refused="web page"),
    Case("Feed with an empty channel", feed(channel("")), refused="without any items"),
    Case(
        "Feed of a thousand levels",
        feed(channel(f"{GOOD}{DEEP}")),
        refused="deep",
    ),
    Case(
        "Feed that repeats its elements and puts some into others",
        feed(
            channel(
                "<item><g:id>R-1</g:id><g:title>Ring</g:title><g:price>390.00 EUR</g:price>"
                "<g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>"
                "<g:shipping><g:country>AT</g:country><g:price>9.90 EUR</g:price></g:shipping>"
                "<g:product_type>Rings</g:product_type><g:product_type>Bridal</g:product_type>"
                "<g:material/><g:material>gold</g:material></item>"
            )
        ),
        products=("R-1",),
        facts={"R-1": {"price": Decimal(390), "metal": "yellow gold", "category": "ring"}},
    ),
    Case(
        "Feed with items that have no id, no title, or nothing at all",
        feed(channel(f"<item><g:title>Nobody</g:title></item>\n<item/>\n<item><g:id>R-3</g:id></item>\n{GOOD}")),
        products=("R-1",),
        rejected=(Rejected(4, "no sku"), Rejected(5, "no sku"), Rejected(6, "no title", "R-3")),
    ),
    Case(
        "Feed with a bare ampersand",
        feed(channel(f"{GOOD}\n<item><g:id>R-2</g:id><g:title>Gold & silver</g:title></item>")),
        refused="broken",
    ),
    Case(
        "Feed whose prefix stands for nothing",
        feed(channel(GOOD, space="")),
        products=("R-1",),
        facts={"R-1": {"title": "Gold ring", "price": Decimal(390)}},
    ),
    Case(
        "Feed with one item that is a book",
        feed(
            channel(
                f"<item><g:id>R-2</g:id><g:title>Long</g:title><g:description>{'gold ' * 900_000}"
                "</g:description></item>"
            )
        ),
        refused="longer than",
    ),
)
