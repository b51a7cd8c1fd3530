"""British and American spellings folded into one, so that either finds both."""

import re

_PLAIN_ISE = frozenset(
    """advert adv appr appra ar bra bru chast circumc clockw compr comprom conc cr cru dem desp
    dev disenfranch disgu enfranch enterpr exc exerc expert franch gu hypot impr improv inc lia
    likew mala merchand mort no otherw parad po porpo pra prec prem pr prom ra repr rev r superv
    surm surpr telev tort torto treat turquo underexerc v w ba den el lou""".split()
)
"""What stands before -ise where both countries write -ise (or where it is no ending at all)."""

_PLAIN_OUR = frozenset(
    """f h y t p s d fl sc cont det dev vel param troubad downp outp park entou ent succ""".split()
)
"""What stands before -our where both countries write -our: four, hour, your, tour, devour ..."""

_DOUBLED = (
    "cancel|channel|counsel|dial|enrol|equal|fuel|fulfil|instal|jewel|label|level|libel|marshal|"
    "model|panel|pedal|quarrel|refuel|rival|signal|total|travel|tunnel|unravel"
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        # paediatric, haemorrhage; not aerial, Israel, maestro
        (r"ae(?!l|r[oi]|st|$)", "e"),
        (r"^oe(?=strog|dem|soph)", "e"),
        (r"^(f|c|diarrh|am|hom)oe(?=t|liac|a|b|o)", r"\1e"),
        (r"^manoeuv(?:re|er)", "maneuver"),
        (r"^(cent|theat|.{0,4}met|.{0,5}lit|fib|calib|somb|spect|meag)re(?=s?$|d$)", r"\1er"),
        (r"^programme(?=s?$)", "program"),
        (rf"^({_DOUBLED})l(?=(?:ed|ing|ings|or|ors|er|ers|ment|ments|s)?$)", r"\1"),
        (r"^(anal|paral|catal|psychoanal)yz(?=e|ing|er)", r"\1ys"),
        (r"^(def|lic|off|pret)ence(?=s?$|d$)", r"\1ense"),
        (r"^practis(?=e|ing)", "practic"),
        (r"^(judg|acknowledg|abridg)ement", r"\1ment"),
        (r"^(dialog|catalog|analog|monolog)ue(?=s?$)", r"\1"),
        (r"^enquir", "inquir"),
        (r"^advisor", "adviser"),
        (r"^grey", "gray"),
        (r"^ageing", "aging"),
        (r"^(skil|wil)ful", r"\1lful"),
    )
)
_ANY = re.compile("|".join(pattern.pattern for pattern, _ in _RULES))
"""What few words match: the others are spared all rules."""

_ISE = re.compile(r"^(.{2,})is(e|ed|es|er|ers|ing|ation|ations|ational)$")
_OUR = re.compile(
    r"^(.+?)our(|s|ed|ing|al|ally|able|ably|er|ers|ful|less|hood|hoods|ite|ites|itism|ism|ly)$"
)


def american(word: str) -> str:
    """Return the American spelling of a lower-case word without accents; others as they are.

    Only the form matters that two spellings share: it is compared, never shown.
    """
    if _ANY.search(word):
        for pattern, into in _RULES:
            word = pattern.sub(into, word)
    if "is" in word and (found := _ISE.match(word)) and found[1] not in _PLAIN_ISE:
        word = f"{found[1]}iz{found[2]}"
    if "our" in word and (found := _OUR.match(word)) and found[1] not in _PLAIN_OUR:
        word = f"{found[1]}or{found[2]}"
    return word
