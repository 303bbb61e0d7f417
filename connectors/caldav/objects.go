package caldav

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tresse"
)

const askObjects = `<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>` +
	`<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter></c:calendar-query>`

// empty is what a folder without events reads as.
const empty = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//CalDAV//empty collection//FR\r\nEND:VCALENDAR\r\n"

// objects returns all events of a folder, one calendar behind the other (RFC
// 4791 7.8). The query names no time: servers differ over which series fall into
// a period, and what one leaves out would look gone.
func (c *collection) objects(ctx context.Context, place string) ([]byte, error) {
	answer, err := c.ask(ctx, "REPORT", place, "1", askObjects)
	if err != nil {
		return nil, err
	}
	body, bare, err := gather(answer, place, nil)
	if err != nil {
		return nil, err
	}
	for len(bare) > 0 { // named, and not given: asked for by name
		some := bare[:min(len(bare), multiget)]
		bare = bare[len(some):]
		if answer, err = c.ask(ctx, "REPORT", place, "1", askFor(some)); err != nil {
			return nil, err
		}
		var missing []string
		if body, missing, err = gather(answer, place, body); err != nil {
			return nil, err
		}
		if len(missing) > 0 {
			return nil, unexpected(errors.New("objects that are named and not given"))
		}
	}
	if len(body) == 0 {
		return []byte(empty), nil
	}
	return body, nil
}

// multiget is how many objects are asked for at once.
const multiget = 100

func askFor(names []string) string {
	var b strings.Builder
	b.WriteString(`<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>`)
	for _, name := range names {
		b.WriteString("<d:href>")
		_ = xml.EscapeText(&b, []byte(name)) // a Builder takes all
		b.WriteString("</d:href>")
	}
	b.WriteString("</c:calendar-multiget>")
	return b.String()
}

// gather adds the objects of an answer to body, and returns the names of those
// that came without their content. One that is no longer there is passed over.
func gather(answer *http.Response, place string, body []byte) (all []byte, bare []string, err error) {
	folder := pathOf(place)
	err = multistatus(answer, func(r *response) error {
		data := r.prop().Data
		switch {
		case data != "":
			body = append(append(body, bytes.TrimSpace([]byte(data))...), '\r', '\n')
		case good(r.Status) && !gone(r) && pathOf(r.Href) != folder && len(bare) < maxBare:
			bare = append(bare, r.Href)
		}
		if len(body) > maxAnswer {
			return tresse.Errorf(tresse.TroubleTooLarge, "caldav: a calendar of more than %d bytes", maxAnswer)
		}
		return nil
	})
	return body, bare, err
}

// maxBare bounds the objects that are asked for by name.
const maxBare = 20_000

// gone: all that was asked of a resource is not there (RFC 4918 9.1).
func gone(r *response) bool {
	for _, s := range r.Props {
		if good(s.Status) {
			return false
		}
	}
	return len(r.Props) > 0
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimRight(u.Path, "/")
}
