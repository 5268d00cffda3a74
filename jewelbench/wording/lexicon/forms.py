"""English names of cuts, settings, ornaments, chains, surfaces and sizes."""

from jewelbench.wording.splits import pool

CUTS = {
    "round": pool("round brilliant", "brilliant cut", "round-cut", "brilliant-cut", common=("round cut",)),
    "oval": pool("oval-cut", "oval shaped", "oval-shaped", "oval faceted", common=("oval cut",)),
    "cushion": pool("cushion-cut", "cushion shaped", "pillow cut", "soft square cushion", common=("cushion cut",)),
    "princess": pool("princess-cut", "square princess cut", "square princess", common=("princess cut",)),
    "emerald cut": pool("emerald-cut", "step cut rectangular", "rectangular emerald cut", common=("emerald cut",)),
    "asscher": pool("asscher-cut", "square asscher", "square step-cut", common=("asscher cut",)),
    "radiant": pool("radiant-cut", "radiant faceted", "cropped-corner radiant", common=("radiant cut",)),
    "pear": pool("pear shaped", "pear-cut", "pear-shaped", "teardrop cut", common=("pear cut",)),
    "marquise": pool("marquise-cut", "navette", "marquise shaped", "boat-shaped marquise", common=("marquise cut",)),
    "heart": pool("heart-cut", "heart shaped", "heart-shaped", common=("heart cut",)),
    "trillion": pool("trillion-cut", "triangular", "triangle cut", "trilliant", common=("trillion cut",)),
    "baguette": pool("baguette-cut", "slim baguette", "bar-shaped baguette", common=("baguette cut",)),
    "cabochon": pool("round cab", "smooth round cabochon", "domed round", common=("round cabochon",)),
    "oval cabochon": pool("oval cab", "smooth oval cabochon", "domed oval", common=("oval cabochon",)),
}  # fmt: skip
"""Cuts, as words before the name of a stone."""

SETTINGS = {
    "prong": pool("claw set", "prong-set", "claw-set", "claw-mounted", common=("prong set",)),
    "bezel": pool("rub-over set", "bezel-set", "collet set", "rubover set", common=("bezel set",)),
}

FINISHES = {
    "polished": pool("shiny", "high polish", "mirror polished", "glossy", "high-shine", common=("polished",)),
    "satin": pool("satin-finish", "silky satin", "satiny", common=("satin",)),
    "brushed": pool("brushed-finish", "brush-finished", "fine-brushed", common=("brushed",)),
    "hammered": pool("beaten", "hand-hammered", "dimpled", "hammer-textured", common=("hammered",)),
}

MATTE = pool("matte", "matt", "frosted", "non-shiny", "matte-finish", "dull-finish", "mat", "dull")
"""What a shopper calls satin and brushed metal alike."""

MOTIFS = {
    "heart": pool("love heart", "solid heart", "heart-shape", common=("heart",)),
    "open heart": pool("heart outline", "cut-out heart", "hollow heart", common=("open heart",)),
    "disc": pool("round disc", "flat disc", "disk", common=("disc",)),
    "bar": pool("metal bar", "bar-shape", "stick", common=("bar",)),
    "circle": pool("open circle", "karma circle", "ring-shaped circle", "circle outline", common=("circle",)),
    "star": pool("five-point star", "star-shape", "starry", common=("star",)),
    "moon": pool("crescent moon", "half moon", "lunar crescent", common=("moon",)),
    "sun": pool("sunburst", "sunshine", "sun ray", common=("sun",)),
    "flower": pool("floral", "blossom", "bloom", common=("flower",)),
    "leaf": pool("leafy", "single leaf", "leaf-shape", common=("leaf",)),
    "feather": pool("plume", "boho feather", "quill feather", common=("feather",)),
    "butterfly": pool("winged butterfly", "butterfly-shape", "papillon", common=("butterfly",)),
    "infinity": pool("infinity sign", "figure eight", "infinity symbol", "infinity loop", common=("infinity",)),
    "key": pool("key-shape", "skeleton key", "antique key", common=("key",)),
    "anchor": pool("nautical anchor", "ship anchor", "sailor's anchor", common=("anchor",)),
    "clover": pool("four leaf clover", "lucky clover", "good luck clover", "quatrefoil clover", common=("clover",)),
    "hamsa": pool("hamsa hand", "hand of Fatima", "khamsa", "hand of Miriam", common=("hamsa",)),
    "evil eye": pool("nazar", "protective eye", "lucky eye", common=("evil eye",)),
    "tree of life": pool("family tree", "life tree", "sacred tree", common=("tree of life",)),
    "cross": pool("religious cross", "Christian cross", "latin cross", common=("cross",)),
    "crescent and star": pool("moon and star", "star and crescent", "crescent with star",
                              common=("crescent and star",)),
    "star of David": pool("Magen David", "six-point star", "Jewish star", common=("star of David",)),
    "lotus": pool("lotus flower", "water lily", "lotus blossom", common=("lotus",)),
    "locket": pool("photo locket", "keepsake locket", "picture locket", common=("locket",)),
    "heart locket": pool("heart-shaped locket", "love heart locket", "heart photo locket", common=("heart locket",)),
    "coin": pool("coin medallion", "old coin", "coin-style", common=("coin",)),
    "teardrop": pool("tear drop", "tear-shape", "raindrop", common=("teardrop",)),
    "snake": pool("serpent", "snake-shape", "viper", common=("snake",)),
    "letter": pool("initial", "monogram", "alphabet", common=("letter",)),
    "compass": pool("compass rose", "north star compass", "travel compass", common=("compass",)),
    "bow": pool("ribbon bow", "tied bow", "bow-shape", common=("bow",)),
    "arrow": pool("arrow-shape", "boho arrow", "archer's arrow", common=("arrow",)),
    "aries": pool("aries zodiac", "aries sign", "aries star sign", common=("aries",)),
    "taurus": pool("taurus zodiac", "taurus sign", "taurus star sign", common=("taurus",)),
    "gemini": pool("gemini zodiac", "gemini sign", "gemini star sign", common=("gemini",)),
    "cancer": pool("cancer sign", "cancer star sign", common=("cancer zodiac",)),
    "leo": pool("leo zodiac", "leo sign", "leo star sign", common=("leo",)),
    "virgo": pool("virgo zodiac", "virgo sign", "virgo star sign", common=("virgo",)),
    "libra": pool("libra zodiac", "libra sign", "libra star sign", common=("libra",)),
    "scorpio": pool("scorpio zodiac", "scorpio sign", "scorpio star sign", common=("scorpio",)),
    "sagittarius": pool("sagittarius zodiac", "sagittarius sign", "sagittarius star sign", common=("sagittarius",)),
    "capricorn": pool("capricorn zodiac", "capricorn sign", "capricorn star sign", common=("capricorn",)),
    "aquarius": pool("aquarius zodiac", "aquarius sign", "aquarius star sign", common=("aquarius",)),
    "pisces": pool("pisces zodiac", "pisces sign", "pisces star sign", common=("pisces",)),
}  # fmt: skip
"""Ornaments, as words before the name of a piece."""

FACES = {
    "round face": pool("round top", "circular face", "round-faced", common=("round face",)),
    "oval face": pool("oval top", "oval-faced", "egg-shaped face", common=("oval face",)),
    "cushion face": pool("cushion top", "cushion-shaped face", "soft-cornered face", common=("cushion face",)),
    "square face": pool("square top", "square-faced", "squared face", common=("square face",)),
}
"""Faces of signet rings."""

CHAINS = {
    "cable": pool("cable link", "classic cable", "anchor-chain cable", common=("cable",)),
    "curb": pool("curb link", "flat curb", "gourmette", common=("curb",)),
    "figaro": pool("figaro link", "figaro-style", "figaro pattern", common=("figaro",)),
    "paperclip": pool("paper clip", "paperclip link", "elongated link", common=("paperclip",)),
    "rope": pool("twisted rope", "rope link", "rope-style", common=("rope",)),
    "ball": pool("ball bead", "bead-link", "military ball", common=("ball",)),
    "snake": pool("round snake", "smooth snake", "snake-style", common=("snake",)),
    "belcher": pool("rolo", "belcher link", "rolo link", common=("belcher",)),
    "box": pool("box link", "venetian box", "square box", common=("box",)),
    "herringbone": pool("flat herringbone", "herringbone link", "chevron herringbone", common=("herringbone",)),
    "wheat": pool("spiga", "wheat link", "braided wheat", common=("wheat",)),
    "singapore": pool("singapore twist", "singapore link", "twisted singapore", common=("singapore",)),
    "mariner": pool("anchor link", "sailor link", "marine link", common=("mariner",)),
    "bead-and-bar": pool("bar and bead", "beaded bar", "ball and bar", common=("bead-and-bar",)),
}
"""Links, as words before "chain"."""

PROFILES = {
    "rounded": pool("round profile", "tubular", "tube-like", common=("rounded",)),
    "flat": pool("flat-profile", "flat-sided", "straight-sided", common=("flat",)),
    "knife edge": pool("knife-edge", "ridged", "sharp-ridged", "peaked", common=("knife edge",)),
    "domed": pool("D-shape", "half-round", "court-shaped", "convex", common=("domed",)),
}

ENGRAVINGS = {
    "lines": pool("line engraved", "striped", "grooved", common=("line pattern",)),
    "waves": pool("wavy engraved", "wave engraved", "rippling wave pattern", common=("wave pattern",)),
    "vine": pool("vine engraved", "scrolling vine", "leafy vine pattern", common=("vine pattern",)),
    "diamonds": pool("lozenge pattern", "argyle pattern", "harlequin pattern", "lozenge engraved",
                     common=("diamond-shaped pattern",)),
}  # fmt: skip

THIN = pool("slim", "dainty", "narrow", "skinny", "delicate", "slender", common=("thin",))
WIDE = pool("chunky", "thick", "broad", "bold", "hefty", "big wide", common=("wide",))
FINE = pool("dainty", "delicate", "lightweight", "slim", "slender", common=("fine", "thin"))
CHUNKY = pool("thick", "heavy", "bold", "hefty", "weighty", "substantial", common=("chunky",))
MEDIUM_WEIGHT = pool("mid-weight", "not too heavy", "standard weight", common=("medium weight",))
SMALL = pool("tiny", "little", "petite", "mini", "minimal", common=("small",))
LARGE = pool("big", "oversized", "huge", "statement-size", "generous", common=("large",))
SHORT = pool("shortish", "stubby", "compact", common=("short",))
LONG = pool("extra long", "lengthy", "elongated", common=("long",))
MEDIUM = pool("mid-size", "average-size", "not too big", "medium-size", common=("medium",))
MEDIUM_WIDTH = pool("mid-width", "not too wide", "standard width", common=("medium width",))

BANDS = {
    "width": {"thin": THIN, "medium": MEDIUM_WIDTH, "wide": WIDE},
    "weight": {"fine": FINE, "medium": MEDIUM_WEIGHT, "chunky": CHUNKY},
    "size": {"small": SMALL, "medium": MEDIUM, "large": LARGE, "short": SHORT, "long": LONG},
    "stone size": {"small": SMALL, "medium": MEDIUM, "large": LARGE},
    "pearl size": {"small": SMALL, "medium": MEDIUM, "large": LARGE},
}
"""Words for a band of lengths, by the attribute's column."""

SINGLE_HALO = pool("one-row halo", "simple halo", "single row halo", "one halo row", common=("single halo",))
DOUBLE_HALO = pool("two-row halo", "double row halo", "two halos", "twin halo", common=("double halo",))
PAVE = pool("pavé", "pavé stones", "micro pavé", "pave set stones", "small stones all along", common=("pave",))
NO_STONES = pool("no stones", "no gems", "no gemstones", "no bling", "no sparkly stones", "not a single stone")

STRANDS = {
    1: pool("single strand", "one-strand", "single row", "one row"),
    2: pool("double strand", "two-strand", "two row", "double row", "2 row"),
    3: pool("triple strand", "three-strand", "three row", "3 row", "triple row", "triple-strand"),
}
LAYERS = {
    2: pool("two-layer", "double layer", "2 layer", "2-layer"),
    3: pool("three-layer", "triple layer", "3 layer", "3-layer"),
}
