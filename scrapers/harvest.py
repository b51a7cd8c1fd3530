"""A harvest run: pages in, proposals into the inbox, a report out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

from catalog.problem import BadFile
from catalog.sources import Source
from catalog.store import Catalog
from catalog.vocabulary import Vocabulary
from scrapers.crawl import PAGE, limits_of
from scrapers.drift import History, drift, shape_of
from scrapers.fetcher import Fetcher
from scrapers.gather import Gatherer
from scrapers.holdings import Holdings
from scrapers.inbox import Inbox
from scrapers.journal import Journal, Visit
from scrapers.normalise import tidy_address
from scrapers.page import NotUnderstood, Page
from scrapers.progress import Progress
from scrapers.reading import Came, Reader
from scrapers.registry import SCRAPERS
from scrapers.report import Item, Outcome, Report
from scrapers.saved_pages import (
    SUFFIXES,
    address_of,
    list_saved,
    read_saved,
    source_of,
    start_page,
)
from scrapers.scraper import Scraper
from scrapers.survey import Survey, steps_of, survey_of, survey_of_saved


class Harvest:
    """One run over sources or saved pages.

    The pages of a source are all read before the first of them is proposed: so it can be seen
    whether the source still gives what it used to, and what it no longer lists.
    """

    def __init__(
        self,
        catalog: Catalog,
        sources: Mapping[str, Source],
        when: datetime,
        scrapers: Mapping[str, Scraper] = SCRAPERS,
    ) -> None:
        self.report = Report()
        self._catalog = catalog
        self._scrapers = scrapers
        self._sources = sources
        self._when = when
        self._holdings: Holdings | None = None
        self._reader = Reader(scrapers, _readable_vocabularies(catalog))

    @cached_property
    def _inbox(self) -> Inbox:
        """The inbox as it is when the first source is proposed.

        Not earlier: fetching takes hours, and librarians go on working.
        """
        return Inbox(self._catalog, self._sources, self._scrapers, self._holdings)

    def fetch(
        self,
        sources: Iterable[Source],
        fetcher: Fetcher,
        work_dir: Path,
        progress: Progress | None = None,
        accept_drift: Collection[str] = (),
    ) -> Report:
        """Harvest sources; pages that an interrupted run has left in `work_dir` are not fetched.

        `accept_drift` names sources that may look different from now on. Raises BadFile when what
        the inbox remembers cannot be read; the next run then goes on from there.
        """
        self._holdings = Holdings(work_dir / "holdings")
        journals = work_dir / "run"
        jobs = [(s, Journal(journals / f"{s.id}.jsonl", self._when)) for s in sources]
        unfinished = Gatherer(fetcher, self._reader, progress).gather(jobs)
        history = History(work_dir / "shapes")
        for source, journal in jobs:
            if source.id in unfinished:
                self.report.unfinished.append((source.id, unfinished[source.id]))
                continue
            steps = steps_of(source, journal)
            visits = [step.visit for step in steps]
            shape = shape_of(source, visits)
            accepted = source.id in accept_drift
            if reasons := [] if accepted else drift(shape, history.runs(source.id)):
                self._page_item(
                    Outcome.DRIFT,
                    source.id,
                    source.site,
                    "; ".join(reasons) + ". Nothing was proposed. If the site is right, use"
                    f" `kb harvest {source.id} --accept-drift {source.id}`",
                )
                self._trouble(source, visits)
            else:
                survey = survey_of(source, steps)
                self._propose(source, visits, survey, journal.when)
                if survey.cut and (follow := limits_of(source)):
                    self.report.warnings.append(
                        (
                            survey.cut,
                            f"it leads to more pages than `follow.pages` allows ({follow.pages})"
                            f" for {source.id}; the rest was left out",
                        )
                    )
                if shape.listed:
                    history.add(source.id, shape, afresh=accepted)
            journal.end()
        return self.report

    def read(
        self, place: Path, source: Source | None = None, progress: Progress | None = None
    ) -> Report:
        """Harvest saved pages: one file, or a folder; all from `source` if it is given."""
        files, ignored = list_saved(place)
        names = {f: f.name if f == place else f.relative_to(place).as_posix() for f in files}
        self.report.ignored += [file.relative_to(place).as_posix() for file in ignored]
        if not files:
            reason = f"there is no saved page here ({', '.join(SUFFIXES)})"
            self._page_item(Outcome.FAILED, source.id if source else None, str(place), reason)
        visits: dict[str, tuple[Source, list[Visit]]] = {}
        for done, file in enumerate(files, start=1):
            name = f"file:{names[file]}"
            try:
                came = self._saved(read_saved(file), name, source)
            except (OSError, ValueError) as error:
                self._page_item(Outcome.FAILED, source.id if source else None, name, str(error))
            except NotUnderstood as error:
                self._page_item(
                    Outcome.NOT_UNDERSTOOD, source.id if source else None, name, error.reason
                )
            else:
                found = visits.setdefault(came.source.id, (came.source, []))
                found[1].append(self._reader.read(PAGE, came))
            if progress:
                progress("saved pages", done, len(files), names[file])
        for owner, read in visits.values():
            self._propose(owner, read, survey_of_saved(read), self._when)
        return self.report

    def _saved(self, html: str, name: str, source: Source | None) -> Came:
        """Find out where a saved page came from. Raises NotUnderstood."""
        page = Page(html)
        address = address_of(page)
        if source:
            start = start_page(source, address) if address else None
        else:
            source, start = source_of(page, address, self._sources)
        if address is None:
            return Came(source, None, name, source.site, html, known=False)
        return Came(source, start, start.address if start else tidy_address(address), address, html)

    def _propose(self, source: Source, visits: list[Visit], survey: Survey, when: datetime) -> None:
        """Put what the pages of a source gave into the inbox, in the order of the pages."""
        self._trouble(source, visits)
        for visit in visits:
            self.report.warnings += [(visit.page, warning) for warning in visit.warnings]
            if visit.drafts and not visit.outcome:
                self.report.items += self._inbox.propose(
                    visit.drafts, source, visit.listed_on, when, visit.items, survey.listing
                )
        self.report.warnings += self._inbox.returned()
        self.report.items += self._inbox.finish(source, survey.why_gone, when.date())

    def _trouble(self, source: Source, visits: list[Visit]) -> None:
        """Report the pages that failed or were not understood, and links that lead nowhere."""
        for visit in visits:
            if visit.dead_end:
                self.report.warnings.append((visit.page, visit.reason))
            elif visit.outcome:
                self._page_item(visit.outcome, source.id, visit.page, visit.reason)

    def _page_item(self, outcome: Outcome, source: str | None, page: str, reason: str) -> None:
        self.report.items.append(Item(outcome, source, page, reason=reason))


def _readable_vocabularies(catalog: Catalog) -> Mapping[str, Vocabulary]:
    """Return the vocabularies; without sound ones retired terms stay until a draft is accepted."""
    try:
        return catalog.vocabularies
    except BadFile:
        return {}
