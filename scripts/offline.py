"""The copy to read offline, as MkDocs calls it: one build packs itself into a zip, the next publishes that zip.

``make offline`` sets ``extra.offline.pack``, where the zip is to be written, and ``make build`` sets
``extra.offline.publish``, the zip to publish. In it pages link to files, not to folders, and search loads nothing but
scripts, so all opens from disk.
"""

import zipfile
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_datetime


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the zip to the files to publish."""
    offline = config.extra.get("offline", {})
    if offline.get("publish"):
        files.append(File.generated(config, offline["name"], abs_src_path=str(Path(offline["publish"]).resolve())))
    return files


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Packs what was built; last of all, so only what the gate has passed. Same files, same bytes."""
    offline = config.extra.get("offline", {})
    if not offline.get("pack"):
        return
    site, folder = Path(config.site_dir), Path(offline["name"]).stem
    when = get_build_datetime().timetuple()[:6]
    with zipfile.ZipFile(offline["pack"], "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in site.rglob("*") if path.is_file() and path.name != "_headers"):
            entry = zipfile.ZipInfo(f"{folder}/{path.relative_to(site).as_posix()}", when)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
