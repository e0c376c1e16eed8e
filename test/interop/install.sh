#!/bin/sh
# Creates test/interop/.venv with the PyIceberg and the OTLP messages that the interop tests run against.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python3 -m venv "$here/.venv"
"$here/.venv/bin/pip" install --quiet --disable-pip-version-check \
  'pyiceberg[sql-sqlite,pyarrow]==0.12.*' 'pyiceberg-core' \
  'opentelemetry-proto==1.*'
"$here/.venv/bin/python" -c 'import pyiceberg; print("PyIceberg", pyiceberg.__version__)'
