"""What is shown for a bug of ours: a report to copy, with the session saved."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

import runyard
from runyard.desktop.theme import mono_font, sizes
from runyard.desktop.widgets import Button, Label, copy_to_clipboard

log = logging.getLogger("runyard.qt")
WIDTH, HEIGHT = 720, 480


class CrashWindow(QDialog):
    """The report of one or more faults; the app goes on where it can."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Runyard has a fault")
        self.resize(WIDTH, HEIGHT)
        self._text = QPlainTextEdit(report)
        self._text.setReadOnly(True)
        self._text.setFont(mono_font())
        self._text.setAccessibleName("Report")
        self.copy = Button("Copy report", "copy", role="primary")
        self.copy.clicked.connect(self._copy)
        self.quit = Button("Quit")
        self.quit.clicked.connect(QApplication.closeAllWindows)
        self.go_on = Button("Go on")
        self.go_on.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[sizes.MARGIN] * 4)
        column.setSpacing(sizes.GAP)
        column.addWidget(Label("Something went wrong in Runyard", size=sizes.TEXT_LARGE, bold=True))
        column.addWidget(
            Label(
                "This is a fault of the program, not of your runs. Nothing that was logged is lost, training"
                " goes on, and where you were is saved. Read the report before you pass it on",
                tone="text_soft",
                wrap=True,
            )
        )
        column.addWidget(self._text, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.quit)
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        foot.addWidget(self.copy)
        column.addLayout(foot)

    def report(self) -> str:
        """The text that is copied."""
        return self._text.toPlainText()

    def add(self, report: str) -> None:
        """Add another fault."""
        self._text.appendPlainText(report)

    @Slot()
    def _copy(self) -> None:
        copy_to_clipboard(self.report())


class CrashDesk(QObject):
    """Where every uncaught error ends: `sys`, threads, unraisable ones, and what Qt calls critical."""

    _fault = Signal(str)

    def __init__(self, save: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._save = save
        self._window: CrashWindow | None = None
        self._busy = False
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._fault.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self.caught
        threading.excepthook = self.caught_in_thread
        sys.unraisablehook = self.caught_unraisable
        qInstallMessageHandler(_qt_message(self))

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report an error; any thread."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.closeAllWindows()
            return
        traceback.print_exception(kind, error, trace)
        self.report("".join(traceback.format_exception(kind, error, trace)))

    def report(self, text: str) -> None:
        """Show a report; any thread."""
        self._fault.emit(f"{_about()}\n{text}")

    @property
    def window(self) -> CrashWindow | None:
        """The crash window, while it is open."""
        return self._window

    @Slot(str)
    def _show(self, text: str) -> None:
        if self._window is not None:
            self._window.add(text)
            return
        if not self._busy:
            self._busy = True  # a fault while saving must not come back here
            try:
                self._save()
            except Exception:
                text += "\nThe session could not be saved:\n" + traceback.format_exc()
            finally:
                self._busy = False
        self._window = CrashWindow(text, QApplication.activeWindow())
        self._window.finished.connect(self._forget)
        self._window.open()

    @Slot()
    def _forget(self) -> None:
        if self._window is not None:
            self._window.deleteLater()
        self._window = None

    def caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        """Report an error that ended a thread."""
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.caught(args.exc_type, args.exc_value, args.exc_traceback)

    def caught_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        """Report an error that Python could not raise."""
        if args.exc_value is not None:
            self.caught(args.exc_type, args.exc_value, args.exc_traceback)


def _qt_message(desk: CrashDesk) -> Callable[[QtMsgType, QMessageLogContext, str], Any]:
    def handle(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            desk.report(f"Qt says: {text}")
        elif kind == QtMsgType.QtWarningMsg:
            log.warning("%s", text)
        else:
            log.debug("%s", text)

    return handle


def _about() -> str:
    versions = f"Runyard {runyard.__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    return f"{versions}, {platform.platform()}\n"
