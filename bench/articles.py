"""Makes up articles from a seed: in the form of news, with names, quotations and dates, copied from nobody."""

from __future__ import annotations

from random import Random

PEOPLE = "Ana Reis,Bo Lind,Carla Moss,Deniz Arslan,Edda Krug,Femi Adeyemi,Greta Holm,Hugo Blanc,Ines Prado,Jan Kowal"
PLACES = "Arvik,Belmora,Casterholm,Dunsea,Elsted,Fornavale,Gildermouth,Harrowby"
ROLES = "Mayor,Minister,Professor,Judge,Senator,Governor"
THINGS = "the bridge,the harbour,the new school,the ferry line,the old mill,the water works,the tram,the library"
VERBS = "rebuild,close,sell,inspect,open,paint,defend,study"
DAYS = "on Monday,on Tuesday,last week,in April 2019,on March 3,two years ago,next month,this autumn"
CUES = "said,told reporters,added,wrote,insisted"
SYLLABLES = "ba,der,fel,gor,han,ik,jo,kal,lun,mer,nov,os,pel,rim,sta,tur,ul,ven,wic,zor"


def article(seed: int, words: int = 500) -> str:
    """Return an article of about `words` words, always the same for one seed."""
    chance = Random(seed)  # noqa: S311  # the same article every time
    cast = chance.sample(PEOPLE.split(","), 4)
    title = f"{chance.choice(PLACES.split(','))} argues over {chance.choice(THINGS.split(','))}"
    paragraphs = [title, f"Published: {chance.randint(1, 28)} May {chance.randint(2010, 2025)}"]
    while sum(len(paragraph.split()) for paragraph in paragraphs) < words:
        paragraphs.append(" ".join(_sentence(chance, cast) for _ in range(chance.randint(1, 4))))
    return "\n\n".join(paragraphs) + "\n"


def _sentence(chance: Random, cast: list[str]) -> str:
    def one(words: str) -> str:
        return chance.choice(words.split(","))

    def made_up() -> str:
        """Return a name that no other article has, since real articles have such names."""
        return "".join(chance.choices(SYLLABLES.split(","), k=5)).capitalize()

    who = chance.choice(cast)
    surname = who.split()[-1]
    return chance.choice(
        [
            f"{one(ROLES)} {who} came to {one(PLACES)} {one(DAYS)} to {one(VERBS)} {one(THINGS)}.",
            f"“We will {one(VERBS)} {one(THINGS)} before anybody asks us to,” {surname} {one(CUES)} {one(DAYS)}.",
            f"“Nobody wants to {one(VERBS)} it,” {one(CUES)} {who}, “and {one(PLACES)} knows that very well.”",
            f"A farmer from {made_up()} and a teacher from {made_up()} asked about {one(THINGS)} {one(DAYS)}.",
            f"The council of {one(PLACES)} voted {one(DAYS)} to {one(VERBS)} {one(THINGS)}, {surname} said.",
            f"It took {chance.randint(2, 30)} days and {chance.randint(2, 90)} crowns to {one(VERBS)} {one(THINGS)}.",
        ]
    )
