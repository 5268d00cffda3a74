"""English names of metals, stones, pearls, enamels and cords."""

from jewelbench.wording.splits import pool

METALS = {
    "yellow gold": pool(
        "gold", "14k gold", "18k gold", "18ct gold", "9ct gold", "18 karat gold", "14 karat yellow gold", "real gold",
        "10k yellow gold", "18k yellow gold", "9 carat yellow gold", "750 gold", common=("yellow gold",),
    ),
    "rose gold": pool(
        "pink gold", "14k rose gold", "18k rose gold", "red gold", "9ct rose gold", "18 karat rose gold",
        "blush gold", "rosé gold", "18ct pink gold", "copper-pink gold", common=("rose gold",),
    ),
    "white gold": pool(
        "14k white gold", "18k white gold", "9ct white gold", "18ct white gold", "14 karat white gold",
        "18 carat white gold", "10k white gold", "585 white gold", common=("white gold",),
    ),
    "platinum": pool(
        "platinum 950", "950 platinum", "plat", "solid platinum", "pt950", "pure platinum", "950 plat",
        common=("platinum",),
    ),
    "silver": pool(
        "sterling silver", "925 silver", "925 sterling silver", "solid silver", "sterling", "real silver",
        "silver 925", "ster. silver", common=("silver",),
    ),
    "black rhodium": pool(
        "black rhodium plate", "rhodium black", "black rhodium coating", "blackened rhodium",
        "black-rhodium plating", common=("black rhodium",),
    ),
}  # fmt: skip
"""What a metal is called; every name is of this metal alone."""

METAL_LOOKS = {
    "white": pool(
        "silver coloured", "silver tone", "silver-toned", "white metal", "silvery", "silver colour", "steel coloured",
        "cool white metal", "silver looking",
    ),
    "yellow": pool(
        "gold coloured", "gold tone", "gold-toned", "yellow metal", "golden", "gold colour", "golden yellow",
        "gold looking", "warm gold tone",
        "goldish", "yellowish golden",
    ),
    "rose": pool(
        "rose coloured metal", "pinkish gold tone", "copper coloured", "rose tone", "pink metal", "rosy metal",
        "rose-toned", "coppery pink",
    ),
    "black": pool(
        "black metal", "gunmetal black", "blackened metal", "dark metal", "all black metal", "jet black metal",
        "black coloured metal",
    ),
}  # fmt: skip
"""What a shopper calls a metal's look."""

KARATS = {
    "yellow gold": pool(
        "14k yellow gold", "18k yellow gold", "10k yellow gold", "9ct yellow gold", "18ct yellow gold",
        "14 karat gold", "750 yellow gold", "14k solid gold", "18k solid gold", common=("yellow gold",),
    ),
    "rose gold": pool(
        "14k rose gold", "18k rose gold", "9ct rose gold", "18ct rose gold", "14k pink gold", "585 rose gold",
        "18k pink gold", common=("rose gold",),
    ),
    "white gold": pool(
        "14k white gold", "18k white gold", "9ct white gold", "18ct white gold", "585 white gold", "10k white gold",
        common=("white gold",),
    ),
    "platinum": pool("platinum 950", "950 platinum", "PT950", "platinum (950)", common=("platinum",)),
    "silver": pool("sterling silver", "925 silver", "925 sterling silver", "silver 925", common=("silver",)),
    "black rhodium": pool(
        "black rhodium plated silver", "black rhodium over silver", "black-rhodium sterling",
        "black rhodium plated brass", common=("black rhodium",),
    ),
}  # fmt: skip
"""What a title calls a metal."""

STONES = {
    "diamond": pool(
        "white diamond", "colourless diamond", "sparkling diamond", "natural diamond", "real diamond",
        "genuine diamond", "clear diamond", common=("diamond",),
    ),
    "moissanite": pool("white moissanite", "moissy", "colourless moissanite", "moissanite gem", common=("moissanite",)),
    "white topaz": pool("colourless topaz", "clear topaz", "natural white topaz", common=("white topaz",)),
    "champagne diamond": pool("cognac diamond", "champagne-coloured diamond", "light brown diamond",
                              common=("champagne diamond",)),
    "black diamond": pool("jet black diamond", "noir diamond", "faceted black diamond", common=("black diamond",)),
    "ruby": pool("red ruby", "natural ruby", "genuine ruby", "pigeon-blood ruby", "Burmese ruby", common=("ruby",)),
    "red spinel": pool("cherry spinel", "ruby-red spinel", "scarlet spinel", common=("red spinel",)),
    "garnet": pool("red garnet", "wine-red garnet", "almandine garnet", "dark garnet", common=("garnet",)),
    "blue sapphire": pool("sapphire", "royal blue sapphire", "Ceylon sapphire", "natural sapphire",
                          "cornflower sapphire", common=("blue sapphire",)),
    "tanzanite": pool("violet tanzanite", "genuine tanzanite", "blue-violet tanzanite", common=("tanzanite",)),
    "amethyst": pool("purple amethyst", "natural amethyst", "deep purple amethyst", common=("amethyst",)),
    "pink sapphire": pool("hot pink sapphire", "rose sapphire", "natural pink sapphire", common=("pink sapphire",)),
    "pink tourmaline": pool("rubellite", "pink rubellite", "raspberry tourmaline", common=("pink tourmaline",)),
    "morganite": pool("peach morganite", "pink beryl", "blush morganite", common=("morganite",)),
    "rose quartz": pool("pink quartz", "natural rose quartz", "soft pink quartz", common=("rose quartz",)),
    "yellow sapphire": pool("canary sapphire", "lemon sapphire", "golden sapphire", common=("yellow sapphire",)),
    "citrine": pool("golden citrine", "Madeira citrine", "orange citrine", common=("citrine",)),
    "emerald": pool("green emerald", "Colombian emerald", "natural emerald", "Zambian emerald", common=("emerald",)),
    "green tourmaline": pool("verdelite", "chrome tourmaline", "forest tourmaline", common=("green tourmaline",)),
    "peridot": pool("green peridot", "olivine", "lime peridot", "August birthstone peridot", common=("peridot",)),
    "blue topaz": pool("sky blue topaz", "Swiss blue topaz", "bright blue topaz", common=("blue topaz",)),
    "aquamarine": pool("aqua", "pale blue aquamarine", "natural aquamarine", common=("aquamarine",)),
    "smoky quartz": pool("smoky topaz", "brown quartz", "smokey quartz", common=("smoky quartz",)),
    "turquoise": pool("blue turquoise", "Arizona turquoise", "sleeping beauty turquoise", common=("turquoise",)),
    "onyx": pool("black onyx", "genuine onyx", "jet-black onyx", common=("onyx",)),
    "jade": pool("green jade", "nephrite jade", "jadeite", common=("jade",)),
    "malachite": pool("green malachite", "natural malachite", "deep green malachite", common=("malachite",)),
    "coral": pool("red coral", "natural coral", "orange-red coral", common=("coral",)),
    "carnelian": pool("orange-red carnelian", "orange carnelian", "cornelian", common=("carnelian",)),
    "lapis lazuli": pool("lapis", "blue lapis", "natural lapis lazuli", common=("lapis lazuli",)),
    "moonstone": pool("milky moonstone", "white moonstone", "natural moonstone", common=("moonstone",)),
    "opal": pool("white opal", "milky opal", "Ethiopian opal", "Australian opal", common=("opal",)),
    "mother of pearl": pool("nacre", "white mother of pearl", "iridescent nacre", common=("mother of pearl",)),
}  # fmt: skip
"""What a stone is called; every name is of this stone alone."""

STONE_LOOKS = {
    "clear": pool("clear", "colourless", "white sparkly", "transparent", "crystal-clear", "clear sparkly"),
    "champagne": pool("champagne coloured", "light brown sparkly", "cognac coloured", "champagne", "honey brown"),
    "black facets": pool("sparkly black", "faceted black", "black glittering", "shimmery black", "glittery black"),
    "red": pool("bright red", "ruby red", "clear red", "scarlet", "cherry red", "vivid red"),
    "dark red": pool("dark red", "wine red", "burgundy", "deep red", "maroon", "blood red"),
    "blue": pool("royal blue", "sapphire blue", "bright blue", "sparkly blue", "vivid blue"),
    "violet": pool("violet", "violet-blue", "bluish violet", "blue-violet", "indigo violet"),
    "purple": pool("purple", "amethyst purple", "grape purple", "bright purple", "plum coloured"),
    "pink": pool("hot pink", "bright pink", "fuchsia", "pink", "magenta pink", "vivid pink"),
    "peach": pool("peach", "blush", "pale pink", "peachy pink", "soft pink", "peach coloured"),
    "yellow": pool("yellow", "lemon yellow", "canary yellow", "sunny yellow", "bright yellow"),
    "orange": pool("orange", "amber orange", "clear orange", "honey orange", "tangerine", "fiery orange"),
    "green": pool("emerald green", "clear green", "sparkly green", "rich green", "vivid green"),
    "light green": pool("light green", "lime green", "apple green", "pale green", "olive green"),
    "light blue": pool("light blue", "sky blue", "baby blue", "clear light blue", "bright sky-blue", "soft blue"),
    "pale blue": pool("pale blue", "ice blue", "icy blue", "very pale blue", "sea-mist blue", "pastel blue"),
    "brown": pool("brown", "smoky brown", "brownish", "coffee brown", "chocolate brown"),
    "turquoise": pool(
        "turquoise-coloured", "robin egg blue", "opaque turquoise", "greenish blue opaque", "turquoise blue",
        "robin's egg blue",
    ),
    "black": pool("solid black", "opaque black", "plain black", "glossy black", "smooth black"),
    "jade green": pool("jade green", "opaque green", "smooth green", "milky green"),
    "deep green": pool("dark green", "deep green", "opaque dark green", "bottle green", "forest green"),
    "coral": pool("coral coloured", "coral red", "opaque coral", "salmon red", "orangey red"),
    "rust": pool("rust coloured", "rusty orange", "brick red", "reddish brown", "rust red"),
    "deep blue": pool("navy blue", "deep blue", "opaque dark blue", "dark blue", "midnight blue", "dark navy"),
    "milky": pool("milky white", "milky", "pearly white", "whitish", "cloudy white", "iridescent white"),
}  # fmt: skip
"""Colour words by a stone's look."""

PEARLS = {
    "white pearl": pool("white cultured pearl", "ivory pearl", "creamy white pearl", common=("white pearl",)),
    "freshwater pearl": pool("white river pearl", "cultured freshwater pearl", "sweet-water pearl",
                             common=("freshwater pearl",)),
    "pink pearl": pool("blush pearl", "rose pearl", "pale pink pearl", common=("pink pearl",)),
    "golden pearl": pool("gold pearl", "golden South Sea pearl", "champagne pearl", common=("golden pearl",)),
    "Tahitian pearl": pool("black pearl", "dark grey pearl", "Tahiti pearl", "peacock pearl",
                           common=("Tahitian pearl",)),
}  # fmt: skip

ENAMELS = {
    "white": pool("snow white", "bright white", "pure white", common=("white",)),
    "black": pool("jet black", "deep black", "ebony", common=("black",)),
    "red": pool("cherry-red", "crimson", "fire red", common=("red",)),
    "blue": pool("cobalt", "royal-blue", "cobalt blue", "dark-blue", common=("blue",)),
    "green": pool("dark-green", "racing green", "bottle-green", common=("green",)),
    "turquoise": pool("teal", "aqua blue", "turquoise-blue", common=("turquoise",)),
    "pink": pool("rose pink", "bubblegum pink", "candy pink", common=("pink",)),
}  # fmt: skip
"""Colours of enamel, dials and cameo grounds, by the enamel's name without the word."""

CORDS = {
    "black leather": pool("black leather cord", "black hide", "black cowhide", common=("black leather",)),
    "brown leather": pool("tan leather", "brown leather cord", "cognac leather", common=("brown leather",)),
    "red cord": pool("red string", "red thread", "scarlet cord", common=("red cord",)),
    "navy cord": pool("dark blue cord", "navy blue string", "navy thread", common=("navy cord",)),
    "beige cord": pool("natural cord", "sand-coloured cord", "beige string", common=("beige cord",)),
}  # fmt: skip
