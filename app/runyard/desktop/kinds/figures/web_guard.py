"""What keeps a figure in its pane: a scheme of our own, and no way to anything else."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from runyard.desktop.kinds.figures.web_trial import plotly_js
from runyard.desktop.theme import assets

SCHEME = b"runyard-figure"
#: Hosts of the page. The traces drawn by regl compile their shaders' code, which the first one forbids.
PLAIN, COMPILING = "plain", "compiling"
_POLICY = (
    "default-src 'none'; script-src 'self'{more}; style-src 'self' 'unsafe-inline'; img-src data: blob:; "
    "connect-src 'self'; worker-src blob:; font-src 'none'; media-src 'none'; object-src 'none'; "
    "frame-src 'none'; base-uri 'none'; form-action 'none'"
)
#: In place of the coast lines that Plotly would fetch for a map: it draws its points on an empty ground.
_NO_LAND = json.dumps(
    {
        "type": "Topology",
        "arcs": [],
        "objects": {
            name: {"type": "GeometryCollection", "geometries": []}
            for name in ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
        },
    }
).encode()
_TYPES = {"html": b"text/html", "css": b"text/css", "js": b"text/javascript", "json": b"application/json"}
_A = QWebEngineSettings.WebAttribute
_OFF = (
    _A.LocalStorageEnabled, _A.JavascriptCanOpenWindows, _A.JavascriptCanAccessClipboard,
    _A.JavascriptCanPaste, _A.LocalContentCanAccessRemoteUrls, _A.LocalContentCanAccessFileUrls,
    _A.PluginsEnabled, _A.FullScreenSupportEnabled, _A.DnsPrefetchEnabled, _A.ScreenCaptureEnabled,
    _A.PdfViewerEnabled, _A.AllowRunningInsecureContent, _A.HyperlinkAuditingEnabled, _A.ErrorPageEnabled,
    _A.NavigateOnDropEnabled, _A.AllowWindowActivationFromJavaScript, _A.AutoLoadIconsForPage,
    _A.AllowGeolocationOnInsecureOrigins, _A.SpatialNavigationEnabled,
)  # fmt: skip


def register() -> None:
    """Make the scheme known; to be called once, before the first profile."""
    if QWebEngineUrlScheme.schemeByName(QByteArray(SCHEME)).name():
        return
    scheme = QWebEngineUrlScheme(QByteArray(SCHEME))
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.FetchApiAllowed | flag.CorsEnabled)
    QWebEngineUrlScheme.registerScheme(scheme)


def address(host: str) -> QUrl:
    """Return the address of the one page there is."""
    return QUrl(f"{SCHEME.decode()}://{host}/")


class Served(QWebEngineUrlSchemeHandler):
    """Answers the scheme: the page, Plotly from its package, and the figure that is to be shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.number = 0
        self.figure = b"{}"
        self.view: dict[str, Any] = {}

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        url = job.requestUrl()
        content = self._content(url.path().lstrip("/") or "page.html", url.query())
        if content is None or bytes(job.requestMethod().data()) != b"GET":
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        kind, data = content
        more = " 'unsafe-eval'" if url.host() == COMPILING else ""
        headers = {
            b"Content-Security-Policy": [_POLICY.format(more=more).encode()],
            b"X-Content-Type-Options": [b"nosniff"],
            b"Referrer-Policy": [b"no-referrer"],
        }
        job.setAdditionalResponseHeaders(headers)  # type: ignore[arg-type]  # the stub says QByteArray
        answer = QBuffer(job)
        answer.setData(data)
        job.reply(QByteArray(kind), answer)

    def _content(self, path: str, query: str) -> tuple[bytes, bytes] | None:
        if path in {"page.html", "page.js", "page.css"}:
            return _TYPES[path.partition(".")[2]], assets.path("figure", path).read_bytes()
        if path == "plotly.js":
            return _TYPES["js"], plotly_js()
        if path.endswith("m.json"):
            return _TYPES["json"], _NO_LAND
        if path == "view.json" and query == str(self.number):
            return _TYPES["json"], json.dumps(self.view).encode()
        if path == "figure.json" and query == str(self.number):
            return _TYPES["json"], self.figure
        return None


class Gate(QWebEngineUrlRequestInterceptor):
    """Lets through requests to our scheme, and pictures that lie in the figure itself; nothing else."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        info.block(info.requestUrl().scheme() not in {SCHEME.decode(), "blob", "data"})


class FigurePage(QWebEnginePage):
    """A page that goes nowhere, opens nothing and asks nothing. `link_refused` tells what was clicked."""

    link_refused = Signal(str)

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        asked = QUrl(url)
        if is_main_frame and asked in (address(PLAIN), address(COMPILING)):
            return True
        self.link_refused.emit(asked.toString())
        return False

    def createWindow(self, kind: QWebEnginePage.WebWindowType) -> QWebEnginePage:
        # A page for nobody: it refuses the address it is then sent to, and is gone.
        unseen = FigurePage(self.profile(), self)
        unseen.link_refused.connect(self.link_refused)
        unseen.link_refused.connect(unseen.deleteLater)
        return unseen

    def javaScriptAlert(self, origin: QUrl | str, message: str) -> None:
        """Show no dialog."""

    def javaScriptConfirm(self, origin: QUrl | str, message: str) -> bool:
        return False

    def javaScriptPrompt(self, origin: QUrl | str, message: str, default: str) -> tuple[bool, str]:
        return False, ""

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Keep what the page mutters off the terminal."""

    def chooseFiles(self, mode: QWebEnginePage.FileSelectionMode, old: Any, accepted: Any) -> list[str]:
        return []


@cache
def start() -> None:
    """Start the browser without showing anything: it starts with the first profile there is."""
    guarded_profile(QCoreApplication.instance() or QObject())


def guarded_profile(parent: QObject) -> tuple[QWebEngineProfile, Served]:
    """Return a profile that keeps nothing and reaches nothing, and what it serves."""
    register()
    profile = QWebEngineProfile(parent)
    profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
    profile.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
    profile.setPersistentPermissionsPolicy(QWebEngineProfile.PersistentPermissionsPolicy.StoreInMemory)
    served = Served(profile)
    profile.installUrlSchemeHandler(QByteArray(SCHEME), served)
    profile.setUrlRequestInterceptor(Gate(profile))
    profile.downloadRequested.connect(_refuse_download)
    for attribute in _OFF:
        profile.settings().setAttribute(attribute, False)
    return profile, served


def guarded_page(profile: QWebEngineProfile, parent: QObject) -> FigurePage:
    """Return a page of the profile."""
    page = FigurePage(profile, parent)
    page.permissionRequested.connect(_deny)
    return page


def _refuse_download(download: QWebEngineDownloadRequest) -> None:
    download.cancel()


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()
