"""What Thunderbird keeps of a calendar: its folder is the first argument."""
import datetime
import json
import sqlite3
import sys

store = sqlite3.connect(sys.argv[1] + "/calendar-data/cache.sqlite")
ALL_DAY = 8  # CAL_ITEM_FLAG.EVENT_ALLDAY


def when(microseconds, day):
    at = datetime.datetime.fromtimestamp(microseconds // 1000000, datetime.timezone.utc)
    return at.strftime("%Y-%m-%d" if day else "%Y-%m-%dT%H:%M:%SZ")


for uid, title, start, end, status, flags in store.execute(
        "select id, title, event_start, event_end, ical_status, flags from cal_events"):
    day = bool(flags & ALL_DAY)
    print(json.dumps({"uid": uid, "start": when(start, day), "end": when(end, day),
                      "summary": title, "cancelled": status == "CANCELLED"}))
