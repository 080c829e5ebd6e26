"""`scrapy demo` makes a database of its own, and touches no other."""

from tests.crawl.conftest import Press


def test_a_database_that_is_there_is_not_made_anew(press: Press) -> None:
    press.stands_after("elaph")
    before = press.contents()
    for there in (press.database, press.database.with_name("pages.db")):
        done = press.command("demo", "--db", str(press.database))
        assert done.returncode == 2
        assert "name another" in done.stderr
        if press.database.exists():
            assert press.contents() == before
        there.unlink()
