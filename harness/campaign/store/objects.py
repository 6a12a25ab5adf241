"""Where a fleet keeps its files: an object store by URL (``s3://``, ``gs://``, ``az://``, ``file://``...), through
fsspec and its packages for each (https://filesystem-spec.readthedocs.io). A campaign's directory is then each machine's
own copy of what it needed.

Objects are written once, but for the marks of :meth:`Objects.reach`: every run has a name of its own, and an app's file
is called by its content. What is fetched is believed by nobody: seals and digests that the database holds are checked
by whoever uses it.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from harness.campaign.store.clock import now_us
from harness.campaign.store.errors import NotStored, StoreError
from harness.files.names import shown


class Objects:
    """One object store. All methods raise :class:`StoreError`."""

    def __init__(self, url: str) -> None:
        """``url`` names the place below which all objects are; who may use it is as its own tools are configured."""
        self._url = url
        with self._told():
            import fsspec.core
            from fsspec.implementations.local import LocalFileSystem

            self._fs, root = fsspec.core.url_to_fs(url)
            self._root = str(root).rstrip("/")
        # Elsewhere names have no folders, and making one may make a bucket.
        self._folders = isinstance(self._fs, LocalFileSystem)

    def put(self, path: Path, name: str) -> None:
        """Store a file or everything in a folder as ``name``."""
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        with self._told():
            for file in files:
                below = file.relative_to(path).as_posix() if path.is_dir() else ""
                self._fs.put_file(str(file), self._new_key(f"{name}/{below}" if below else name))

    def reach(self, name: str) -> None:
        """Write the time as ``name``: whoever can do that can store more."""
        with self._told():
            self._fs.pipe_file(self._new_key(name), str(now_us()).encode())

    def get(self, name: str, path: Path) -> None:
        """Fetch a file or a folder to ``path``, whole or not at all. Another one that did so meanwhile is as good."""
        with self._told():
            self._fs.invalidate_cache()
            found = [str(each) for each in self._fs.find(self._key(name))]
            if not found:
                raise NotStored(f"The object store {self._shown()} has no {shown(name)}.")
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".fetched-", dir=path.parent) as work:
                whole = Path(work) / "whole"
                for each in found:
                    below = self._below(each, name)
                    to = whole / below if below else whole
                    to.parent.mkdir(parents=True, exist_ok=True)
                    self._fs.get_file(each, str(to))
                if not path.exists():
                    with contextlib.suppress(FileExistsError, OSError):
                        shutil.move(whole, path)

    def _below(self, found: str, name: str) -> str:
        """Return where a file lies below ``name``; whoever names it so that it leads out of there is refused."""
        below = found.removeprefix(self._key(name)).lstrip("/")
        if ".." in PurePosixPath(below).parts or "\0" in below:
            raise StoreError(f"The object store {self._shown()} holds a name that is none: {shown(found)}.")
        return below

    def _key(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _new_key(self, name: str) -> str:
        """Return the key of what is about to be written."""
        key = self._key(name)
        if self._folders:
            self._fs.makedirs(key.rpartition("/")[0], exist_ok=True)
        return key

    def _shown(self) -> str:
        # A URL may carry a password.
        return shown(self._url.rpartition("@")[2])

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except ImportError as error:
            said = f"The object store {self._shown()} needs a package that is not installed: {_line(error)}."
            raise StoreError(said) from None
        except Exception as error:  # noqa: BLE001 - each store's package has errors of its own
            raise StoreError(f"The object store {self._shown()} does not do it: {_line(error)}.") from None


@cache
def objects(url: str) -> Objects:
    """Return the object store of a URL; connections are kept."""
    return Objects(url)


def _line(error: Any) -> str:
    return shown(" ".join(str(error).split())[:300]).rstrip(".") or type(error).__name__
