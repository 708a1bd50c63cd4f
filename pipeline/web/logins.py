"""Who may come in: one-time links and sessions. Knows people by their ids only.

Links lie in a folder as files named by the hash of their token, so that `dragoman desk --as PERSON` can make one
for a desk that is already running; using one up is a deletion, which the kernel lets happen once. Sessions live in
this process and end with it. Tokens and cookies are kept as SHA-256 only (of 256 random bits: no salt is needed).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.model import Clock, sha256, system_clock, timestamp

LINK_LIFE = timedelta(minutes=15)
IDLE_LIMIT = timedelta(minutes=60)
ABSOLUTE_LIMIT = timedelta(hours=12)
SESSION_LIMIT = 1000
"""Sessions held at once; the one idle longest goes first."""


@dataclass(frozen=True, slots=True)
class Session:
    """A person at the desk, in one browser."""

    key: str
    """Hash of the cookie."""
    person: str
    csrf: str
    """What each of its forms must carry."""
    opened: datetime
    seen: datetime


class LoginStore:
    """One-time links in `folder`, sessions in memory."""

    def __init__(self, folder: Path, *, clock: Clock = system_clock) -> None:
        self._folder = folder
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def make_link(self, person: str) -> str:
        """A path such as `/login/…`, good once and for 15 minutes; it is shown once and kept as a hash only."""
        token = secrets.token_urlsafe(32)
        self._folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self._folder, 0o700)
        self._drop_expired_links()
        expires = timestamp(self._clock() + LINK_LIFE)
        descriptor = os.open(self._folder / sha256(token.encode()), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({"person": person, "expires": expires}, stream)
        return f"/login/{token}"

    def find_link(self, token: str) -> str | None:
        """Whom the link is for, without using it up; None for a forged, used or expired one."""
        try:
            link = json.loads(self._link_path(token).read_text("utf-8"))
            person, expires = str(link["person"]), str(link["expires"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return person if timestamp(self._clock()) < expires else None

    def use_link(self, token: str) -> str | None:
        """Whom the link is for, once: of two that use it at the same moment only one gets the person."""
        person = self.find_link(token)
        try:
            self._link_path(token).unlink()
        except OSError:
            return None
        return person

    def open_session(self, person: str) -> tuple[str, Session]:
        """A new session and the value for its cookie, which is kept nowhere here."""
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        session = Session(sha256(cookie.encode()), person, secrets.token_urlsafe(32), now, now)
        with self._lock:
            if len(self._sessions) >= SESSION_LIMIT:
                del self._sessions[min(self._sessions.values(), key=lambda other: other.seen).key]
            self._sessions[session.key] = session
        return cookie, session

    def find_session(self, cookie: str) -> Session | None:
        """The session of a cookie, now seen; None once it was idle for an hour, is twelve hours old or was closed."""
        key = sha256(cookie.encode())
        now = self._clock()
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            if now - session.seen > IDLE_LIMIT or now - session.opened > ABSOLUTE_LIMIT:
                del self._sessions[key]
                return None
            session = self._sessions[key] = replace(session, seen=now)
            return session

    def close_session(self, session: Session) -> None:
        """End it; its cookie is worth nothing from now on."""
        with self._lock:
            self._sessions.pop(session.key, None)

    def _link_path(self, token: str) -> Path:
        return self._folder / sha256(token.encode())

    def _drop_expired_links(self) -> None:
        now = timestamp(self._clock())
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                if json.loads(path.read_text("utf-8"))["expires"] <= now:
                    path.unlink()
