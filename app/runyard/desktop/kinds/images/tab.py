"""`ImagesTab`: the images of a run as a grid, live while the run is, and one of them alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, QSize, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.commands import Command, CommandSet
from runyard.desktop.kinds.images import reading
from runyard.desktop.kinds.images.gallery import Gallery
from runyard.desktop.kinds.images.lightbox.lightbox import Lightbox
from runyard.desktop.kinds.images.reading import ImageListing, plain_caption
from runyard.desktop.kinds.images.saving import Saver
from runyard.desktop.kinds.images.words import whole_caption
from runyard.desktop.parts.pictures import silence
from runyard.desktop.parts.series_list import context_text
from runyard.desktop.parts.series_tab import Listing, Nothing, SeriesTab
from runyard.desktop.parts.step_ranges import StepSlider
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import icon
from runyard.desktop.widgets import copy_to_clipboard
from runyard.domain import context as contexts
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.store import Store

_EXAMPLE = 'run.track(Image(pixels, caption="epoch 3"), name="samples")'
#: Below this width the list of names takes less, and less than this the tab does not fit into.
_NARROW, _LEAST = 820, 700


class ImagesTab(SeriesTab):
    """Names at the left, the gallery at the right; the lightbox in front of both when it is open."""

    kind: ClassVar[DataKind] = DataKind.IMAGE
    nothing: ClassVar[Nothing] = Nothing("No images", _EXAMPLE, f"A run logs one with {_EXAMPLE}")

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        silence()
        self._known_options = False
        self.gallery = Gallery(workspace)
        self.grid = self.gallery.grid
        self.lightbox = Lightbox(workspace.tasks, self.gallery.rows)
        self.saver = Saver(workspace, self)
        self.right.addWidget(self.gallery)
        self._stack.addWidget(self.lightbox)
        self._connect()
        commands.add(*self._commands())

    def _connect(self) -> None:
        self.gallery.laid_out.connect(self._laid_out)
        self.gallery.foot.save_asked.connect(self.save_selected)
        self.grid.opened.connect(self.open_image)
        self.grid.menu_asked.connect(self._show_menu)
        self.grid.copy_asked.connect(self.copy_current)
        self.lightbox.closed.connect(self._lightbox_closed)
        self.lightbox.canvas.sized.connect(self.gallery.keep_own_size)
        self.lightbox.moved.connect(self._lightbox_moved)
        self.lightbox.copy_asked.connect(self.saver.copy)
        self.lightbox.save_asked.connect(self._save_one)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.set_narrow(self.width() < _NARROW)

    # The frame's contract

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.lightbox.resume()

    def deactivate(self) -> None:
        super().deactivate()
        self.gallery.rest()
        self.lightbox.rest()

    # Which series there are

    def _forget(self) -> None:
        """Another run comes: the same name and context stay chosen."""
        self.lightbox.close_box()
        self.gallery.thumbs.forget()
        self.list.search.clear()
        self.gallery.show_series(None)

    def _reading(self, run_id: int) -> Callable[[Store, Cancel], Listing]:
        return partial(reading.listing, run_id)

    def _take(self, listing: Listing) -> None:
        if isinstance(listing, ImageListing) and not self._known_options:
            self._known_options = True
            self.gallery.set_options(listing.options)
        super()._take(listing)

    def _series_listed(self, info: SeriesInfo) -> None:
        if info.id == self.gallery.series_id:
            self.gallery.refresh(info)
        else:
            self.gallery.show_series(info)  # the same name and context of another run

    def _fail(self, problem: KnownProblem) -> None:
        self.lightbox.close_box()
        super()._fail(problem)

    @Slot(object)
    def _series_chosen(self, info: SeriesInfo | None) -> None:
        self.lightbox.close_box()
        self.gallery.show_series(info)

    @Slot()
    def _laid_out(self) -> None:
        contents = self.gallery.contents
        if contents is not None:
            key = contents.series.key
            context = "" if key.context == contexts.EMPTY else context_text(key.context)
            self.lightbox.set_places(key.name, context, contents.places, contents.arrangement)
            self.lightbox.set_smooth(self.gallery.smooth)
            self.lightbox.canvas.own_size = self.gallery.options.own_size

    # One image

    @Slot(object)
    def open_image(self, number: int) -> None:
        """Show one image alone."""
        if not 0 <= number < len(self.gallery.rows.ids):
            return
        self.gallery.foot.steps.stop()
        self._stack.setCurrentWidget(self.lightbox)
        self.lightbox.open_at(number)

    @Slot(object)
    def _lightbox_moved(self, number: int) -> None:
        self.grid.choosing.set_current(number)

    @Slot()
    def _lightbox_closed(self) -> None:
        self._stack.setCurrentWidget(self.faces)
        if self.grid.choosing.current >= 0:
            self.grid.reveal(self.grid.choosing.current)
        self.grid.setFocus()

    @Slot()
    def copy_current(self) -> None:
        """Put the current image on the clipboard."""
        item = self._current()
        if item is not None:
            self.saver.copy(item)

    @Slot()
    def save_selected(self) -> None:
        """Save the selected images, or the current one."""
        ids = [] if self.lightbox.isVisible() else self.grid.choosing.ordered()
        item = self._current()
        if not ids and item is not None:
            ids = [item.id]
        if ids and self.gallery.contents is not None:
            self.saver.save(self.gallery.contents.series.key.name, ids, item)

    @Slot(object)
    def _save_one(self, item: Item) -> None:
        if self.gallery.contents is not None:
            self.saver.save(self.gallery.contents.series.key.name, [item.id], item)

    def _current(self) -> Item | None:
        return self.lightbox.item if self.lightbox.isVisible() else self.gallery.current

    # Commands and menu

    def _commands(self) -> list[Command]:
        def made(id_: str, title: str, tip: str, shape: str, key: str, run: str) -> Command:
            return Command(f"images.{id_}", title, tip, shape, key, "run", getattr(self, run), self._usable)

        return [
            made("find", "Find images", "By name or context", "search", "/", "_find"),
            made("play", "Play or pause steps", "One after another", "play", "P", "_play"),
            made("previous", "Previous step", "Of the images", "skip-back", ",", "_previous_step"),
            made("next", "Next step", "Of the images", "skip-forward", ".", "_next_step"),
            made("save", "Save images…", "Those selected, or the current one", "download", "Ctrl+S",
                 "save_selected"),
        ]  # fmt: skip

    def _usable(self) -> bool:
        return self.isVisible() and self.gallery.contents is not None

    def _find(self) -> None:
        self.lightbox.close_box()
        super()._find()

    def _steps(self) -> StepSlider:
        """Return the steps in sight: those of one image, or of the grid."""
        return self.lightbox.foot.steps if self.lightbox.isVisible() else self.gallery.foot.steps

    def _play(self) -> None:
        self._steps().play.click()

    def _previous_step(self) -> None:
        self._steps().go_back()

    def _next_step(self) -> None:
        self._steps().go_on()

    @Slot(QPoint)
    def _show_menu(self, spot: QPoint) -> None:
        menu = self.make_menu()
        if menu is not None:
            menu.popup(spot)

    def make_menu(self) -> QMenu | None:
        """Return the menu of the current image; None without one."""
        item = self.gallery.current
        if item is None:
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        many = len(self.grid.choosing.ids)
        chosen = item.id in self.grid.choosing
        entries = [
            ("maximize-2", "Open", self._open_current),
            ("copy", "Copy image", self.copy_current),
            ("download", f"Save {many:,} images…" if many > 1 else "Save image…", self.save_selected),
            ("check", "Unselect" if chosen else "Select", self._toggle_current),
        ]
        if plain_caption(item):
            entries.insert(2, ("copy", "Copy caption", self._copy_caption))
        for shape, title, slot in entries:
            action = QAction(icon(shape), title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    @Slot()
    def _open_current(self) -> None:
        if self.grid.choosing.current >= 0:
            self.open_image(self.grid.choosing.current)

    @Slot()
    def _toggle_current(self) -> None:
        self.grid.choosing.toggle(self.grid.choosing.current)

    @Slot()
    def _copy_caption(self) -> None:
        item = self.gallery.current
        if item is not None:
            copy_to_clipboard(whole_caption(item, 100_000))
