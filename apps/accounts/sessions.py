"""Sessions in the database, read by a statement that nobody has to compile: every request asks for one."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from apps.common import statements

_SESSION = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    def load(self):
        found = statements.row(_SESSION, [self.session_key, timezone.now()])
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])
