"""The index follows the files: only what changed is read, and nothing good is lost."""

from pathlib import Path

import pytest
from shelf_of_examples import entry, found, vocabularies

from catalog.problem import BadFile
from catalog.store import Catalog
from indexer.backend import SearchBackend
from indexer.query import Query
from indexer.sync import SyncReport, sync


class CountingCatalog(Catalog):
    """Remembers which entries were read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.was_read: list[str] = []

    def read(self, entry_id: str):
        self.was_read.append(entry_id)
        return super().read(entry_id)


@pytest.fixture
def catalog(tmp_path: Path) -> CountingCatalog:
    catalog = CountingCatalog(tmp_path / "kb")
    for name in ("one", "two", "three"):
        catalog.write(entry(name, f"Kova {name}"))
    return catalog


def test_a_first_sync_builds_and_a_second_plans_nothing(
    catalog: CountingCatalog, backend: SearchBackend
) -> None:
    assert sync(catalog, backend) == SyncReport(added=3, rebuilt=True)
    before = backend.status()
    catalog.was_read.clear()
    report = sync(catalog, backend)
    assert report == SyncReport(unchanged=3)
    assert catalog.was_read == []
    assert backend.status() == before


def test_only_files_that_changed_are_read(catalog: CountingCatalog, backend: SearchBackend) -> None:
    sync(catalog, backend)
    catalog.was_read.clear()
    catalog.write(entry("two", "Lumi two"))
    catalog.write(entry("four", "Kova four"))
    catalog.delete("one")
    assert sync(catalog, backend) == SyncReport(added=1, changed=1, removed=1, unchanged=1)
    assert sorted(catalog.was_read) == ["four", "two"]
    assert found(backend, "kova") == ["four", "three"]
    assert found(backend, "lumi") == ["two"]
    assert sync(catalog, backend) == SyncReport(unchanged=3)


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_bad_file_is_reported_and_its_last_good_version_stays(
    catalog: CountingCatalog, backend: SearchBackend, rebuild: bool
) -> None:
    sync(catalog, backend)
    catalog.path("two").write_text("id: two\ntitle: [", encoding="utf-8")
    catalog.path("new").write_text("nonsense", encoding="utf-8")
    for _ in range(2):  # it is reported as long as it is bad
        report = sync(catalog, backend, rebuild)
        assert {problem.file.stem for problem in report.problems} == {"two", "new"}
        assert all(problem.line for problem in report.problems)
        assert (report.changed, report.removed, report.unchanged) == (0, 0, 2)
        assert found(backend, "kova") == ["one", "three", "two"]
    catalog.delete("two")
    catalog.write(entry("two", "Lumi two"))
    assert sync(catalog, backend).changed == 1
    assert found(backend, "lumi") == ["two"]


def test_an_entry_that_is_no_longer_published_is_read_once(
    catalog: CountingCatalog, backend: SearchBackend
) -> None:
    sync(catalog, backend)
    catalog.write(entry("one", "Kova one", status="withdrawn"))
    assert sync(catalog, backend).changed == 1
    catalog.was_read.clear()
    assert sync(catalog, backend) == SyncReport(unchanged=3)
    assert catalog.was_read == []
    assert found(backend, "kova") == ["three", "two"]


def test_other_vocabularies_rebuild_the_index(
    catalog: CountingCatalog, open_backend, tmp_path: Path
) -> None:
    sync(catalog, open_backend(tmp_path / "index", vocabularies(), 20))
    renamed = vocabularies(kind=[{"id": "manual", "label": "Lumi", "retired": ["guide"]}])
    backend = open_backend(tmp_path / "index", renamed, 20)
    assert sync(catalog, backend) == SyncReport(unchanged=3, rebuilt=True)
    assert sorted(found(backend, "lumi")) == ["one", "three", "two"]
    result = backend.search(Query.build(filters={"kind": ["guide"]}))
    assert [value.value for value in result.facets["kind"]] == ["manual"]


def test_a_rebuild_reads_everything(catalog: CountingCatalog, backend: SearchBackend) -> None:
    sync(catalog, backend)
    catalog.was_read.clear()
    assert sync(catalog, backend, rebuild=True) == SyncReport(unchanged=3, rebuilt=True)
    assert sorted(catalog.was_read) == ["one", "three", "two"]


def test_a_file_removed_meanwhile_is_no_problem(
    catalog: CountingCatalog, backend: SearchBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(entry_id: str):
        if entry_id == "two":
            raise KeyError(entry_id)
        return Catalog.read(catalog, entry_id)

    monkeypatch.setattr(catalog, "read", gone)
    report = sync(catalog, backend)
    assert report.problems == ()
    assert found(backend, "kova") == ["one", "three"]


def test_a_report_can_be_read_and_parsed(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "bad.yaml").write_text("- x", encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        Catalog(tmp_path).read("bad")
    report = SyncReport(1, 2, 3, 4, True, caught.value.problems)
    assert str(report) == (
        "1 added, 2 changed, 3 removed, 4 unchanged, 1 cannot be used, built anew"
    )
    plain = report.to_json()
    assert plain["added"] == 1
    assert plain["problems"][0]["file"].endswith("entries/bad.yaml")
