"""Style and script files under names that hold their content's hash, compressed once.

In: the files of the rooms. Out: ``wardmote.<hash>.css`` with its gzip beside it,
which browsers may keep for ever; plain names where nothing was laid out yet
(tests, a first start).
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Falls back to the plain name of a file that the manifest does not have."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
