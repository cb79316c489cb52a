"""Publishing, as MkDocs calls it. For the time being: the gate's hook will call these steps."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_datetime

from publishing import preview_policy, publish
from publishing.offline import pack


class _Build:
    command = "build"
    pages: dict[str, Mapping[str, Any]] = {}  # noqa: RUF012


def on_startup(command: str, dirty: bool) -> None:
    """Remembers whether this is a preview."""
    _Build.command = command


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the offline copy to the files to publish."""
    offline = config.extra.get("offline", {})
    if offline.get("publish"):
        files.append(File.generated(config, offline["name"], abs_src_path=str(Path(offline["publish"]).resolve())))
    return files


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Keeps the pages' front matter."""
    _Build.pages = {file.dest_uri: file.page.meta for file in files.documentation_pages() if file.page}


@event_priority(-40)
def _publish(config: MkDocsConfig) -> None:
    """Finishes what was written."""
    site = Path(config.site_dir)
    try:
        publish(site, Path(config.docs_dir).parent, lambda path: _Build.pages.get(path, {}), config.extra)
    except ValueError as error:
        raise PluginError(str(error)) from None
    if _Build.command == "serve":
        for path in site.rglob("*.html"):
            path.write_text(preview_policy(path.read_text("utf-8")), "utf-8")


@event_priority(-200)
def _pack(config: MkDocsConfig) -> None:
    """Packs what the gate has passed."""
    if target := config.extra.get("offline", {}).get("pack"):
        pack(Path(config.site_dir), Path(target), get_build_datetime().timetuple()[:6])


on_post_build = CombinedEvent(_publish, _pack)
