"""What PyIceberg makes of a catalog of Quayside's. One command per call; answers in JSON on stdout."""

import json
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.conversions import from_bytes
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import BucketTransform, IdentityTransform
from pyiceberg.types import DateType, IntegerType, LongType, NestedField, StringType, TimestamptzType


def scan(table, out, snapshot=None, ref=None):
    reader = table.scan(snapshot_id=int(snapshot)) if snapshot else table.scan()
    if ref:
        reader = reader.use_ref(ref)
    rows = reader.to_arrow()
    pq.write_table(rows, out)
    return {
        "rows": rows.num_rows,
        "ids": sorted(table.schema()._lazy_id_to_name.keys() if hasattr(table.schema(), "_lazy_id_to_name") else []),
        "columns": {name: table.schema().find_field(name).field_id for name in table.schema().column_names},
        "snapshots": [str(s.snapshot_id) for s in table.snapshots()],
        "operations": [s.summary.operation.value for s in table.snapshots()],
        "current": str(table.current_snapshot().snapshot_id) if table.current_snapshot() else None,
        "refs": {name: str(r.snapshot_id) for name, r in table.metadata.refs.items()},
        "deletes": table.inspect.delete_files().num_rows,
    }


def append(table, source):
    table.append(pq.read_table(source).cast(table.schema().as_arrow()))
    return {"snapshot": str(table.current_snapshot().snapshot_id)}


def delete(table, condition):
    table.delete(condition)
    return {"snapshot": str(table.current_snapshot().snapshot_id)}


def bounds(table):
    """Every bound encloses the values of its column in its file; the names of those that do not."""
    wrong, checked = [], 0
    for task in table.scan().plan_files():
        rows = pq.read_table(task.file.file_path.removeprefix("file://"), partitioning=None)
        for field in table.schema().fields:
            if not field.field_type.is_primitive or field.name not in rows.column_names:
                continue
            column = rows[field.name]
            ends = pc.min_max(column)
            for bytes_by_id, end, fits in (
                (task.file.lower_bounds, ends["min"], lambda bound, value: bound <= value),
                (task.file.upper_bounds, ends["max"], lambda bound, value: bound >= value),
            ):
                raw = (bytes_by_id or {}).get(field.field_id)
                if raw is None or not end.is_valid:
                    continue
                checked += 1
                value = end.as_py()
                if isinstance(field.field_type, DateType):
                    value = pa.scalar(value).cast(pa.int32()).as_py()
                if isinstance(field.field_type, TimestamptzType):
                    value = pa.scalar(value, pa.timestamp("us", "UTC")).cast(pa.int64()).as_py()
                bound = from_bytes(field.field_type, raw)
                if isinstance(value, str):
                    bound, value = bound.encode(), value.encode()
                if not fits(bound, value):
                    wrong.append(f"{field.name}: {bound} {value}")
    return {"checked": checked, "wrong": wrong}


def make_bucketed(catalog, name):
    schema = Schema(
        NestedField(1, "tenant_id", StringType(), required=False),
        NestedField(2, "key", StringType(), required=False),
        NestedField(3, "n", LongType(), required=False),
    )
    spec = PartitionSpec(
        PartitionField(1, 1000, IdentityTransform(), "tenant_id"),
        PartitionField(2, 1001, BucketTransform(16), "key_bucket"),
    )
    table = catalog.create_table(name, schema, partition_spec=spec)
    table.append(pa.table({"tenant_id": ["acme"] * 50, "key": [f"k{i}" for i in range(50)], "n": list(range(50))}))
    return {"files": table.inspect.files().num_rows}


def buckets(source):
    rows = pq.read_table(source)
    kinds = {"text": StringType(), "whole": IntegerType(), "long": LongType(), "day": DateType(), "time": TimestamptzType()}
    answer = {}
    for name, kind in kinds.items():
        apply = BucketTransform(16).transform(kind)
        column = rows[name]
        if name == "day":
            column = column.cast(pa.int32())
        if name == "time":
            column = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
        answer[name] = [None if value is None else apply(value) for value in column.to_pylist()]
    return answer


def partitions(table):
    """The partition tuples that manifests give, with their paths' row counts."""
    files = table.inspect.files().to_pylist()
    return {"files": [{"partition": {k: str(v) for k, v in f["partition"].items()}, "rows": f["record_count"]} for f in files]}


def summaries(table):
    """Each snapshot's summary, and the same counts from the files that PyIceberg finds live in it and in its parent."""
    def live(snapshot_id):
        if snapshot_id is None or table.snapshot_by_id(snapshot_id) is None:
            return {}
        found = {}
        for manifest in table.snapshot_by_id(snapshot_id).manifests(table.io):
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
                found[entry.data_file.file_path] = (entry.data_file, manifest.partition_spec_id)
        return found

    def tally(files, names):
        data = [f for f, _ in files if f.content.value == 0]
        deletes = [f for f, _ in files if f.content.value == 1]
        counts = (len(data), sum(f.record_count for f in data), len(deletes), len(deletes),
                  sum(f.record_count for f in deletes), sum(f.file_size_in_bytes for f, _ in files))
        return dict(zip(names, counts))

    answer = []
    for snapshot in table.snapshots():
        now, before = live(snapshot.snapshot_id), live(snapshot.parent_snapshot_id)
        added = [now[path] for path in now.keys() - before.keys()]
        removed = [before[path] for path in before.keys() - now.keys()]
        totals = tally(now.values(), ["total-data-files", "total-records", "total-delete-files", "total-delete-files",
                                      "total-position-deletes", "total-files-size"])
        changes = {
            **tally(added, ["added-data-files", "added-records", "added-delete-files", "added-position-delete-files",
                            "added-position-deletes", "added-files-size"]),
            **tally(removed, ["deleted-data-files", "deleted-records", "removed-delete-files",
                              "removed-position-delete-files", "removed-position-deletes", "removed-files-size"]),
            "changed-partition-count": len({(spec, str(f.partition)) for f, spec in added + removed}),
        }
        counted = {**totals, **{name: count for name, count in changes.items() if count > 0}, "total-equality-deletes": 0}
        known = snapshot.parent_snapshot_id is None or table.snapshot_by_id(snapshot.parent_snapshot_id) is not None
        summary = snapshot.summary
        answer.append({"snapshot": str(snapshot.snapshot_id), "operation": summary.operation.value,
                       "parentKnown": known, "summary": dict(summary.additional_properties),
                       "counted": {name: str(count) for name, count in counted.items()}})
    return answer


def main():
    root, command, *rest = sys.argv[1:]
    if command == "buckets":
        return buckets(*rest)
    catalog = SqlCatalog("quayside", uri=f"sqlite:///{root}/catalog.sqlite", warehouse=f"file://{root}/lake")
    if command == "make-bucketed":
        return make_bucketed(catalog, *rest)
    if command == "tables":
        return [".".join(name) for space in catalog.list_namespaces() for name in catalog.list_tables(space)]
    table = catalog.load_table(rest[0])
    return {"scan": scan, "append": append, "delete": delete, "bounds": bounds, "partitions": partitions, "summaries": summaries}[command](table, *rest[1:])


print(json.dumps(main()))
