"""Sessions in the database, read by a statement that nobody has to compile: every request asks for one."""

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_SESSION = "select session_data, expire_date from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        with connection.cursor() as cursor:
            cursor.execute(_SESSION, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        return self.model(session_key=self.session_key, session_data=found[0], expire_date=found[1])
