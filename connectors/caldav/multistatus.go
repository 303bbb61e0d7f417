package caldav

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
)

// A response is what a multistatus (RFC 4918 13) says of one resource.
type response struct {
	Href   string     `xml:"DAV: href"`
	Status string     `xml:"DAV: status"`
	Props  []propstat `xml:"DAV: propstat"`
}

type propstat struct {
	Status string `xml:"DAV: status"`
	Prop   prop   `xml:"DAV: prop"`
}

// prop holds the properties that are asked for, of RFC 4918, 6578, 4791, and the
// older CTag of calendarserver.org.
type prop struct {
	Type struct {
		Calendar *struct{} `xml:"urn:ietf:params:xml:ns:caldav calendar"`
	} `xml:"DAV: resourcetype"`
	CTag      string `xml:"http://calendarserver.org/ns/ getctag"`
	SyncToken string `xml:"DAV: sync-token"`
	Data      string `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
}

// good reports whether a status line speaks of success; none does.
func good(status string) bool {
	fields := strings.Fields(status)
	return len(fields) < 2 || strings.HasPrefix(fields[1], "2")
}

// prop returns the properties that were found.
func (r *response) prop() (p prop) {
	for _, s := range r.Props {
		if good(s.Status) {
			p.take(s.Prop)
		}
	}
	return p
}

func (p *prop) take(q prop) {
	if q.Type.Calendar != nil {
		p.Type = q.Type
	}
	for _, pair := range []struct{ to, from *string }{{&p.CTag, &q.CTag}, {&p.SyncToken, &q.SyncToken}, {&p.Data, &q.Data}} {
		if *pair.from != "" {
			*pair.to = *pair.from
		}
	}
}

// multistatus reads an answer response by response. Its end must be there: of a
// calendar that is cut short, nothing that is missing is gone.
func multistatus(answer *http.Response, take func(*response) error) error {
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMultiStatus {
		return unexpected(errors.New("no multistatus"))
	}
	d := xml.NewDecoder(answer.Body)
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("an encoding that is not UTF-8") }
	root := false
	for {
		token, err := d.Token()
		switch start, isStart := token.(xml.StartElement); {
		case errors.Is(err, io.EOF) && root:
			return nil
		case err != nil:
			return unexpected(errors.New("XML that cannot be read to its end"))
		case !isStart:
		case !root && start.Name != xml.Name{Space: "DAV:", Local: "multistatus"}:
			return unexpected(errors.New("no multistatus"))
		case !root:
			root = true
		case start.Name == xml.Name{Space: "DAV:", Local: "response"}:
			var r response
			if err := d.DecodeElement(&r, &start); err != nil {
				return unexpected(errors.New("XML that cannot be read to its end"))
			}
			if err := take(&r); err != nil {
				return err
			}
		}
	}
}
