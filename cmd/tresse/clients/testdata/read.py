"""What python-icalendar understands of the calendar on standard input."""
import datetime
import json
import sys

import icalendar


def when(p):
    if isinstance(p.dt, datetime.datetime):
        return p.dt.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return p.dt.isoformat()


calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
for e in calendar.walk("VEVENT"):
    if e.errors:
        sys.exit("python-icalendar complains: %r" % e.errors)
    print(json.dumps({
        "uid": str(e["uid"]), "start": when(e["dtstart"]), "end": when(e["dtend"]),
        "summary": str(e["summary"]), "cancelled": str(e.get("status", "")) == "CANCELLED",
    }))
