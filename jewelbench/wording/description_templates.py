"""Templates of merchants' descriptions; each belongs to the training or to the test wording.

Slots: `piece` is what the design is called; `this`, `is`, `has`, `them`, `comes` and `it_is` agree with it in number.
"""

from jewelbench.wording.splits import pool

OPENING = pool(
    "{a_piece}[ in {finish_metal}][, set with {gems}]",
    "{this} {piece} {is} made of {finish_metal}[ and set with {gems}]",
    "{a_piece}[ with {gems}], made in {finish_metal}",
    "Crafted in {finish_metal}, {this} {piece} {has} a clean and simple line",
    "{this} {piece} {comes} in {finish_metal}[ with {gems}]",
    "Made by hand in {finish_metal}: {a_piece}[ with {gems}]",
    "{a_piece} for every day[, with {gems}], in {finish_metal}",
    "Our {piece} in {finish_metal}[, here with {gems}]",
    "Meet {this} {piece} of {finish_metal}[ and {gems}]",
    "We make {this} {piece} in {finish_metal}[ and set {them} with {gems}]",
    "A classic reimagined: {a_piece}[ with {gems}] in {finish_metal}",
    "Say hello to {this} {piece}, worked in {finish_metal}[ around {gems}]",
    "Designed in our studio: {a_piece}, {finish_metal}[, {gems}]",
    "You are looking at {a_piece} made from {finish_metal}[ and {gems}]",
    "{finish_metal}[ and {gems}]: {this} {piece} {is} as simple as that",
    "In {finish_metal}[ with {gems}], {this} {piece} {has} all it takes to become a favourite",
    "Here {comes} {a_piece} in {finish_metal}[, with {gems}]",
    "A fresh take: {a_piece} of {finish_metal}[ and {gems}]",
    "{this} {piece}[ with {gems}] {is} cast in {finish_metal}",
    "New in: {a_piece}, {finish_metal}[, {gems}]",
    "From our bench: {a_piece}[ with {gems}], worked in {finish_metal}",
)  # fmt: skip

STONE = pool(
    "{the_gems} {gem_verb} the eye",
    "The light plays on {the_gems}",
    "At its heart: {the_gems}",
    "Look closely at {the_gems}: cut and set with care",
    "{the_gems} {gem_lend} colour and light",
    "Chosen for colour and clarity: {the_gems}",
    "All eyes will be on {the_gems}",
    "Our gem setter works with {the_gems} here",
    "You will love {the_gems} in any light",
    "The story begins with {the_gems}",
)

DETAIL = pool(
    "Details: {details}", "Note {details}", "{it_is} finished with {details}", "With {details}",
    "Look out for {details}", "The design is completed by {details}", "Further features: {details}",
    "Also with {details}", "You will find {details}, too", "What makes the difference: {details}",
)  # fmt: skip

SURFACE = pool(
    "The surface is {finish}", "{finish} by hand, as all our pieces", "The metal has a {finish} surface",
    "We leave the metal {finish}", "Every edge is {finish}", "{finish} all over",
    "Worn next to the skin, {finish} metal feels right",
    "In {finish} metal", "A {finish} surface rounds it off",
)  # fmt: skip

MEASURES = pool(
    "Measures {mm} mm", "Measurement: {mm} mm", "Approx. {mm} mm", "About {mm} mm in size", "Size: {mm} mm",
    "Dimensions: about {mm} mm", "Size approx. {mm} mm", "Measured: {mm} mm", "Size in mm: {mm}",
)  # fmt: skip

FLORID = pool(
    "A quiet declaration of love, made to be handed down", "Wear it from the first coffee to the last dance",
    "Inspired by evening light over the sea", "Because some moments deserve to last for ever",
    "Every glance brings back a memory", "A little luxury that asks for no occasion",
    "Let your story shine", "Drawn from the gardens of an old villa", "Made for those who notice the small things",
    "The perfect companion for a summer evening", "Understated, and impossible to forget",
    "Give it to someone who means the world to you", "It speaks softly and says everything",
    "An ode to slow mornings and long walks", "Pure romance, without a word too many",
    "Pairs as well with denim as with silk",
)  # fmt: skip

CARE = pool(
    "Clean with a soft dry cloth", "Avoid contact with perfume and chlorine", "Remove before swimming",
    "Store in the pouch provided when not worn", "Do not use ultrasonic cleaners", "Wipe gently after each wear",
    "Keep away from household chemicals", "Polish with a jeweller's cloth from time to time",
    "Take it off before sport and sleep", "Lukewarm water and mild soap bring back the shine",
    "We recommend a check by a jeweller once a year", "Put your jewellery on last and take it off first",
)  # fmt: skip

SHIPPING = pool(
    "Ships within 2-3 working days", "Free returns within 30 days", "Comes in a gift box",
    "Dispatched from our workshop in one week", "Made to order, please allow 3 weeks", "Two-year guarantee",
    "Free insured delivery over £50", "Gift wrapping on request", "Order before noon and it leaves today",
    "Certificate of authenticity included", "Tracked worldwide delivery", "Please contact us for other sizes",
    "No restocking fee", "VAT included", "Price per piece", "Resizing is free within 60 days",
)  # fmt: skip

BULLET_MARKS = pool("- ", "• ", "* ", "– ", "· ", "> ")
LABELS = {
    "metal": pool("Metal: {}", "Material: {}", "Made of: {}", "Metal type - {}", "Body: {}", "Alloy: {}"),
    "gem": pool("Stone: {}", "Gemstone: {}", "Set with: {}", "Main stone - {}", "Gem: {}", "Jewel: {}"),
    "details": pool("Details: {}", "Features: {}", "With {}", "Design: {}", "Extras - {}", "Also: {}"),
    "finish": pool("Finish: {}", "Surface: {}", "Metal finish - {}", "Look: {}", "Texture: {}", "Face: {}"),
    "mm": pool("Size: {} mm", "Size: approx. {} mm", "Measures: {} mm", "Measurement - {} mm", "{} mm", "About {} mm"),
}
