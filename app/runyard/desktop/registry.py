"""THE list of pages and THE list of data kinds.

A new page or kind is one folder and one entry here; side bar, palette, tabs, menus and session follow.
The loaders hold deferred imports, so that nothing is paid for before it is shown.
"""

from __future__ import annotations

from runyard.desktop.frame import KindEntry, Page, PageEntry, RunContents, Tab


def _home() -> type[Page]:
    from runyard.desktop.pages.home.page import HomePage

    return HomePage


def _runs() -> type[Page]:
    from runyard.desktop.pages.runs.page import RunsPage

    return RunsPage


def _experiments() -> type[Page]:
    from runyard.desktop.pages.experiments.page import ExperimentsPage

    return ExperimentsPage


def _tags() -> type[Page]:
    from runyard.desktop.pages.tags.page import TagsPage

    return TagsPage


def _experiment() -> type[Page]:
    from runyard.desktop.pages.experiment.page import ExperimentPage

    return ExperimentPage


def _run() -> type[Page]:
    from runyard.desktop.pages.run.page import RunPage

    return RunPage


def _trash() -> type[Page]:
    from runyard.desktop.pages.trash.page import TrashPage

    return TrashPage


def _settings() -> type[Page]:
    from runyard.desktop.pages.settings.page import SettingsPage

    return SettingsPage


def _overview() -> type[Tab]:
    from runyard.desktop.kinds.overview.tab import OverviewTab

    return OverviewTab


def _params() -> type[Tab]:
    from runyard.desktop.kinds.params.tab import ParamsTab

    return ParamsTab


def _metrics() -> type[Tab]:
    from runyard.desktop.kinds.metrics.tab import MetricsTab

    return MetricsTab


def _system() -> type[Tab]:
    from runyard.desktop.kinds.system.tab import SystemTab

    return SystemTab


def _distributions() -> type[Tab]:
    from runyard.desktop.kinds.distributions.tab import DistributionsTab

    return DistributionsTab


def _notes() -> type[Tab]:
    from runyard.desktop.kinds.notes.tab import NotesTab

    return NotesTab


def _run_settings() -> type[Tab]:
    from runyard.desktop.kinds.settings.tab import SettingsTab

    return SettingsTab


def _audios() -> type[Tab]:
    from runyard.desktop.kinds.audios.tab import AudiosTab

    return AudiosTab


def _figures() -> type[Tab]:
    from runyard.desktop.kinds.figures.tab import FiguresTab

    return FiguresTab


def _logs() -> type[Tab]:
    from runyard.desktop.kinds.logs.tab import LogsTab

    return LogsTab


def _images() -> type[Tab]:
    from runyard.desktop.kinds.images.tab import ImagesTab

    return ImagesTab


def _texts() -> type[Tab]:
    from runyard.desktop.kinds.texts.tab import TextsTab

    return TextsTab


def _messages() -> type[Tab]:
    from runyard.desktop.kinds.messages.tab import MessagesTab

    return MessagesTab


def _no_count(_contents: RunContents) -> None:
    return None


def _param_count(contents: RunContents) -> int:
    return contents.params


def _metric_count(contents: RunContents) -> int:
    return contents.metrics


def _system_count(contents: RunContents) -> int:
    return contents.system


def _distribution_count(contents: RunContents) -> int:
    return contents.distributions


def _note_count(contents: RunContents) -> int:
    return contents.notes


def _audio_count(contents: RunContents) -> int:
    return contents.audios


def _figure_count(contents: RunContents) -> int:
    return contents.figures


def _line_count(contents: RunContents) -> int:
    return contents.lines


def _image_count(contents: RunContents) -> int:
    return contents.images


def _text_count(contents: RunContents) -> int:
    return contents.texts


def _message_count(contents: RunContents) -> int:
    return contents.messages


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "Home", "house", 10, "Ctrl+1", _home),
    PageEntry("runs", "Runs", "list", 20, "Ctrl+2", _runs, count="runs"),
    PageEntry("experiments", "Experiments", "flask-conical", 30, "Ctrl+3", _experiments, count="experiments"),
    PageEntry("tags", "Tags", "tags", 40, "Ctrl+4", _tags, count="tags"),
    PageEntry("trash", "Trash", "trash-2", 80, "", _trash, section="foot", count="trashed"),
    PageEntry("settings", "Settings", "settings", 90, "Ctrl+,", _settings, section="foot"),
    PageEntry(
        "experiment",
        "Experiment",
        "flask-conical",
        90,
        "",
        _experiment,
        section="hidden",
        under="experiments",
    ),
    PageEntry("run", "Run", "chart-line", 100, "", _run, section="hidden"),
)

KINDS: tuple[KindEntry, ...] = (
    KindEntry("overview", "Overview", "info", 10, _overview, _no_count),
    KindEntry("params", "Params", "sliders-horizontal", 20, _params, _param_count),
    KindEntry("metrics", "Metrics", "chart-line", 30, _metrics, _metric_count),
    KindEntry("system", "System", "cpu", 40, _system, _system_count),
    KindEntry("distributions", "Distributions", "chart-area", 50, _distributions, _distribution_count),
    KindEntry("images", "Images", "image", 60, _images, _image_count),
    KindEntry("audios", "Audios", "audio-lines", 70, _audios, _audio_count),
    KindEntry("texts", "Texts", "file-text", 80, _texts, _text_count),
    KindEntry("figures", "Figures", "shapes", 90, _figures, _figure_count),
    KindEntry("logs", "Logs", "list", 100, _logs, _line_count),
    KindEntry("messages", "Messages", "message-square-text", 110, _messages, _message_count),
    KindEntry("notes", "Notes", "notebook-pen", 120, _notes, _note_count),
    KindEntry("settings", "Settings", "settings", 130, _run_settings, _no_count),
)
