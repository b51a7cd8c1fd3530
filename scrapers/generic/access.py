"""What it takes to get at a resource, as pages say it."""

import re

_HINTS: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:for )?(?:members|member access|members'? area)[ -]only\b|\bonly (?:available "
        r"|open )?(?:to|for) members\b"
        r"|\b(?:exclusive|restricted) (?:to|for) (?:our )?members\b|\bmembership (?:is )?required\b"
        r"|\b(?:please )?(?:log|sign)[ -]?in (?:to|for) (?:view|read|access|see|continue"
        r"|download|the full)\b"
        r"|\bmembers (?:can|must) log in\b|\bs[óo]lo para (?:socios|miembros)\b"
        r"|\bnur f[üu]r mitglieder\b"
        r"|\br[ée]serv[ée] aux (?:membres|adh[ée]rents)\b|\bsolo per (?:i )?soci\b",
        "members",
    ),
    (
        r"\bsubscri(?:be|ption)s? (?:(?:now )?to (?:read|continue|access|view)|(?:is )?required)\b"
        r"|\bsubscribers?[ -]only\b|\bpurchase (?:access|this article|the full)\b"
        r"|\bbuy (?:this article|now|access)\b"
        r"|\brent this article\b|\bget full access to this article\b"
        r"|\bsuscr[íi]bete para (?:leer|seguir)\b"
        r"|\br[ée]serv[ée] aux abonn[ée]s\b|\bnur f[üu]r abonnenten\b",
        "paid",
    ),
    (
        r"\b(?:free )?registration (?:is )?(?:required|necessary|needed)\b"
        r"|\brequires? (?:free )?registration\b"
        r"|\b(?:you (?:must|need to|will need to) |please )?register (?:for free )?to (?:view"
        r"|read|access|download"
        r"|continue|watch|attend|join)\b|\b(?:create|set up) (?:a|your) (?:free )?account to\b"
        r"|\bregistration (?:and|or) login (?:is )?required\b"
        r"|\bregistro (?:gratuito )?(?:obligatorio|requerido)\b"
        r"|\binscription (?:gratuite )?(?:obligatoire|requise)\b|\banmeldung erforderlich\b",
        "registration",
    ),
    (
        r"\bfree (?:of charge|to (?:download|access|use|attend))\b|\bfree download\b"
        r"|\bdownload (?:it |this )?(?:for )?free\b"
        r"|\bopen access\b|\bno registration (?:is )?(?:required|needed)\b|\bat no (?:cost"
        r"|charge)\b",
        "free",
    ),
)  # fmt: skip
_PATTERNS = tuple((re.compile(words, re.IGNORECASE), term) for words, term in _HINTS)
_NO = re.compile(r"\b(?:no|without|not)\s+(?:\w+\s+)?$", re.IGNORECASE)
_LONGEST = 60_000


def hint(text: str) -> tuple[str, str] | None:
    """Return the access term that a text speaks of, and the words that say so."""
    text = text[:_LONGEST]
    for pattern, term in _PATTERNS:
        for match in pattern.finditer(text):
            if term == "free" or not _NO.search(text[max(0, match.start() - 20) : match.start()]):
                return term, " ".join(match[0].split())
    return None


def terms_used() -> set[str]:
    """Return every term this module can give; a test holds them to the vocabulary."""
    return {term for _, term in _PATTERNS}
