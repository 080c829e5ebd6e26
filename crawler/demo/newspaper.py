"""The whole demo as one value: a few publishers, their articles, and what happens to them at run time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Lock
from urllib.parse import urlsplit

from . import cases
from .blog import Blog
from .elaph import Elaph
from .hespress import Hespress
from .printed import Page, Printed
from .publisher import Publisher, place
from .stories import OTHER, TECHNOLOGY, Recipe, Story, write_story
from .themes import Theme

NEWEST = datetime(2024, 6, 12, 18, 0, tzinfo=UTC)
OLD_DAYS = {
    "hespress": datetime(2017, 6, 20, 18, 57, tzinfo=UTC),
    "elaph": datetime(2006, 7, 24, 10, 45, tzinfo=UTC),
}
BLOG = "taqnia-demo.example"
LEAST = 12  # articles per publisher that the deliberate oddities need


class Newspaper:
    """Every publisher of the demo. The same arguments always give the same articles.

    `articles`: per publisher, a quarter of them in the old layout where there is one. `blogs`: how many
    more blogs, `blog1.example` and so on. `newest`: when the newest article came out; each publisher's
    clock starts there and goes on by ten minutes with every change.

    `cases` names the deliberate oddities and their addresses (none with fewer than 12 articles):
    `near_duplicate` and `reprint` are articles (`…_of`: what they repeat), `amp` and `tracked` second
    addresses (`…_of`), `redirect` leads to `redirect_to`, `flaky` is an article whose first answer is a 500; `missing` is a 404, `gone` a 410,
    `soft_404`, `challenge`, `video` and `section_page` answer 200 and hold no article.
    """

    def __init__(
        self,
        articles: int = 20,
        blogs: int = 0,
        seed: int = 1,
        newest: datetime = NEWEST,
        crawl_delay: float | None = None,
    ) -> None:
        self.publishers: tuple[Publisher, ...] = (
            Hespress(),
            Elaph(),
            Blog(BLOG, "تقنية تجريبية"),
            *(Blog(f"blog{number}.example", f"مدونة تقنية {number}") for number in range(1, blogs + 1)),
        )
        self.by_host = {host: publisher for publisher in self.publishers for host in publisher.hosts}
        self._lock = Lock()
        self._seed = seed
        self._count = 0
        self._recipes: dict[str, list[Recipe]] = {}
        repeated: list[Story] = []  # what other papers print again
        for publisher in self.publishers:
            publisher.crawl_delay = crawl_delay
            general = publisher.name in OLD_DAYS
            old = articles // 4 if general else 0
            random = Random(f"{seed}/{publisher.name}")
            stories = self._stories(random, articles - old, general)
            if articles >= LEAST:
                cases.repeat(publisher.name, stories, repeated)
            times = _times(random, articles - old, newest, 500)
            publisher.add([publisher.print_story(*pair) for pair in zip(stories, times, strict=True)])
            if old:
                stories = self._stories(random, old, general)
                times = _times(random, old, OLD_DAYS[publisher.name], 5000)
                publisher.add(
                    [publisher.print_story(*pair, old=True) for pair in zip(stories, times, strict=True)]
                )
        self.cases = cases.arrange(*self.publishers[:3]) if articles >= LEAST else {}

    @property
    def articles(self) -> list[Printed]:
        """Every article there is now, publisher by publisher, each one's newest first."""
        return [article for publisher in self.publishers for article in publisher.articles]

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self.by_host)

    def of(self, name: str) -> list[Printed]:
        """The articles of one publisher, by its name (`hespress`, `elaph`, `taqnia-demo`, `blog1`, …)."""
        return self.publisher(name).articles

    def publisher(self, name: str) -> Publisher:
        """A publisher by name; KeyError where there is none."""
        for publisher in self.publishers:
            if publisher.name == name:
                return publisher
        raise KeyError(f"no publisher named {name!r}; there are {', '.join(p.name for p in self.publishers)}")

    def find(self, url: str) -> Printed:
        """The article at this address; KeyError where there is none."""
        for article in self.articles:
            if url in (article.url, *article.aliases):
                return article
        raise KeyError(f"no article at {url}")

    def answer(self, host: str, target: str) -> Page | None:
        """What `host` answers for `target` (path and query); None for a 404. KeyError for an unknown host."""
        return self.by_host[host].answer(host, target)

    # -- what happens at run time -------------------------------------------------------------------

    def publish(self, name: str = "hespress") -> Printed:
        """A new article, ten minutes after the publisher's last change: every listing moves by one."""
        with self._lock:
            publisher = self.publisher(name)
            self._count += 1
            random = Random(f"{self._seed}/{name}/published/{self._count}")
            story = self._write(random, TECHNOLOGY[self._count % len(TECHNOLOGY)])
            article = publisher.print_story(story, _next(publisher))
            publisher.add([article])
            return article

    def edit(self, url: str, title: str | None = None) -> Printed:
        """A correction: one more sentence in the last paragraph, and another title if one is given."""
        with self._lock:
            article, publisher = self._held(url)
            last = max(at for at, block in enumerate(article.blocks) if block.kind == "paragraph")
            blocks = list(article.blocks)
            note = f"{blocks[last].text} وصُحح في هذا النص رقم ورد خطأ في صيغته رقم {article.version}."
            blocks[last] = replace(blocks[last], text=note)
            changed = replace(
                article,
                title=title or article.title,
                blocks=tuple(blocks),
                version=article.version + 1,
                modified=_next(publisher),
            )
            publisher.change(article, changed, _next(publisher))
            return changed

    def delete(self, url: str) -> Printed:
        """Takes an article away: out of every listing, its address answers 410 from now on."""
        with self._lock:
            article, publisher = self._held(url)
            publisher.change(article, None, _next(publisher))
            publisher.special[place(article.url)] = Page("حُذفت هذه الصفحة".encode(), 410)
            return article

    # -- printing -----------------------------------------------------------------------------------

    def _stories(self, random: Random, count: int, general: bool) -> list[Story]:
        """Subjects in turn; every sixteenth story of a general paper is not about technology."""
        first = random.randrange(len(TECHNOLOGY))
        stories = []
        for turn in range(count):
            themes = OTHER if general and turn % 16 == 7 else TECHNOLOGY
            stories.append(self._write(random, themes[(first + turn) % len(themes)]))
        return stories

    def _write(self, random: Random, theme: Theme) -> Story:
        story, recipe = write_story(random, theme, self._recipes.get(theme.key, ()))
        self._recipes.setdefault(theme.key, []).append(recipe)
        return story

    def _held(self, url: str) -> tuple[Printed, Publisher]:
        article = self.find(url)
        return article, self.by_host[urlsplit(article.url).netloc]


def _times(random: Random, count: int, newest: datetime, longest: int) -> list[datetime]:
    """`count` moments up to `newest`, oldest first, 40 to `longest` minutes between."""
    times = [newest]
    while len(times) < count:
        times.append(times[-1] - timedelta(minutes=random.randint(40, longest)))
    return times[count - 1 :: -1] if count else []


def _next(publisher: Publisher) -> datetime:
    return publisher.changed + timedelta(minutes=10)
