"""Controls and containers. They know nothing of runs."""

from __future__ import annotations

from runyard.desktop.widgets.area_field import AreaField
from runyard.desktop.widgets.badge import Badge, Keys
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.card import Card
from runyard.desktop.widgets.chip import Chip
from runyard.desktop.widgets.copying import CopyButton, copy_to_clipboard
from runyard.desktop.widgets.dialog import Dialog, Scrim
from runyard.desktop.widgets.drawer import Drawer
from runyard.desktop.widgets.elided_label import ElidedLabel
from runyard.desktop.widgets.faces import Faces
from runyard.desktop.widgets.field import Field
from runyard.desktop.widgets.label import Label, Tone
from runyard.desktop.widgets.match_field import MatchField
from runyard.desktop.widgets.number_field import NumberField
from runyard.desktop.widgets.option_list import Option, OptionList
from runyard.desktop.widgets.page_header import PageHeader
from runyard.desktop.widgets.painting import box, focus_ring
from runyard.desktop.widgets.popover import Popover
from runyard.desktop.widgets.progress_line import ProgressLine
from runyard.desktop.widgets.rule import Rule
from runyard.desktop.widgets.scroll_area import ColumnArea, bare_area
from runyard.desktop.widgets.search_field import SearchField
from runyard.desktop.widgets.section_head import SectionHead
from runyard.desktop.widgets.segmented import Segmented
from runyard.desktop.widgets.select import Select
from runyard.desktop.widgets.skeleton import Skeleton
from runyard.desktop.widgets.slider import Slider
from runyard.desktop.widgets.strip import Strip
from runyard.desktop.widgets.tab_bar import TabBar
from runyard.desktop.widgets.toast import Toast
from runyard.desktop.widgets.toggles import CheckBox, Switch, paint_check

__all__ = [
    "AreaField",
    "Badge",
    "Button",
    "Card",
    "CheckBox",
    "Chip",
    "ColumnArea",
    "CopyButton",
    "Dialog",
    "Drawer",
    "ElidedLabel",
    "Faces",
    "Field",
    "Keys",
    "Label",
    "MatchField",
    "NumberField",
    "Option",
    "OptionList",
    "PageHeader",
    "Popover",
    "ProgressLine",
    "Rule",
    "Scrim",
    "SearchField",
    "SectionHead",
    "Segmented",
    "Select",
    "Skeleton",
    "Slider",
    "Strip",
    "Switch",
    "TabBar",
    "Toast",
    "Tone",
    "bare_area",
    "box",
    "copy_to_clipboard",
    "focus_ring",
    "paint_check",
]
