"""What tests of the web share: a small knowledge base, every kind of entry and trouble in it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from catalog.link_checks import Answer, LinkCheck
from catalog.lists import KeptList
from catalog.model import Entry
from catalog.store import Catalog
from catalog.strict_yaml import dump
from catalog.vocabulary import FACET_FILES, Vocabulary
from indexer.whoosh_backend import WhooshBackend
from web.shelf import Shelf

T = TypeVar("T")

NOW = datetime(2024, 6, 1, 10, 30, tzinfo=UTC)
TODAY = NOW.date()
"""The day on which tests without a server look at it."""

TERMS: dict[str, list[dict[str, Any]]] = {
    "topic": [
        {
            "id": "neglect",
            "label": "Neglect",
            "labels": [{"text": "negligencia", "type": "spanish"}],
        },
        {"id": "supervisory-neglect", "label": "Supervisory neglect", "broader": "neglect"},
        {"id": "medical-neglect", "label": "Medical neglect", "broader": "neglect"},
        {
            "id": "engagement",
            "label": "Family engagement",
            "labels": [{"text": "working alongside families"}],
        },
        {
            "id": "motivational-interviewing",
            "label": "Motivational interviewing",
            "broader": "engagement",
            "labels": [{"text": "MI", "type": "abbreviation"}],
        },
        {"id": "kinship-care", "label": "Kinship care", "retired": ["relative-care"]},
        {
            "id": "supervision",
            "label": "Supervision",
            "labels": [
                {"text": "SE", "type": "abbreviation", "ambiguous": "Sweden"},
                {"text": "supervisión", "type": "spanish"},
            ],
        },
        {"id": "housing", "label": "Housing"},
        *(
            {"id": f"special-{n:02}", "label": f"Special topic {n:02}", "broader": "housing"}
            for n in range(1, 15)
        ),
    ],
    "audience": [
        {"id": "caseworkers", "label": "Caseworkers"},
        {"id": "supervisors", "label": "Supervisors"},
        {
            "id": "caregivers",
            "label": "Caregivers",
            "labels": [{"text": "cuidadores", "type": "spanish"}],
        },
        {"id": "judges", "label": "Judges"},
    ],
    "kind": [
        {"id": "guide", "label": "Guide"},
        {"id": "podcast-episode", "label": "Podcast episode"},
        {"id": "course", "label": "Course", "labels": [{"text": "curso", "type": "spanish"}]},
        {"id": "journal-article", "label": "Journal article"},
        {"id": "strategy-plan", "label": "Strategy or plan"},
    ],
    "format": [
        {"id": "html", "label": "Web page"},
        {"id": "pdf", "label": "PDF"},
        {"id": "audio", "label": "Audio"},
    ],
    "jurisdiction": [
        {"id": code, "label": label}
        | ({"labels": [{"text": "SE", "type": "abbreviation"}]} if code == "sweden" else {})
        for code, label in [
            ("us", "United States"),
            ("uk", "United Kingdom"),
            ("ireland", "Ireland"),
            ("australia", "Australia"),
            ("canada", "Canada"),
            ("spain", "Spain"),
            ("france", "France"),
            ("italy", "Italy"),
            ("norway", "Norway"),
            ("sweden", "Sweden"),
            ("denmark", "Denmark"),
            ("finland", "Finland"),
        ]
    ],
    "language": [{"id": "en", "label": "English"}, {"id": "es", "label": "Spanish"}],
    "access": [
        {
            "id": "free",
            "label": "Free",
            "note": "Opens at once, without an account. Paper copies are another matter.",
        },
        {"id": "registration", "label": "Free with registration"},
    ],
}

PLAIN = {
    "kind": "guide",
    "publisher": "Harbour Practice Centre",
    "languages": ["en"],
    "jurisdictions": ["us"],
    "access": "free",
    "added": date(2024, 1, 5),
}

ENTRIES: list[dict[str, Any]] = [
    {
        "id": "home-alone-guide",
        "title": "Left alone at home: judging supervision",
        "summary": "Weighing age, time of day and the child's own view when parents go out.\n\n"
        "With two worked examples and a list of questions for the first visit.",
        "topics": ["supervisory-neglect"],
        "audiences": ["caseworkers", "supervisors"],
        "published": "2019-05",
        "format": "pdf",
        "length": {"pages": 66},
        "links": [
            {"role": "landing", "url": "https://www.harbour.example/alone"},
            {
                "role": "download",
                "url": "https://www.harbour.example/alone.pdf",
                "format": "pdf",
                "size_kb": 587,
            },
        ],
        "relations": [{"type": "replaced-by", "entry": "home-alone-guide-2"}],
        "former_ids": ["alone-guide"],
        "authors": ["Rosa Lindqvist", "Per Abara"],
        "identifiers": {"doi": "10.5555/alone"},
    },
    {
        "id": "home-alone-guide-2",
        "title": "Left alone at home: second edition",
        "summary": "The revised guide on judging whether a child can be left without an adult.",
        "topics": ["supervisory-neglect"],
        "audiences": ["caseworkers"],
        "published": "2023",
        "format": "pdf",
    },
    {
        "id": "doorstep-podcast",
        "title": "On the doorstep",
        "kind": "podcast-episode",
        "summary": "A worker and a father talk about the first five minutes of an unwanted visit.",
        "topics": ["motivational-interviewing"],
        "audiences": ["caseworkers"],
        "published": "2021-03-09",
        "format": "audio",
        "episode": {
            "series": "Kitchen table talks",
            "number": 4,
            "minutes": 45,
            "transcript": "https://radio.example/4.txt",
        },
        "links": [{"role": "audio", "url": "https://radio.example/4.mp3"}],
    },
    {
        "id": "spotting-neglect-course",
        "title": "Spotting neglect early",
        "kind": "course",
        "summary": "A self-paced course with short film scenes and a closing test.",
        "topics": ["neglect", "medical-neglect"],
        "audiences": ["caseworkers", "caregivers"],
        "published": "2022",
        "access": "registration",
        "identifiers": {"course_number": "HPC-221", "ce_broker": "20-77123"},
        "course": {
            "credit_hours": 2,
            "credit_types": ["Social work"],
            "approvals": [
                {
                    "board": "Board of Harbour Social Workers",
                    "jurisdiction": "us",
                    "number": "SW-40",
                    "number_type": "License",
                }
            ],
            "pass_mark": 70,
            "delivery": ["self-study"],
            "objectives": ["Name four kinds of neglect", "Write down what was seen"],
            "key_messages": [{"basis": "Local guidance", "points": ["Ask, then look"]}],
            "reading": [
                {"title": "Left alone at home", "entry": "home-alone-guide-2"},
                {"title": "Notes on seeing", "publisher": "Quay Press"},
            ],
        },
        "links": [{"role": "landing", "url": "https://learn.example/neglect"}],
    },
    {
        "id": "grandparents-article",
        "title": "What grandparents ask first",
        "kind": "journal-article",
        "summary": "Interviews with forty kinship carers about money, school and sleep.",
        "topics": ["kinship-care"],
        "audiences": ["caregivers", "caseworkers"],
        "published": "2018-06",
        "article": {"volume": "20", "issue": "10", "month": "June"},
        "relations": [{"type": "describes", "entry": "doorstep-podcast"}],
        "jurisdictions": ["uk"],
        "publisher": "Quay Press",
    },
    {
        "id": "quay-strategy",
        "title": "Quay neglect strategy",
        "kind": "strategy-plan",
        "summary": "What the partners in Quay agreed to do together about neglect.",
        "topics": ["neglect"],
        "audiences": ["supervisors"],
        "published": "2015",
        "strategy": {"from": "2015", "to": "2018"},
        "review": {"last": date(2016, 2, 1), "by": date(2018, 2, 1)},
        "jurisdictions": ["uk"],
    },
    {
        "id": "supervision-es",
        "title": "Supervisión que cuida",
        "summary": "Una guía breve para hablar de casos difíciles sin prisa.",
        "topics": ["supervision"],
        "audiences": ["supervisors"],
        "published": "2020",
        "languages": ["es"],
        "jurisdictions": ["spain"],
    },
    {
        "id": "hostile-entry",
        "title": '<script>window.hacked=1</script><b>Bold & "quoted"</b>',
        "summary": "<img src=x onerror=window.hacked=2> and **stars** {{ 7*7 }} $x^2$ :smile: "
        "[link](javascript:window.hacked=3)",
        "publisher": "</span><script>window.hacked=4</script>",
        "topics": ["housing"],
        "audiences": ["judges"],
        "published": "2011",
    },
    {
        "id": "withdrawn-notes",
        "title": "Notes that were withdrawn",
        "status": "withdrawn",
        "topics": ["neglect"],
        "relations": [{"type": "replaced-by", "entry": "home-alone-guide-2"}],
    },
    {"id": "unfinished", "title": "Not ready yet", "status": "draft"},
]

LINKS = {
    "https://radio.example/4.mp3": LinkCheck(
        checked=date(2024, 1, 9), answer=Answer.GONE, gone_since=date(2024, 1, 8)
    ),
    "https://radio.example/4.txt": LinkCheck(checked=date(2024, 1, 9), answer=Answer.OPENS),
    "https://www.harbour.example/alone": LinkCheck(
        checked=date(2024, 1, 9), answer=Answer.MOVED, moved_to="https://new.harbour.example/1"
    ),
    "https://www.harbour.example/alone.pdf": LinkCheck(
        checked=date(2024, 1, 9), answer=Answer.CLOSED
    ),
}
"""What checks of links have found, as the app of the tests shows it."""

LISTS: list[dict[str, Any]] = [
    {
        "id": "first-visits",
        "title": "Before the first visit",
        "description": "Two things to know at the door.",
        "items": [
            {"entry": "doorstep-podcast", "note": "For the way there."},
            {"entry": "alone-guide"},
            {"entry": "withdrawn-notes"},
            {"entry": "never-was"},
        ],
    },
    {"id": "kin", "title": "Kinship, always new", "search": "topic=kinship-care"},
]

PLACES = [term["id"] for term in TERMS["jurisdiction"]]


def notes() -> list[dict[str, Any]]:
    """Return forty plain entries, so that there are pages, years and long lists."""
    made: list[dict[str, Any]] = [
        {
            "id": f"practice-note-{n:02}",
            "title": f"Practice note {n:02}",
            "summary": f"Short note number {n} about listening well on a home visit.",
            "topics": ["engagement"],
            "audiences": ["caseworkers"],
            "published": str(2000 + n % 10),
            "jurisdictions": [PLACES[n % len(PLACES)]],
            "format": "html",
            "links": [{"role": "landing", "url": f"https://notes.example/{n}"}],
        }
        for n in range(1, 41)
    ]
    for n, note in enumerate(made, start=1):
        if n < 15:
            note["topics"].append(f"special-{n:02}")
        if n >= 10:
            note["publisher"] = f"House {n}"
    made[0]["length"] = {"pages": 4}
    del made[39]["published"]
    return made


def build(folder: Path) -> Catalog:
    """Write the knowledge base into an empty folder."""
    (folder / "entries").mkdir(parents=True)
    (folder / "vocabularies").mkdir()
    for scheme, file in FACET_FILES.items():
        terms = {"scheme": scheme, "title": scheme.title(), "terms": TERMS[scheme]}
        Vocabulary.model_validate(terms)
        text = dump(terms, None)
        (folder / "vocabularies" / file).write_text(text, encoding="utf-8")
    catalog = Catalog(folder)
    for given in [*ENTRIES, *notes()]:
        catalog.write(Entry.model_validate({**PLAIN, **given}))
    (folder / "lists").mkdir()
    for kept in LISTS:
        KeptList.model_validate(kept)
        path = folder / "lists" / f"{kept['id']}.yaml"
        path.write_text(dump(kept, None), encoding="utf-8")
    broken = folder / "entries" / "broken.yaml"
    broken.write_text("id: broken\ntitle: Broken\nkind: guide\nadded: someday\n", encoding="utf-8")
    return catalog


def open_shelf(folder: Path, index: Path, **options: Any) -> Shelf:
    """Open a knowledge base with its index in a folder of its own."""
    return Shelf(folder, lambda terms: WhooshBackend(index, terms), **options)


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: the browser tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
