"""What changed for readers, as an Atom feed: the same list that a page shows, for programs that look for news."""

from pathlib import Path

from jinja2 import Environment

from checker import Project

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>{{ name }}: what changed</title>
  <id>{{ url }}feed.xml</id>
  <updated>{{ days[0].date }}T00:00:00Z</updated>
  <author><name>{{ name }}</name></author>
  <link href="{{ url }}"/>
  <link rel="self" href="{{ url }}feed.xml"/>
  {% for day in days %}
  <entry>
    <title>{{ day.date.day }} {{ day.date.strftime("%B %Y") }}{{ ": " ~ day.edition if day.edition }}</title>
    <id>{{ url }}feed.xml#{{ day.date }}</id>
    <updated>{{ day.date }}T00:00:00Z</updated>
    <link href="{{ url }}"/>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><ul>
    {% for one in day.changes %}
      <li>{{ one.kind | capitalize }}: {{ one.what }}
      {% for page in one.pages or () %}
        <a href="{{ url ~ address(page) }}">{{ titles[page] or page }}</a>
      {% endfor %}</li>
    {% endfor %}
    </ul></div></content>
  </entry>
  {% endfor %}
</feed>
"""


def write_feed(site: Path, project: Project) -> None:
    """Writes feed.xml, an entry for each day of the list of changes, where the site knows its own address."""
    if not project.site_url or not project.changes:
        return
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(FEED)
    name, titles = project.settings["site_name"], project.titles
    feed = template.render(name=name, url=project.site_url, days=project.changes, titles=titles, address=_address)
    (site / "feed.xml").write_text(feed + "\n", "utf-8")


def _address(page: str) -> str:
    return page.removesuffix(".md").removesuffix("index") + ("" if page.endswith("index.md") else "/")
