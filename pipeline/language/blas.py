"""The kernel: the library that computes the matrix products of the parse, nine tenths of the cost of a run.

By default, spaCy uses the `blis` wheel, which has only generic code for many server processors; numpy's OpenBLAS has
special code for most of them. Both give the same entities and parses on every article tried (`tests/test_kernel.py`);
the last bits of the tensors differ. So all of a run uses one kernel, and the kernel is part of the parse's identity.
"""

from __future__ import annotations

import os
import platform
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy import floating
    from numpy.typing import NDArray
    from thinc.api import NumpyOps

Kernel = Literal["blis", "openblas"]
THREADS = "OPENBLAS_NUM_THREADS"
PROCESSORS = {"x86_64", "amd64", "aarch64", "arm64"}


def resolve(setting: Literal["auto", "blis", "openblas"]) -> Kernel:
    """Return the kernel that a setting means on this machine: for "auto", OpenBLAS if numpy has it for this processor.

    The choice depends on the processor and the installed packages, never on a timing. Nothing is imported.
    """
    if setting != "auto":
        return setting
    return "openblas" if platform.machine().lower() in PROCESSORS and _numpy_has_openblas() else "blis"


def _numpy_has_openblas() -> bool:
    """Return whether numpy's wheel contains OpenBLAS: next to the package on Linux, within it on macOS."""
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        return False
    package = Path(spec.origin).parent
    folders = (package.parent / "numpy.libs", package / ".dylibs")
    return any(folder.is_dir() and any(folder.glob("*openblas*")) for folder in folders)


def use(kernel: Kernel) -> None:
    """Let the models that are loaded after this call use `kernel`, on one thread.

    With two threads, OpenBLAS spends more time on distributing small products than on computing them. A run uses more
    processes instead.
    """
    with _one_thread():
        import thinc.api
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
    thinc.api.set_current_ops(_openblas() if kernel == "openblas" else thinc.api.NumpyOps())


@contextmanager
def _one_thread() -> Iterator[None]:
    """Prevent an OpenBLAS that is loaded in the block from starting threads, which would wait in a busy loop."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        yield
    finally:
        del os.environ[THREADS]
        if before is not None:
            os.environ[THREADS] = before


def _openblas() -> NumpyOps:
    import numpy as np
    from thinc.api import NumpyOps

    class OpenBlasOps(NumpyOps):  # type: ignore[misc]  # thinc leaves it without types
        """thinc's operations on numpy arrays, with matrix products by numpy."""

        def gemm(
            self,
            x: NDArray[floating],
            y: NDArray[floating],
            out: NDArray[floating] | None = None,
            trans1: bool = False,  # noqa: FBT001, FBT002  # thinc's signature
            trans2: bool = False,  # noqa: FBT001, FBT002
        ) -> NDArray[floating]:
            """Return the product of two matrices, each transposed first if its `trans` is true."""
            product = np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)
            return cast("NDArray[floating]", product)

        def maxout(self, x: NDArray[floating]) -> tuple[NDArray[floating], None]:
            """Return the largest of the pieces (the last axis), and None for its index, which only training needs.

            To compare whole pieces takes half of the time that thinc takes to compare value by value.
            """
            best = x[:, :, 0].copy()
            for piece in range(1, x.shape[2]):
                np.maximum(best, x[:, :, piece], out=best)
            return best, None

    return OpenBlasOps()
