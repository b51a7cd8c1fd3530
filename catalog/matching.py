"""Finding the record that describes the same resource as a draft."""

from collections.abc import Container, Iterable

from catalog.address import address_key
from catalog.folding import fold
from catalog.model import Harvest, LinkRole, Record

_Key = tuple[str, ...]


class Matcher:
    """The records there are, by everything that can identify the resource they describe.

    Two records are of one resource when the same item of the same page gave both, or the same
    item of another page of that source unless the years or languages differ, or when their first
    addresses are the same place, or their titles, years and publishers are the same and their
    languages do not differ, or when the first address of the one is any page or file of the other
    (as with merged entries). An address or title that several records share identifies none.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: dict[str, Record] = {}
        self._ids: dict[_Key, dict[str, None]] = {}
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Add a record, or what else is known of one already added (its draft)."""
        self._records.setdefault(record.id, record)
        for key in _keys(record):
            self._ids.setdefault(key, {})[record.id] = None

    def same_item(self, draft: Record, claimed: Container[str] = ()) -> str | None:
        """Return the record that the same item gave before; None when there is none."""
        harvest = _harvest(draft)
        if harvest is None:
            return None
        here = self._only(("page", harvest.source, harvest.address, harvest.item), claimed)
        if here:
            return here
        there = self._only(("item", harvest.source, harvest.item), claimed)
        if there is None or languages_differ(self._records[there], draft):
            return None
        return there if _years_agree(self._records[there], draft) else None

    def same_resource(self, draft: Record, claimed: Container[str] = ()) -> str | None:
        """Return the record with the same address, else the same title, year and publisher."""
        keys = [key for key in _keys(draft) if key[0] in ("address", "title")]
        keys += [("link", key[1]) for key in keys if key[0] == "address"]
        return next((found for key in keys if (found := self._only(key, claimed, draft))), None)

    def _only(self, key: _Key, claimed: Container[str], draft: Record | None = None) -> str | None:
        ids = list(self._ids.get(key, ()))
        if draft and key[0] == "title":
            ids = [i for i in ids if not languages_differ(self._records[i], draft)]
        if len(ids) != 1:
            return None
        (found,) = ids
        return None if found in claimed else found


def _keys(record: Record) -> list[_Key]:
    keys: list[_Key] = []
    if harvest := _harvest(record):
        keys.append(("page", harvest.source, harvest.address, harvest.item))
        keys.append(("item", harvest.source, harvest.item))
    if record.address:
        keys.append(("address", address_key(record.address)))
    places = (k for k in record.links if k.role in (LinkRole.LANDING, LinkRole.DOWNLOAD))
    keys += [("link", address_key(link.url)) for link in places]
    year = str(record.published.year) if record.published else ""
    keys.append(("title", fold(record.title), year, fold(record.publisher or "")))
    return keys


def _harvest(record: Record) -> Harvest | None:
    harvest: Harvest | None = getattr(record, "harvest", None)
    return harvest


def languages_differ(one: Record, other: Record) -> bool:
    """Whether two records are known to be in different languages: a translation at most."""
    return bool(one.languages and other.languages and not set(one.languages) & set(other.languages))


def _years_agree(one: Record, other: Record) -> bool:
    return not (one.published and other.published and one.published.year != other.published.year)
