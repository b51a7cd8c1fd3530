"""Documents in the language of whoever reads them; what programs read stays in English."""

from dataclasses import replace

from web import texts
from web.routes.answers import Answer
from web.routes.serving import Asked, Make

_VARY = {"Vary": "Accept-Language, Cookie"}  # so that no cache gives one reader's to another


def for_reader(make: Make) -> Make:
    """Return a route that makes its document in the reader's language."""

    def made(asked: Asked) -> Answer:
        language = texts.language(asked.language)
        with texts.speaking(language):
            answer = make(replace(asked, holding=asked.holding.in_language(language)))
        told = {"Content-Language": language.code, **_VARY}
        return replace(answer, headers={**answer.headers, **told})

    return made
