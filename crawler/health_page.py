"""The health of all sources as one HTML file that holds all it needs: no scripts, nothing fetched."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from crawler.health import Day, Health

QUOTED = re.compile("(«.*?»)")
WIDTH, HEIGHT, BODIES = 360, 48, 24  # pixels: of a chart, of its bars, of the line above them

STYLE = """
:root { color-scheme: light dark; --sound: #2a7f4f; --broken: #c0392b; --bar: #7a8fa6; --line: #b8860b }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding-inline: 1rem }
table { border-collapse: collapse; inline-size: 100% }
th, td { text-align: start; vertical-align: top; padding: .5rem; border-block-end: 1px solid #8884 }
time { white-space: nowrap } td.number { text-align: end; font-variant-numeric: tabular-nums }
.state { font-weight: 600; color: var(--sound) } .broken .state { color: var(--broken) }
ul { margin: 0; padding-inline-start: 1.2rem } svg { display: block; direction: ltr } small { opacity: .7 }
"""


def render(judged: Sequence[Health], histories: Mapping[str, Sequence[Day]], now: datetime) -> str:
    """The page: what is broken first. `histories`: source → its days, oldest first, one chart each."""
    rows = "\n".join(
        _row(health, histories.get(health.source, ()))
        for health in sorted(judged, key=lambda health: (not health.broken, health.source))
    )
    broken = sum(health.broken for health in judged)
    verdict = f"{broken} of {len(judged)} sources broken" if broken else f"all {len(judged)} sources are well"
    return f"""<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Health of the sources: {verdict}</title><style>{STYLE}</style></head>
<body>
<h1>Health of the sources</h1>
<p>{verdict}, {now:%Y-%m-%d %H:%M} UTC. A chart shows the last days, the newest on the right: a bar for the articles of
a day, the line for the length of their bodies, a red mark where crawls failed.</p>
<table>
<thead><tr><th scope="col">source</th><th scope="col">state</th><th scope="col">newest article</th>
<th scope="col">last crawl</th><th scope="col">last week</th><th scope="col">days</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _row(health: Health, days: Sequence[Day]) -> str:
    said = [finding.says for finding in health.findings] or ([health.why] if health.why else [])
    # what a finding quotes of a text has a direction of its own
    items = [QUOTED.sub(r"<bdi>\1</bdi>", escape(line)) for line in said]
    why = "".join(f"<li>{item}</li>" for item in items)
    return (
        f'<tr class="{"broken" if health.broken else "sound"}"><th scope="row"><bdi>{escape(health.source)}</bdi></th>'
        f'<td><span class="state">{health.state}</span>{f"<ul>{why}</ul>" if why else ""}</td>'
        f"<td>{_minute(health.newest)}</td><td>{_minute(health.last_crawl)}</td>"
        f'<td class="number">{health.week}</td><td>{chart(days)}</td></tr>'
    )


def _minute(moment: str | None) -> str:
    if moment is None:
        return "–"
    return f'<time datetime="{escape(moment)}">{escape(moment[:10])} {escape(moment[11:16])}</time>'


def chart(days: Sequence[Day]) -> str:
    """An SVG of a source's days: articles as bars, the median length of their bodies as a line, failures as marks."""
    if not days:
        return ""
    most = max(1, *(day.articles for day in days))
    longest = max(1, *(day.words or 0 for day in days))
    step = WIDTH / len(days)
    bars, marks, points = [], [], []
    for place, day in enumerate(days):
        left = place * step
        if day.articles:
            tall = HEIGHT * day.articles / most
            bars.append(
                f'<rect x="{left:.1f}" y="{BODIES + HEIGHT - tall:.1f}" width="{step * 0.8:.1f}" height="{tall:.1f}">'
                f"<title>{day.day}: {day.articles} articles of {day.words} words</title></rect>"
            )
        if day.words is not None:
            points.append(f"{left + step / 2:.1f},{BODIES * (1 - 0.9 * day.words / longest):.1f}")
        if day.lost:
            marks.append(
                f'<rect x="{left:.1f}" y="{BODIES + HEIGHT + 2}" width="{step * 0.8:.1f}" height="4">'
                f"<title>{day.day}: {day.lost} of {day.crawls} crawls failed</title></rect>"
            )
    label = (
        f"{sum(day.articles for day in days)} articles from {days[0].day} to {days[-1].day}, at most {most} a day;"
        f" bodies of at most {longest} words; {sum(day.lost for day in days)} failed crawls"
    )
    return (
        f'<svg role="img" aria-label="{label}" width="{WIDTH}" height="{BODIES + HEIGHT + 8}">'
        f'<g fill="var(--bar)">{"".join(bars)}</g><g fill="var(--broken)">{"".join(marks)}</g>'
        f'<polyline fill="none" stroke="var(--line)" stroke-width="1.5" points="{" ".join(points)}"/></svg>'
        f"<small>{days[0].day} – {days[-1].day}; at most {most} articles a day, {longest} words</small>"
    )
