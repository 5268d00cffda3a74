"""Templates of what shoppers type; each belongs to the training or to the test wording."""

from jewelbench.wording.splits import pool

NAMED = pool(
    # In front of the piece, as one says it.
    "[{adj} ][{metal} ][{gem} ][{orn} ]{head}[ with {rest}]",
    "[{adj} ][{gem} ][{orn} ]{head}[ in {metal}][ with {rest}]",
    "[{adj} ][{metal} ][{orn} ]{head}[ with {all}]",
    "[{adj} ][{gem} ][{metal} ][{orn} ]{head}[ with {rest}]",
    "[{gem} ][{orn} ]{head}[ in {adj_metal}][ with {rest}]",
    "[{metal} ][{adj} ][{gem} ][{orn} ]{head}[ w/ {rest}]",
    "[{adj} ][{orn} ]{head}[ in {metal}][ with {all}]",
    "[{adj} ][{orn} ]{head}[ made of {metal}][ with {all}]",
    "[{adj_metal} ][{orn} ]{head}[ set with {all}]",
    "[{adj} ][{metal} ][{orn} ]{head}[ featuring {all}]",
    "[{adj_metal} ][{orn} ]{head}[ that has {all}]",
    "[{metal} ][{orn} ]{head}[ w {all}][, {adj}]",
    "[{adj} ][{gem} ][{orn} ]{head}[ with {rest}][ made in {metal}]",
    "[{adj} ][{orn} ]{head}[ with {all}][ in {metal}]",
    # Word by word, as one types it.
    "[{orn} ]{head}[ {metal}][ {gem}][ {adj}][ {words}]",
    "[{metal} ][{gem} ][{words} ][{adj} ][{orn} ]{head}",
    "[{gem} ][{metal} ][{adj} ][{words} ][{orn} ]{head}",
    "[{orn} ]{head}[ {gem}][ {adj}][ {metal}][ {words}]",
    "[{adj} ][{words} ][{gem} ][{metal} ][{orn} ]{head}",
    "[{words} ][{adj} ][{metal} ][{gem} ][{orn} ]{head}",
    # Item by item.
    "[{orn} ]{head}[, {metal}][, {gem}][, {adj}][, {commas}]",
    "[{orn} ]{head}[, {gem}][, {commas}][, {metal}][, {adj}]",
    "[{metal} ][{orn} ]{head}[ - {gem}][ - {commas}][ - {adj}]",
    "[{adj} ][{orn} ]{head}[ ({metal})][, {gem}][, {commas}]",
    "[{orn} ]{head}[: {adj_metal}][, {gem}][, {commas}]",
    "[{adj} ][{metal} ][{orn} ]{head}[ + {gem}][ + {commas}]",
    "[{orn} ]{head}[ / {metal}][ / {gem}][ / {adj}][ / {commas}]",
    "[{adj} ][{gem} ][{orn} ]{head}[, {commas}][, {metal}]",
)  # fmt: skip
"""A piece and what it is like.

Slots: `head` the noun; `adj` adjectives; `metal`; `adj_metal` both; `gem` stone or pearl as an adjective; `orn` the
ornament; `rest` further things after "with"; `all` stone, pearl and those; `words` and `commas` the same as key words.
"""

ASKED = pool(
    "looking for {a_piece}", "i'm looking for {a_piece}", "i want {a_piece}", "{piece} please", "need {a_piece}",
    "do you have {a_piece}?", "show me {a_piece}", "searching for {a_piece}", "i need {a_piece}", "find {a_piece}",
    "can you find me {a_piece}?", "have you got {a_piece}", "where can i buy {a_piece}", "{piece} to buy",
    "after {a_piece}", "i'd love {a_piece}", "best {piece}", "{piece} online", "any {piece} in stock?",
    "trying to find {a_piece}", "anything like {a_piece}?", "hoping to find {a_piece}", "buy {piece}",
    "{piece} for sale", "something like {a_piece}", "in search of {a_piece}", "i saw {a_piece}, do you sell that",
    "must be {a_piece}", "hi, do you sell {a_piece}?", "shopping for {a_piece}", "my dream: {a_piece}",
    "would like {a_piece}", "{piece}, where to get", "looking to buy {a_piece}", "interested in {a_piece}",
)  # fmt: skip
"""How a shopper asks."""

MEANT = pool(
    "{said} for my mum", "{said} under 200", "{said} for my wife", "{said} as a gift", "{said} for her",
    "{said} for everyday wear", "{said} for my girlfriend", "{said} under £150", "{said} for a wedding",
    "{said} less than 500", "{said} for my daughter", "{said} for my nan", "{said} cheap", "{said} for a friend",
    "{said} vintage style", "{said} for christmas", "{said} size 7", "{said} for my sister", "{said} for anniversary",
    "birthday present {said}", "{said} on sale", "{said} as a birthday gift", "gift idea {said}", "{said} uk",
    "{said} that won't tarnish", "{said} for work", "{said} for my mother in law", "{said} max 300 euros",
    "{said} budget 250", "{said} around 100 dollars", "{said} as a treat for myself", "{said} for mothers day",
    "{said} for graduation", "{said} for valentines", "{said} with free delivery", "{said} nothing too fancy",
)  # fmt: skip
"""What for, and for how much: nothing that a right answer must agree with."""
