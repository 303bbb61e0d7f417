package openagenda

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// pageSize is the most that v2 gives (sheet §1.5).
const pageSize = 300

// A query is the address of a list of events. Its parameters are kept as they
// are sent, in order: a cursor only fits the same filters, sort and size.
type query struct {
	agenda int64
	params []string // name=value, escaped
	light  bool     // only uid and updatedAt
	live   bool     // without tombstones
	since  int64    // updatedAt[gte], ms; 0 none
	after  position
}

// address writes the query, escaped as RFC 3986 wants it: brackets too.
func (q query) address(base string) string {
	params := []string{"detailed=1"}
	if q.light {
		params = []string{param("if[]", "uid"), param("if[]", "updatedAt")}
		if !q.live {
			params = append(params, param("if[]", "removed"))
		}
	}
	params = append(params, "size="+strconv.Itoa(pageSize), "sort=updatedAt.asc")
	if !q.live {
		params = append(params, "removed=null")
	}
	params = append(params, q.params...)
	if q.since > 0 {
		params = append(params, param("updatedAt[gte]", stampMilli(q.since)))
	}
	for _, element := range q.after {
		params = append(params, param("after[]", element))
	}
	return eventsAddress(base, q.agenda) + "?" + strings.Join(params, "&")
}

func param(name, value string) string { return url.QueryEscape(name) + "=" + url.QueryEscape(value) }

func agendaAddress(base string, agenda int64) string {
	return base + "/agendas/" + strconv.FormatInt(agenda, 10)
}

func eventsAddress(base string, agenda int64) string { return agendaAddress(base, agenda) + "/events" }

// stampMilli is an instant as the API wants it: RFC 3339 in UTC (sheet §3.1).
func stampMilli(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }

func stampSecond(s int64) string { return stampMilli(s * 1000) }

// uidParams asks for these events alone.
func uidParams(events []sighted) []string {
	params := make([]string, len(events))
	for i, e := range events {
		params[i] = param("uid[]", strconv.FormatInt(e.uid, 10))
	}
	return params
}

// page reads one page. It is decoded here, and once, for what a long list costs
// is decoding; what is no page at all is left to the client, which asks again
// and finds the words.
func (c *connector) page(ctx context.Context, q query) (list, error) {
	address := q.address(c.base)
	answer, err := c.http.Get(ctx, address, http.Header{"Accept": {"application/json"}})
	if err != nil {
		return list{}, err
	}
	l, err := decodeList(answer.Body)
	if err == nil {
		return l, nil
	}
	if err != errNoSuccess && err != errNoList {
		var body json.RawMessage
		if err := c.http.JSON(ctx, address, &body); err != nil {
			return list{}, err
		}
		if l, err = decodeList(body); err == nil {
			return l, nil
		}
	}
	return list{}, tresse.Errorf(tresse.TroubleAnswer, "%s", reason(err))
}

// next is the cursor of the page that follows; nil where there is none: after
// may be there past the end, so an empty page is the end as well (sheet §3.5).
func (l *list) next() position {
	if len(l.items) == 0 {
		return nil
	}
	return l.after
}

func (p position) key() string { return strings.Join(p, "\x00") }

func (p position) clone() position { return slices.Clone(p) }
