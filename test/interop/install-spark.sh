#!/bin/sh
# Makes test/interop/.spark: Spark 3.5 with Iceberg's runtime and the JDBC driver of SQLite, that test:spark runs against.
# Needs Python 3.8 to 3.11, Java 17 (or 8, 11) and Maven; takes 1 GB of disk and two minutes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
spark=$here/.spark
for tool in python3 java mvn; do
  command -v "$tool" >/dev/null || {
    echo "install-spark.sh: no $tool here; on Debian: apt-get install python3-venv openjdk-17-jre-headless maven" >&2
    exit 1
  }
done
[ -x "$spark/bin/python" ] || python3 -m venv "$spark"
"$spark/bin/pip" install --quiet --disable-pip-version-check 'pyspark==3.5.9'
for artifact in org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.1 org.xerial:sqlite-jdbc:3.53.4.0; do
  mvn -q -B -Dstyle.color=never dependency:copy "-Dartifact=$artifact" "-DoutputDirectory=$spark/jars"
done
"$spark/bin/python" -c 'import pyspark; print("Spark", pyspark.__version__)'
ls "$spark/jars"
