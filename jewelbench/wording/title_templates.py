"""Templates of merchants' titles, by register; each belongs to the training or to the test wording."""

from jewelbench.wording.splits import pool

PLAIN = pool(
    "[{metal} ][{gem} ]{name}[ with {details}]",
    "[{gem} ]{name}[ in {metal}][ with {details}]",
    "[{finish} ][{metal} ]{name}[ set with {gems}][, {details}]",
    "[{finish_metal} ][{gem} ]{name}[ / {details}]",
    "{name}[ in {finish_metal}][ with {all}]",
    "[{adj} ][{metal} ]{name}[ - {gem}][, {details}]",
    "[{gem} ]{name}[, {details}][, {metal}]",
    "{name}[ - {metal}][ - {gem}][ - {details}]",
    "[{finish} ][{gem} ]{name}[ ({metal})][, {details}]",
    "[{metal} ]{name}[ featuring {all}]",
    "{name}[: {gem}][, {details}][, {finish_metal}]",
    "[{adj} ][{finish} ][{gem} ]{name}[ in {metal}]",
    "[{finish_metal} ]{name}[ with {all}]",
    "[{gem} ][{adj} ]{name}[ crafted in {metal}][, {details}]",
)
"""What it is, and no more."""

BRANDED = pool(
    "{brand} [{metal} ][{gem} ]{name}[ with {details}]",
    "{brand} - [{gem} ]{name}[ in {metal}]",
    "{collection} [{gem} ]{name}[ in {metal}][ - {details}]",
    "{brand} {collection} {name}[, {gem}][, {metal}]",
    "[{gem} ]{name}[ - {metal}] | {brand}",
    "The {collection}: [{metal} ][{gem} ]{name}",
    "{name} '{collection}'[ | {finish_metal}][ | {gem}][ | {details}]",
    "{brand} | [{adj} ]{name}[ | {gem}][ | {details}][ | {metal}]",
    "[{metal} ]{name}[ with {all}] by {brand}",
    "{collection} {name} by {brand}[ - {gem}][ - {metal}]",
    "'{collection}' [{finish} ][{metal} ]{name}[ with {all}]",
    "{brand}: {name}[ of {finish_metal}][ with {all}]",
)
"""With the name of a maker or of a collection."""

FLORID = pool(
    "Timeless [{metal} ][{gem} ]{name}",
    "Exquisite [{gem} ]{name}[ in lustrous {metal}][ with {details}]",
    "Stunning {name}[ adorned with {all}][ in {metal}]",
    "An Heirloom in the Making: [{metal} ]{name}[ with {all}]",
    "Radiant [{gem} ]{name}[ - Hand Finished in {metal}]",
    "Enchanting [{metal} ]{name}[ graced by {all}]",
    "Simply Beautiful [{gem} ]{name}[, {metal}][, {details}]",
    "Forever Yours - [{gem} ]{name}[ in {finish_metal}]",
    "A Touch of Light: {name}[ in {metal}][ with {all}]",
    "Breathtaking [{metal} ][{gem} ]{name}[ with {details}]",
    "Elegant [{finish} ][{metal} ]{name}[, kissed by {all}]",
    "Luxurious [{metal} ]{name}[ with sparkling {details}][, {gem}]",
    "Whisper of Romance [{gem} ]{name}[ in {metal}]",
    "Everyday Luxury: [{adj} ][{metal} ]{name}[ with {all}]",
)
"""With more feeling than fact."""

TERSE = pool(
    "[{metal} ][{gem} ][{details_and} ]{name}",
    "[{gem} ]{name}[ {metal}][ {mm}]",
    "{name}[ {metal}][ {gem}][ {details_and}][ {size}]",
    "[{carat} ][{gem} ]{name}[ {metal}]",
    "[{metal} ]{name}[ {gem}][ {mm}][ {size}]",
    "{sku} [{metal} ][{gem} ]{name}",
    "[{metal} ][{mm} ]{name}[ w/ {all}]",
    "{name}[/{metal}][/{gem}][/{details}]/{sku}",
    "[{gem} ][{details_and} ]{name}, [{metal}], {sku}",
    "[{finish} ][{metal} ][{gem} ]{name}[ {size}]",
    "[{mm} ][{gem} ][{metal} ]{name} #{sku}",
    "{name} [{gem} ][{carat} ][{details_and} ][{metal}]",
)
"""Short, and abbreviated afterwards."""

STUFFED = pool(
    "[{gem} ]{name}[, {metal} {category}], {noise}, {noise2}",
    "[{metal} ][{gem} ]{name} | {noise} | {noise2} | {size}",
    "{name} for Women[, {gem}][, {metal}], {noise}, {noise2}",
    "[{gem} ]{name}[ in {metal}][ with {details}] - {noise} - {noise2}",
    "NEW! [{metal} ][{gem} ]{name} {noise} {noise2}",
    "{noise} - [{metal} ]{name}[ with {all}] - {noise2}",
    "{name}[ {metal}][ {gem} {category}] {noise} {noise2} {size}",
    "[{adj} ]{name}[, {metal} {category}][, {gem} {category}], {noise}, {noise2}",
    "{category}: [{gem} ]{name}[, {finish_metal}], {noise}, {noise2}",
    "[{gem} {category} ][{metal} {category} ]{name} {noise}",
    "★ [{metal} ]{name} ★[ {gem}][ {details_and}] {noise} {noise2}",
    "{noise}: {name}[ with {all}][, {metal}] ({noise2})",
)
"""Full of key words."""

NOISE = pool(
    "Gift for Her", "Anniversary Gift", "Birthday Present", "Handmade", "Free Shipping", "Bridesmaid Gift",
    "Mothers Day Gift", "Minimalist Jewellery", "Best Friend Gift", "Boho Style", "Everyday Wear", "Christmas Gift",
    "Gift Boxed", "Statement Jewellery", "Fine Jewelry", "Trending Now", "Wedding Jewellery", "Gift for Mom",
    "Ready to Ship", "Graduation Gift", "Promise Jewellery", "Valentines Day", "Dainty Style", "Limited Edition",
    "Free Engraving Pouch", "Hypoallergenic", "Made to Order", "Fast Dispatch", "Gift for Wife", "Luxury Jewellery",
)  # fmt: skip

BRANDS = pool(
    "Aurelle & Finch", "Maison Verrault", "Kestrel Lane", "Nordlys Atelier", "Halden Gray", "Pomeline", "Otis & Wren",
    "Casa Lunaria", "Briar Goldsmiths", "Studio Tamarix", "Ferndell", "Quillon", "Marrow & Moss", "Solenne",
    "Bexley Forge", "Ivorine", "Atelier Kestane", "Thornbury Fine", "Lumen & Ash", "Oriel House", "Velm", "Sabine Hart",
)  # fmt: skip

COLLECTIONS = pool(
    "Solstice", "Meadow", "Luna Nova", "Evermore", "Tidal", "Arcadia", "Vesper", "Petite Aube", "Northern Lights",
    "Wildwood", "Celeste", "Orchard", "Reverie", "Heritage", "Nocturne", "Driftwood", "Fleur", "Monument", "Halcyon",
    "Juniper", "Cascade", "Aria", "Ember", "Pilgrim",
)  # fmt: skip

ABBREVIATIONS = {
    "yellow gold": "YG", "rose gold": "RG", "white gold": "WG", "pink gold": "PG", "sterling silver": "SS",
    "platinum": "Plat", "sapphire": "Sapph", "diamond": "Dia", "diamonds": "Dias", "necklace": "Nkl", "ring": "Rg",
    "bracelet": "Brclt", "earrings": "Earr", "pendant": "Pend", "round": "Rd", "princess": "Princ", "marquise": "Marq",
    "cushion": "Cush", "solitaire": "Solit", "engagement": "Engmt", "amethyst": "Amth", "aquamarine": "Aqua",
    "polished": "Pol", "brushed": "Brsh", "emerald cut": "EC", "emerald": "Emer", "tanzanite": "Tanz", "cut": "Ct",
    "with": "w/", "and": "&", "moissanite": "Moiss", "stone": "Stn", "white": "Wht", "black": "Blk", "silver": "Slvr",
    "brooch": "Brch", "cufflinks": "Cfl", "eternity": "Etern",
}  # fmt: skip
"""How a till shortens words."""
