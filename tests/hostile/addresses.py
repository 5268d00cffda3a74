"""Addresses of photos that lead nowhere, into private networks, or are oddly written."""

from tests.hostile.case import Case, Rejected
from tests.hostile.web import SHOP, all_rejected, shown_at
from tests.unit.catalog.web.shop import PUBLIC, answer

PRIVATE = "private network"
ODD = "oddly written number"


def skus(count: int) -> tuple[str, ...]:
    """P-1, P-2 …"""
    return tuple(f"P-{n}" for n in range(1, count + 1))


def leads_to(location: str, status: str = "302 Found", **headers: str) -> bytes:
    """A redirect."""
    return answer(b"", status, Location=location, **headers)


CASES: tuple[Case, ...] = (
    Case(
        "addresses that lead on to this machine, the metadata of a cloud, and files",
        shown_at(
            *(f"{SHOP}/{n}" for n in range(1, 8)),
            routes={
                "/1": leads_to("http://127.0.0.1/admin"),
                "/2": leads_to("http://169.254.169.254/latest/meta-data/", "307 Temporary Redirect"),
                "/3": leads_to("file:///etc/passwd", "301 Moved Permanently"),
                "/4": leads_to("http://localhost/"),
                "/5": leads_to("//[::1]/ring.png"),
                "/6": leads_to("http://user:secret@other.example/"),
                "/7": leads_to("//cdn.example:6379/"),
            },
        ),
        rejected=all_rejected(PRIVATE, PRIVATE, "https://", "full name", PRIVATE, "password", "ports"),
    ),
    Case(
        "addresses that lead in circles, nowhere, too far, and to the photo after all",
        shown_at(
            *(f"{SHOP}/{name}" for name in ("circle", "nowhere", "far", "itself", "relative/a", "other")),
            routes={
                "/circle": leads_to("/circle2"),
                "/circle2": leads_to("/circle"),
                "/nowhere": answer(b"", "302 Found"),
                "/far": leads_to("/far1"),
                "/far1": leads_to("/far2"),
                "/far2": leads_to("/far3"),
                "/far3": leads_to("/far4"),
                "/itself": leads_to(""),
                "/relative/a": leads_to("../rïng.png?a=1&amp;b=2"),
                "/other": leads_to("http://cdn.example:8080/ring.png", "308 Permanent Redirect"),
            },
        ),
        products=("P-5", "P-6"),
        rejected=all_rejected("without an end", "(302)", "without an end", "(302)"),
    ),
    Case(
        "addresses of private networks, plainly written",
        shown_at(
            "http://127.0.0.1/a.png",
            "http://10.1.2.3/a.png",
            "https://192.168.1.1/a.png",
            "http://169.254.169.254/latest/meta-data/iam",
            "http://100.100.100.200/a.png",
            "http://0.0.0.0/a.png",
            "http://255.255.255.255/a.png",
            f"http://{PUBLIC}/a.png",
        ),
        products=("P-8",),
        rejected=all_rejected(*[PRIVATE] * 7),
    ),
    Case(
        "loopback as a decimal, octal, hexadecimal, short and full-width number",
        shown_at(
            "http://2130706433/a.png",
            "http://0177.0.0.1/a.png",
            "http://0x7f.0.0.1/a.png",
            "http://127.1/a.png",
            "http://0/a.png",
            "http://127.0.0.1.:80/a.png",
            "http://１２７.０.０.１/a.png",
            "http://127。0。0。1/a.png",
            "http://①②⑦.⓪.⓪.①/a.png",
        ),
        rejected=all_rejected(ODD, ODD, ODD, ODD, ODD, PRIVATE, PRIVATE, PRIVATE, PRIVATE),
    ),
    Case(
        "loopback wrapped in IPv6 in every way",
        shown_at(
            "http://[::1]/a.png",
            "http://[::]/a.png",
            "http://[::ffff:127.0.0.1]/a.png",
            "http://[::ffff:7f00:1]/a.png",
            "http://[64:ff9b::7f00:1]/a.png",
            "http://[2002:7f00:1::]/a.png",
            "http://[fd00:ec2::254]/a.png",
            "http://[fe80::1%25eth0]/a.png",
            "http://[::1/a.png",
            "http://[2606:2800:220:1::1]/a.png",
        ),
        products=("P-10",),
        rejected=all_rejected(*[PRIVATE] * 7, "connection of this machine", "number"),
    ),
    Case(
        "names of a private network, and such as resolve into one, wholly or in part",
        shown_at(
            "http://localhost/a.png",
            "http://LOCALHOST./a.png",
            "http://intranet/a.png",
            "http://127.0.0.1.nip.example/a.png",
            "http://mixed.example/a.png",
            "http://six.example/a.png",
            "http://nobody.example/a.png",
            "http://fine.example/a.png",
            answers={
                "127.0.0.1.nip.example": [["127.0.0.1"]],
                "mixed.example": [[PUBLIC, "10.0.0.1"]],
                "six.example": [["::ffff:192.168.0.1"]],
                "nobody.example": [[]],
            },
        ),
        products=("P-8",),
        rejected=all_rejected("full name", "full name", "full name", PRIVATE, PRIVATE, PRIVATE, "no host called"),
    ),
    Case(
        "name that is public when it is asked for and private when it is led on",
        shown_at(
            "http://turn.example/a.png",
            routes={"/a.png": leads_to("http://turn.example/b.png", Connection="close")},
            answers={"turn.example": [[PUBLIC], ["127.0.0.1"]]},
        ),
        rejected=all_rejected(PRIVATE),
    ),
    Case(
        "addresses with spaces, entities, umlauts, backslashes, line breaks and bare percent signs",
        shown_at(
            f"  {SHOP}/gold ring.png ",
            f"{SHOP}/ring.png?size=1&amp;amp;v=2",
            "http://schmück.example/Größe/ring é.png#top",
            "http:\\\\shop.example\\photos\\ring.png",
            f"{SHOP}/long\n/ring.png",
            f"{SHOP}/100%/50%zz.png",
            "HTTP://SHOP.EXAMPLE./Ring.PNG",
            f"{SHOP}?id=7",
            routes={"/": answer(b"", "404 Not Found")},
        ),
        products=skus(8),
    ),
    Case(
        "addresses without a scheme, and of schemes that are not fetched",
        shown_at(
            "www.shop.example/ring.png",
            "//cdn.example/ring.png",
            "ftp://shop.example/ring.png",
            "data:image/png;base64,iVBORw0KGgo=",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "../../etc/passwd",
            "\\\\server\\share\\ring.png",
            "http:///ring.png",
            "https:ring.png",
        ),
        products=("P-1", "P-2"),
        rejected=tuple(Rejected(n + 1, "None of the product's photos", f"P-{n}") for n in range(3, 11)),
    ),
    Case(
        "addresses with passwords, or with a host that only looks like one",
        shown_at(
            "http://admin:secret@shop.example/a.png",
            "http://shop.example@127.0.0.1/a.png",
            "http://shop.example:80@[::1]/a.png",
            "http://127.0.0.1\\@shop.example/a.png",
            "http://shop.example#@127.0.0.1/a.png",
        ),
        products=("P-5",),
        rejected=all_rejected("password", "password", "password", PRIVATE),
    ),
    Case(
        "ports of databases, of nothing, and of shops",
        shown_at(*(f"{SHOP}:{port}/a.png" for port in ("22", "6379", "99999", "0", "-80", "８０", "8080", "", "080"))),
        products=("P-7", "P-8", "P-9"),
        rejected=all_rejected(*["ports"] * 6),
    ),
    Case(
        "hosts with impossible names, and an address without an end",
        shown_at(
            "http://a..example/a.png",
            "http://-shop.example/a.png",
            f"http://{'a' * 64}.example/a.png",
            "http://shop .example/a.png",
            "http://\u202eelpmaxe.pohs/a.png",
            f"{SHOP}/{'a' * 9000}.png",
        ),
        rejected=all_rejected(*["not a possible one"] * 5, "longer than"),
    ),
    Case(
        "cells with many addresses, with commas in them, and one that fails",
        shown_at(
            f"{SHOP}/w_300,h_300/a.png, {SHOP}/b.png,{SHOP}/b.png",
            f"{SHOP}/a.png|{SHOP}/gone.png",
            f"{SHOP}/a.png;{SHOP}/c.png",
            routes={"/gone.png": answer(b"", "410 Gone"), "/w_300": answer(b"", "404 Not Found")},
        ),
        products=skus(3),
        warned=("(410)",),
        facts={
            "P-1": {"photos": (f"{SHOP}/w_300,h_300/a.png", f"{SHOP}/b.png")},
            "P-3": {"photos": (f"{SHOP}/a.png", f"{SHOP}/c.png")},
        },
    ),
)
