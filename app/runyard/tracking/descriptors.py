"""What is written to a file descriptor is read here and goes on to where it went: C code and other
processes are heard as well.

The descriptor becomes the writing end of a pipe, or of a pseudo-terminal where it was a terminal, so that
programs that ask still find one; a thread reads and copies. A forked or started process inherits that end.
Whoever outlives this process writes into a closed pipe; and what is written in the last moment before
`os._exit` or a crash of the interpreter itself may not get through.
"""

from __future__ import annotations

import codecs
import os
import sys
import threading
import time
from collections.abc import Callable

_CHUNK = 1 << 16
_PIPE = 1 << 20  # bytes a pipe may hold, where the system lets us choose
_PATIENCE = 2.0
_LAST = 0.2


def can_tap(descriptor: int) -> bool:
    """Whether a descriptor is open and may be replaced; Python writes past that of a Windows console."""
    try:
        return not (os.isatty(descriptor) and os.name == "nt") and os.fstat(descriptor) is not None
    except OSError:
        return False


class Tap:
    """One descriptor, read on its way; `take` gets its text, on a thread."""

    def __init__(self, descriptor: int, take: Callable[[str], None]) -> None:
        self.descriptor = descriptor
        self._take = take
        self._mark = b"\0" + os.urandom(16).hex().encode()  # says how far the copying has come
        self._settling = threading.Lock()
        self._passed = threading.Event()
        self._copies = True
        flush()
        self._before = os.dup(descriptor)
        self._is_terminal = os.isatty(descriptor)
        self._size = b""
        self._out, self._in = _terminal() if self._is_terminal else _pipe()
        self._thread = threading.Thread(target=self._work, name=f"runyard-output-{descriptor}", daemon=True)
        self._follow_size()
        self._thread.start()
        os.dup2(self._in, descriptor)

    def settle(self) -> None:
        """Wait until what was written so far is passed on."""
        flush()
        if self._thread is threading.current_thread():  # a finalizer that runs amid the copying
            return
        with self._settling:
            self._passed.clear()
            _write(self._in, self._mark)
            self._passed.wait(_PATIENCE)

    def close(self) -> None:
        """Put the descriptor back, unless somebody else has replaced it; what comes late is copied on."""
        flush()
        if os.path.samestat(os.fstat(self.descriptor), os.fstat(self._in)):
            os.dup2(self._before, self.descriptor)
        os.close(self._in)
        if self._thread is not threading.current_thread():
            self._thread.join(_LAST)  # other processes may hold the pipe open: they are served on

    def abandon(self) -> None:
        """In a forked child: its output goes through the parent, and breaks with it rather than wait."""
        for inherited in (self._in, self._out, self._before):
            os.close(inherited)

    def _work(self) -> None:
        decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode
        held = b""
        while data := self._read():
            *done, rest = (held + data).split(self._mark)
            for part in done:
                self._pass(part, decode)
                self._passed.set()
            begun = rest.rfind(self._mark[:1], max(0, len(rest) - len(self._mark)))
            rest, held = (rest, b"") if begun < 0 else (rest[:begun], rest[begun:])
            self._pass(rest, decode)
        self._pass(held, decode)
        os.close(self._out)
        os.close(self._before)

    def _read(self) -> bytes:
        try:
            return os.read(self._out, _CHUNK)
        except OSError:  # a pseudo-terminal that nobody has open any more
            return b""

    def _pass(self, data: bytes, decode: Callable[[bytes], str]) -> None:
        if not data:
            return
        if self._copies:
            try:
                self._follow_size()
                _write(self._before, data)
            except OSError:  # the terminal is gone; what is printed is kept all the same
                self._copies = False
        self._take(decode(data))

    def _follow_size(self) -> None:
        """Tell a pseudo-terminal how large the terminal is now."""
        if not self._is_terminal:
            return
        import fcntl
        import termios

        size = fcntl.ioctl(self._before, termios.TIOCGWINSZ, bytes(8))
        if size != self._size:
            self._size = size
            fcntl.ioctl(self._out, termios.TIOCSWINSZ, size)


def _pipe() -> tuple[int, int]:
    out, into = os.pipe()
    try:
        import fcntl

        fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):  # elsewhere the usual size must do
        pass
    return out, into


def _terminal() -> tuple[int, int]:
    """Return the two ends of a pseudo-terminal that changes nothing."""
    import tty

    out, into = os.openpty()
    tty.setraw(into)
    return out, into


def flush() -> None:
    """Write out what Python and the C library hold back of what was printed."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # None, or closed
            pass
    try:
        _flush_c()
    except (ImportError, OSError, ValueError, AttributeError):  # a C library of another kind
        pass


def _flush_c() -> None:
    """Flush the two streams only: flushing all could wait for a thread that reads standard input."""
    import ctypes

    if os.name == "nt":
        library = ctypes.CDLL("ucrtbase")
        library.__acrt_iob_func.restype = ctypes.c_void_p
        files = [ctypes.c_void_p(library.__acrt_iob_func(number)) for number in (1, 2)]
    else:
        library = ctypes.CDLL(None)
        names = ("__stdoutp", "__stderrp") if sys.platform == "darwin" else ("stdout", "stderr")
        files = [ctypes.c_void_p.in_dll(library, name) for name in names]
    for file in files:
        library.fflush(file)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:  # the terminal was set so by whoever started us
            time.sleep(0.005)
