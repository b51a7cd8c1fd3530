"""The kinds of arrays that are passed around."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Narrow = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
"""Numbers and fractions in half of the memory."""
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.unsignedinteger[Any]]
"""Small numbers that stand for values."""
