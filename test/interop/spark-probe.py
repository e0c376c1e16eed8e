"""What Spark makes of a catalog of Quayside's: one session, a command a line as JSON on stdin, its answer as a line of JSON on stdout."""

import json
import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

root = sys.argv[1]
jars = ",".join(str(jar) for jar in (Path(__file__).parent / ".spark" / "jars").glob("*.jar"))
answers = os.fdopen(os.dup(1), "w", buffering=1)
# What the JVM prints on stdout is no answer.
os.dup2(2, 1)

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", jars)
    .config("spark.driver.memory", "1g")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .config("spark.local.dir", f"{root}/spark")
    .config("spark.sql.warehouse.dir", f"{root}/spark/warehouse")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
    # Named as Quayside's catalog: the name is a column of its tables.
    .config("spark.sql.catalog.quayside", "org.apache.iceberg.spark.SparkCatalog")
    .config("spark.sql.catalog.quayside.catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog")
    .config("spark.sql.catalog.quayside.uri", f"jdbc:sqlite:{root}/catalog.sqlite")
    .config("spark.sql.catalog.quayside.warehouse", f"file://{root}/lake")
    # Asking whether its tables are there, Iceberg leaves a statement open that keeps SQLite's view of them for ever.
    .config("spark.sql.catalog.quayside.jdbc.init-catalog-tables", "false")
    # Quayside commits meanwhile: nothing may be answered from memory.
    .config("spark.sql.catalog.quayside.cache-enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def dump(query, out):
    """Writes a query's rows as Parquet into the folder `out`."""
    rows = spark.sql(query)
    rows.coalesce(1).write.mode("overwrite").parquet(out)
    return {"rows": rows.count(), "columns": rows.columns}


def load(location, out):
    """The rows of a table that is named by its folder or its metadata file, without a catalog."""
    rows = spark.read.format("iceberg").load(location)
    rows.coalesce(1).write.mode("overwrite").parquet(out)
    return {"rows": rows.count(), "columns": rows.columns}


def sql(statement):
    return [row.asDict(recursive=True) for row in spark.sql(statement).collect()]


commands = {"dump": dump, "load": load, "sql": sql}

print(json.dumps({"spark": spark.version}), file=answers)
for line in sys.stdin:
    command, *rest = json.loads(line)
    try:
        answer = {"answer": commands[command](*rest)}
    except Exception as error:
        answer = {"error": str(error)[:4000]}
    print(json.dumps(answer, default=str), file=answers)
spark.stop()
