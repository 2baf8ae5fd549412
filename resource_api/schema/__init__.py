"""The objects and fields of the org: one table, from which SQL tables, describe, validation and SOQL are made."""
