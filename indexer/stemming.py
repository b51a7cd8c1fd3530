"""Words without their endings, in the language of a text; and words that say nothing."""

from collections.abc import Iterable
from functools import lru_cache

from Stemmer import Stemmer

from indexer.orthography import american

ENGLISH, SPANISH = "en", "es"
LANGUAGES = (ENGLISH, SPANISH)
"""Languages that are stemmed, by the ids of the vocabulary; all others are read as English."""

MARK = {ENGLISH: "", SPANISH: "es:"}
"""Put before a token, so that *care* in Spanish (`es:car`) is no English *car*."""

_STOP_WORDS = {
    ENGLISH: frozenset(
        """a about after all also am an and any are as at be because been before but by can
        cannot could did do does doing each for from had has have having he her here hers him his
        how i if in into is it its itself just like may me might more most must my myself no nor not
        of off on once only onto or other our ours ourselves out over own shall she should so some
        such than that the their theirs them themselves then there these they this those through to
        too under until up upon very was we were what when where whether which while who whom whose
        why will with within without would you your yours
        arent cant couldnt didnt doesnt dont hadnt hasnt havent im isnt ive shouldnt thats theres
        wasnt werent whats wont wouldnt youre""".split()
    ),
    SPANISH: frozenset(
        """a al como con cual cuales cuando de del desde donde durante el ella ellas ellos en entre
        esa esas ese eso esos esta estan estas este esto estos ha han has hasta hay he la las lo los
        me muy no nos nosotros para pero por porque puede que quien quienes se sobre su sus tambien
        tiene tienen todas todos tus un una unas uno unos usted ustedes y""".split()
    ),
}
STOP_WORDS = _STOP_WORDS[ENGLISH] | _STOP_WORDS[SPANISH]
"""Words, folded, that say nothing about what a text is about, in either language.

A query does not tell its language. So Spanish ones that are English words or abbreviations of the
field as well (*son*, *sin*, *mi*, *ya*) are not among them.
"""

_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth",
    "lives": "life", "wives": "wife", "selves": "self", "thieves": "thief",
    "crises": "crisis", "analyses": "analysis", "diagnoses": "diagnosis", "theses": "thesis",
    "hypotheses": "hypothesis", "criteria": "criterion", "curricula": "curriculum",
    "stepchildren": "stepchild", "grandchildren": "grandchild", "schoolchildren": "schoolchild",
}  # fmt: skip
"""Plurals that a stemmer cannot know."""

_ENDINGS = {"cion": "ción", "sion": "sión", "logia": "logía", "logias": "logías", "enes": "en"}
"""Spanish endings the rules only know with the accent that folding took away, and one that they
take for a verb's in the singular alone (*joven*, *jóvenes*)."""


def language_of(languages: Iterable[str]) -> str:
    """Return the language of an entry in these languages.

    It is the first, which is the main one. Kinds of a language (`es-419`) count as the language.
    """
    main = next(iter(languages), ENGLISH).partition("-")[0]
    return main if main in LANGUAGES else ENGLISH


def reads_as_english(words: Iterable[str]) -> bool:
    """Whether folded words have more of the little words of English than of those of Spanish.

    An entry in Spanish may have an English summary, or its English title beside its own.
    """
    english, spanish = _STOP_WORDS[ENGLISH], _STOP_WORDS[SPANISH]
    return sum((word in english) - (word in spanish) for word in words) > 0


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = ENGLISH) -> str:
    """Return the token of a folded word: American spelling and English stem, or Spanish stem."""
    if not word.isascii() or not word.isalpha():
        return word
    if language == SPANISH:
        return MARK[SPANISH] + _spanish_stem(word)
    return _snowball("english", american(_IRREGULAR.get(word, word)))


def _spanish_stem(word: str) -> str:
    """Return the stem by the Snowball rules, without accents: the same for either way to type."""
    for ending, known in _ENDINGS.items():
        if word.endswith(ending):
            word = word.removesuffix(ending) + known
            break
    return _snowball("spanish", word)


def _snowball(language: str, word: str) -> str:
    # A stemmer must not be shared by threads and takes half a microsecond to make.
    return str(Stemmer(language, 0).stemWord(word))
