"""What this program is: versions, what it is made of, and the licences in full."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from runyard.desktop.pages.settings.components import Component
from runyard.desktop.theme import mono_font, sizes, watcher
from runyard.desktop.widgets import Card, CopyButton, Drawer, ElidedLabel, Label


class About(QObject):
    """Two cards: versions, and the parts with their licences. A licence opens in a drawer of the page."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._drawer: Drawer | None = None
        self._versions: list[tuple[str, str]] = []
        self.versions = Card("About Runyard")
        self.versions.tools.addWidget(CopyButton(self._copied, "Copy the versions"))
        self.parts = Card("Licences")
        self.links: dict[str, ElidedLabel] = {}

    def cards(self) -> list[Card]:
        """The cards from the top."""
        return [self.versions, self.parts]

    def show(self, versions: list[tuple[str, str]], components: list[Component]) -> None:
        """Fill the cards, once."""
        if self._versions:
            return
        self._versions = versions
        grid = _grid(self.versions)
        for row, (name, version) in enumerate(versions):
            grid.addWidget(Label(name, tone="text_soft"), row, 0)
            grid.addWidget(Label(version, wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        grid = _grid(self.parts)
        for row, part in enumerate(components):
            words = f"{part.name} {part.version}".strip()
            grid.addWidget(Label(words), row, 0)
            grid.addWidget(Label(part.what, tone="text_soft", wrap=True), row, 1)
            link = ElidedLabel(part.licence, tone="accent", link=True)
            link.setAccessibleName(f"Read the licence of {part.name}, {part.licence}")
            link.clicked.connect(partial(self.show_text, part))
            link.setMinimumHeight(sizes.HIT)
            self.links[part.name] = link
            grid.addWidget(link, row, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def show_text(self, part: Component) -> None:
        """Show a licence in full."""
        self.close_text()
        self._drawer = Drawer(self._page, f"Licence of {part.name}")
        text = _Text(part.text())
        self._drawer.body.addWidget(text)
        self._drawer.closed.connect(self._forget)
        self._drawer.open()
        text.setFocus()

    @property
    def drawer(self) -> Drawer | None:
        """The licence that is open."""
        return self._drawer

    def close_text(self) -> None:
        """Close the licence that is open."""
        if self._drawer is not None:
            self._drawer.dismiss()

    @Slot()
    def _forget(self) -> None:
        if self._drawer is not None:
            self._drawer.deleteLater()
        self._drawer = None

    def _copied(self) -> str:
        return "\n".join(f"{name} {version}" for name, version in self._versions)


class _Text(QPlainTextEdit):
    """A long text to read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("bare", True)
        self.document().setDocumentMargin(sizes.MARGIN)
        self.setAccessibleName("Licence")
        watcher().changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.setFont(mono_font(sizes.TEXT_SMALL))


def _grid(card: Card) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(12, 8, 12, 8)
    grid.setHorizontalSpacing(sizes.MARGIN)
    grid.setVerticalSpacing(4)
    card.body.addLayout(grid)
    return grid
