import pytest

from plumbing.database_url import same_database


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("postgresql://here/a", "postgresql+psycopg://max:secret@HERE:5432/a", True),
        ("postgresql:///a", "postgresql://localhost/a", True),
        ("postgresql:///a?host=/run/pg", "postgresql:///a?host=/run/pg&sslmode=disable", True),
        ("postgresql://here/a", "postgresql://here/b", False),
        ("postgresql://here/a", "postgresql://there/a", False),
        ("postgresql://here:5433/a", "postgresql://here/a", False),
        ("postgresql://here/a?options=-csearch_path%3Done", "postgresql://here/a?options=-csearch_path%3Dtwo", False),
        ("sqlite:////x/a", "sqlite+pysqlite:////x/y/../a", True),
        ("sqlite:////x/a", "sqlite:////x/b", False),
        ("sqlite:////x/a", "postgresql:////x/a", False),
        ("none", "none", True),
        ("none", "other", False),
    ],
)
def test_two_urls_lead_to_one_database_however_they_are_written(one: str, other: str, *, are_one: bool) -> None:
    assert same_database(one, other) is are_one
