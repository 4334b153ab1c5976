"""Imports put off until they are needed.

Rasa imports TensorFlow and Matplotlib through two modules of its own that serving a model
like this assistant's never uses. Here those two begin empty, and are executed as soon as
anything of theirs is asked for: a pipeline with DIET, for example, gets them at that moment.

`importlib.util.LazyLoader` does not serve, because it executes a module when somebody looks
at its `__file__`, as `inspect.getmodule` does to all that are loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

PUT_OFF = frozenset({"rasa.utils.plotting", "rasa.utils.train_utils"})


def put_off_imports() -> None:
    """To be called before Rasa and pypinyin are imported."""
    sys.meta_path.insert(0, _PuttingOff())
    # Of pypinyin only the readings of single characters are used (bot.nlu.pinyin); its
    # phrases are 40 MB.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")


class _PuttingOff(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in PUT_OFF else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LaterLoader(spec.loader)
        return spec


class _LaterLoader(Loader):
    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Later(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet: `_Later` executes itself."""


class _Later(ModuleType):
    """A module that is executed when the first of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        self.__spec__.loader.loader.exec_module(self)  # type: ignore[union-attr]
        return getattr(self, name)
