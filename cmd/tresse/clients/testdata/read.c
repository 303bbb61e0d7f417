/* What libical understands of the calendar on standard input. Built by the
 * test: cc read.c -lical */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *slurp(void)
{
    size_t size = 1 << 16, n = 0, got;
    char *text = malloc(size);
    while ((got = fread(text + n, 1, size - n - 1, stdin)) > 0) {
        n += got;
        if (size - n < 2) text = realloc(text, size *= 2);
    }
    text[n] = 0;
    return text;
}

static void quoted(const char *key, const char *text, const char *after)
{
    printf("\"%s\":\"", key);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') printf("\\%c", *c);
        else if (*c < 0x20) printf("\\u%04x", *c);
        else putchar(*c);
    }
    printf("\"%s", after);
}

static void when(const char *key, struct icaltimetype t)
{
    char text[32];
    if (t.is_date) {
        snprintf(text, sizeof text, "%04d-%02d-%02d", t.year, t.month, t.day);
    } else {
        t = icaltime_convert_to_zone(t, icaltimezone_get_utc_timezone());
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month, t.day, t.hour, t.minute, t.second);
    }
    quoted(key, text, ",");
}

int main(void)
{
    icalcomponent *calendar = icalparser_parse_string(slurp());
    if (!calendar || icalcomponent_count_errors(calendar) > 0) {
        fprintf(stderr, "libical complains\n");
        return 1;
    }
    for (icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); e;
         e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        printf("{");
        quoted("uid", icalcomponent_get_uid(e), ",");
        when("start", icalcomponent_get_dtstart(e));
        when("end", icalcomponent_get_dtend(e));
        quoted("summary", icalcomponent_get_summary(e), ",");
        printf("\"cancelled\":%s}\n", icalcomponent_get_status(e) == ICAL_STATUS_CANCELLED ? "true" : "false");
    }
    return 0;
}
