"""What docs/rest-api.md shows of objects.toml and records.json can be used as it stands."""

import re
from pathlib import Path

from resource_api.records.seed_file import read_seed
from resource_api.schema.custom_types import CUSTOM_TYPES
from resource_api.schema.objects_file import load_schema

PAGE = (Path(__file__).parents[3] / "docs" / "rest-api.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    [block] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(block)


def test_its_objects_and_records_are_good_together(tmp_path: Path) -> None:
    objects, records = tmp_path / "objects.toml", tmp_path / "records.json"
    objects.write_text(_block("toml"), encoding="utf-8")
    records.write_text(_block("json"), encoding="utf-8")
    found = read_seed(records, load_schema(objects))
    assert [(one.one.name, one.reference) for one in found] == [("Account", "Northwind"), ("Delivery__c", "First")]


def test_its_table_names_every_type_with_every_key() -> None:
    rows = [row.split(" | ", 1) for row in PAGE.splitlines() if row.startswith("| `")]
    told = {name: row[1] for row in rows for name in re.findall(r"`(\w+)`", row[0]) if name in CUSTOM_TYPES}
    assert told.keys() == CUSTOM_TYPES.keys()
    missing = [
        (name, key)
        for name, one in CUSTOM_TYPES.items()
        for key in one.keys - {"required"}
        if f"`{key}`" not in told[name]
    ]
    assert missing == []
    assert {name for name, one in CUSTOM_TYPES.items() if "required" not in one.keys} == {
        name for name, row in told.items() if "never `required`" in row
    }
