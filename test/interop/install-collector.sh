#!/bin/sh
# Makes test/interop/.collector/otelcol: an OpenTelemetry collector with its OTLP receiver and its debug exporter, built from source, that
# collector.interop.test.ts runs against. Needs Go 1.25 or later and its module proxy; takes about a minute and a half on two cores.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=$here/.collector
version=v0.165.0
command -v go >/dev/null || {
  echo "install-collector.sh: no go here; see https://go.dev/doc/install" >&2
  exit 1
}
mkdir -p "$into"
GOBIN=$into go install "go.opentelemetry.io/collector/cmd/builder@$version"
cat >"$into/builder.yaml" <<YAML
dist: { name: otelcol, output_path: $into/build }
receivers:
  - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver $version
exporters:
  - gomod: go.opentelemetry.io/collector/exporter/debugexporter $version
YAML
"$into/builder" --config "$into/builder.yaml"
mv "$into/build/otelcol" "$into/otelcol"
rm -rf "$into/build" "$into/builder"
"$into/otelcol" --version
