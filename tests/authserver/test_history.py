"""The Login History on SQLite and PostgreSQL alike: entries come back as they were kept, the newest first."""

from building import NOW, an_assertion, examined

from authserver.store import Store


def recorded(store: Store, audience: str = "x") -> str:
    with store.login(NOW) as login:
        login.record(examined(an_assertion(aud=audience)).report)
    return login.entry


def test_logins_are_listed_from_the_newest(store: Store) -> None:
    names = [recorded(store, f"https://{number}.example") for number in range(4)]
    entries = store.list_logins(3)
    assert [entry.entry for entry in entries] == names[:0:-1]
    assert [entry.entry for entry in store.list_logins(3, entries[-1].number)] == [names[0]]
    found = store.find_login(names[2])
    assert found is not None
    assert found.report.to_json()["claims"]["aud"] == "https://2.example"
    for other in ("", "x", names[2][:-1], names[2] + "0", "0Ya\0", "\ud800"):
        assert store.find_login(other) is None


def test_a_report_comes_back_as_it_was_kept(store: Store) -> None:
    with store.login(NOW) as login:
        report = examined(an_assertion(aud="x", sub='"ü\0\u202e"', x=[1, {"y": None}], jti=1)).report
        login.record(report)
    found = store.find_login(login.entry)
    assert found is not None
    assert found.report.to_json() == report.to_json()
