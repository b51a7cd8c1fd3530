"""Words that people ask with, and that say little about what they ask for.

They are searched for, as a title may have them (*Looking after yourself*), but they need not match
and count little in a question: in a small catalog an everyday word can be rare, and would be taken
for a telling one.
"""

from indexer.stemming import ENGLISH, SPANISH, stem
from indexer.units import Unit

_WORDS = {
    ENGLISH: """actually again ago almost already always anybody anyone anything anyway
        around away bad being bit came come different else enough ever every
        everybody everyone everything exactly felt gave get give given go gone good got
        happen instead keep kept kind knew know known let look lot made make many maybe
        mean mostly much need never nobody nothing often okay perhaps please put quite
        rather really right said saw say see seem seen simply somebody someone something
        sometimes somewhere soon still sure take taken talk tell thank thanks thing think
        though thought together told took toward towards try usually want way well went
        whatever whenever wherever whether whoever wonder yes yet""",
    SPANISH: """ahora algo alguien alguna alguno algunas algunos asi aun aunque bien bueno buena
        cada casi cierto conseguir creer dar decir deber dejar digo doy encontrar
        entonces gracias haber hablar hacer hago ir llamar llevar luego mas mejor menos
        mismo mucha mucho muchas muchos nada nadie necesitar necesito nunca otra otro
        otras otros pasar pensar poder podria poner puedo querer quiero quiere quieren
        quisiera saber se sabe segun seguir sentir ser siempre tal tampoco tan tanto
        tener tengo toda todo tomar usar uso va vamos varias varios venir ver vez veces
        voy""",
}
_STEMS = frozenset(
    stem(word, language) for language, words in _WORDS.items() for word in words.split()
)


def is_light(unit: Unit) -> bool:
    """Whether all of a typed word is such a word, in either language."""
    words = unit.chunk.plain if unit.chunk and unit.scope is None else ()
    return bool(words) and all(
        any(stem(word, language) in _STEMS for language in _WORDS) for word in words
    )
