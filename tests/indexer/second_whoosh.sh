#!/usr/bin/env bash
# Runs the index tests on Whoosh-Reloaded as well, so that we keep to what all distributions of
# Whoosh have in common (docs/decisions/0020-whoosh-distribution.md). Two of them must never be
# installed together, hence a second environment.
set -euo pipefail
cd "$(dirname "$0")/../.."
second="Whoosh-Reloaded==2.7.5"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    grep -E '^(filelock|numpy|pydantic|PyStemmer|python-slugify|PyYAML|RapidFuzz|rich|w3lib)' requirements.txt
    grep -E '^(hypothesis|pytest)' requirements-dev.txt
    echo "$second"
} >"$folder/requirements.txt"
"${PYTHON:-.venv/bin/python}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$folder/requirements.txt"
"$folder/venv/bin/python" -m pytest tests/indexer -q -n auto -p no:cacheprovider
