"""Item roles as plain ints: Qt passes ints, and looking an enum up costs more than the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CHECK = int(Qt.ItemDataRole.CheckStateRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
HORIZONTAL = Qt.Orientation.Horizontal

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CHECKED = int(Qt.CheckState.Checked.value)
UNCHECKED = int(Qt.CheckState.Unchecked.value)
