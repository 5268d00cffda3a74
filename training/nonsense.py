"""Words that say nothing about jewellery, beside which a photo must count alone."""

import random
import string

_ABOUT = (
    "the train to {place} leaves at {hour}", "my {animal} is asleep on the sofa", "it will rain in {place} tomorrow",
    "what is the capital of {place}", "please call me back at {hour}", "the meeting was moved to {hour}",
    "how do i reset my password", "two tickets to {place}", "my {animal} ate the homework", "tyres for a small car",
    "best pasta in {place}", "what time is it in {place}", "translate this", "the {animal} crossed the road",
    "pay the electricity bill", "a recipe for soup with {food}", "{food} and {food} for dinner", "hello", "test",
    "thanks for your help", "see you at {hour}", "where is my parcel", "ok", "good morning {place}", "{number}",
    "order {number} has not arrived", "a book about {animal}s", "is {place} far away", "i like {food}", "lorem ipsum",
    "football results from {place}", "can you hear me", "page {number} of {number}", "the {food} was cold",
)  # fmt: skip
_WORDS = {
    "place": ("Leeds", "Madrid", "Osaka", "the north", "Berlin", "town", "Ohio", "the village", "Lagos", "Perth"),
    "animal": ("dog", "cat", "horse", "goat", "parrot", "tortoise", "cow", "hamster"),
    "food": ("potatoes", "rice", "beans", "carrots", "bread", "noodles", "lentils", "cheese", "apples"),
    "hour": ("six", "noon", "half past nine", "8:45", "midnight", "a quarter to ten", "4 pm"),
}


def nonsense(rng: random.Random) -> str:
    """One text: letters at random, a row of keys, marks and digits, words without sense, or about something else."""
    return rng.choice((_letters, _keys, _marks, _jumbled, _about_other_things, _about_other_things))(rng)


def _letters(rng: random.Random) -> str:
    words = ("".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 9))) for _ in range(rng.randint(1, 4)))
    return " ".join(words)


def _keys(rng: random.Random) -> str:
    row = rng.choice(("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop"))
    start, length = rng.randrange(len(row) - 3), rng.randint(3, 7)
    return row[start : start + length] * rng.randint(1, 2)


def _marks(rng: random.Random) -> str:
    return "".join(rng.choices(".,;:!?-#*/()=+0123456789", k=rng.randint(1, 8)))


def _jumbled(rng: random.Random) -> str:
    words = [word for pool in _WORDS.values() for word in pool]
    return " ".join(rng.sample(words, rng.randint(1, 4)))


def _about_other_things(rng: random.Random) -> str:
    words = {name: rng.choice(pool) for name, pool in _WORDS.items()}
    return rng.choice(_ABOUT).format(**words, number=rng.randint(2, 99999))
