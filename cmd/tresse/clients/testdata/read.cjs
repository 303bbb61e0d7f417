// What ical.js understands of the calendar on standard input.
const ICAL = require("ical.js");
const text = require("fs").readFileSync(0, "utf8");
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const when = (t) => t.isDate ? t.toString() : new Date(t.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
for (const component of calendar.getAllSubcomponents("vevent")) {
  const e = new ICAL.Event(component);
  console.log(JSON.stringify({
    uid: e.uid, start: when(e.startDate), end: when(e.endDate),
    summary: e.summary, cancelled: component.getFirstPropertyValue("status") === "CANCELLED",
  }));
}
