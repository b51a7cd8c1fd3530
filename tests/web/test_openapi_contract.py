"""The API keeps to its own description: schemathesis makes up requests and judges the answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from catalog.store import Catalog
from indexer.json_form import entry_to_json
from web.routes.api import API
from web.routes.openapi import describe

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "kb"
CONFIG = ROOT / "tests" / "data" / "schemathesis.toml"


def test_made_up_requests_get_the_answers_that_are_described(app: str, tmp_path: Path) -> None:
    """Values at and past limits, wrong methods, doubled and unknown parameters, and chance.

    Run as its own command, because its plugin for pytest needs an older pytest than ours.
    """
    run = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    run += ["run", f"{app}/{API}/openapi.json", "--max-examples", "15", "--seed", "1"]
    run += ["--phases", "examples,coverage,fuzzing"]
    run += ["--request-timeout", "30", "--generation-database", "none", "--no-color"]
    quiet = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        run, cwd=tmp_path, env=quiet, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 4" in done.stdout, done.stdout  # all operations, and none was left out


def test_the_description_is_valid(app: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        document = session.get(f"{app}/{API}/openapi.json", timeout=30).json()
    errors = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
    assert errors == []


def test_every_shipped_entry_keeps_to_the_description() -> None:
    catalog = Catalog(SHIPPED)
    document = describe(catalog.vocabularies)
    named = {"$ref": "#/components/schemas/Entry", "components": document["components"]}
    validator = Draft202012Validator(named)
    wrong = {
        entry_id: [error.message for error in validator.iter_errors(data)]
        for entry_id in catalog.ids()
        if not validator.is_valid(data := entry_to_json(catalog.read(entry_id)))
    }
    assert wrong == {}
    known = set(document["components"]["schemas"]["Entry"]["properties"])
    named_in_use = {name for i in catalog.ids() for name in entry_to_json(catalog.read(i))}
    assert named_in_use <= known  # no field is sent that is not described


@pytest.mark.parametrize("path", ["/search", "/facets", "/suggest", "/entries/{id}"])
def test_every_status_that_a_client_must_expect_is_named(path: str) -> None:
    operation = describe({})["paths"][path]["get"]
    expected = {"200", "304", "414", "422", "429", "503"}
    expected |= {"301", "404", "410"} if path == "/entries/{id}" else set()
    assert expected <= set(operation["responses"])
    assert "ETag" in operation["responses"]["200"]["headers"]
