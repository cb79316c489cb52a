"""The copy to read offline: a zip of a site whose pages link to files, so that all opens from disk."""

import zipfile
from pathlib import Path


def pack(site: Path, target: Path, when: tuple[int, int, int, int, int, int]) -> None:
    """Packs a built site into a zip, below a folder of the zip's name. Same files and time, same bytes.

    when: year, month, day, hour, minute, second that each entry gets.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        # Only a host reads _headers.
        for path in sorted(path for path in site.rglob("*") if path.is_file() and path.name != "_headers"):
            entry = zipfile.ZipInfo(f"{target.stem}/{path.relative_to(site).as_posix()}", when)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
