"""Makes the tables, columns and indexes that a database does not have yet, and changes nothing that it has."""

from sqlalchemy import Connection, MetaData, Table, inspect
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable


def make_missing(connection: Connection, tables: MetaData) -> None:
    """Makes what is missing; a column that a table lacks must take NULL or have a server default.

    Raises:
        SQLAlchemyError: The database refuses, or another process makes the same at this moment.
    """
    for table in tables.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        _add_missing_columns(connection, table)
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def _add_missing_columns(connection: Connection, table: Table) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for column in table.columns:
        if column.name not in there:
            specification = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {quoted} ADD COLUMN {specification}")
