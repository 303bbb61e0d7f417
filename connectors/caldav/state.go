package caldav

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// A state is what recognises a calendar that has not changed.
type state struct {
	calendar bool // it is one, and not a folder of them
	ctag     string
	token    string
}

const askState = `<d:propfind xmlns:d="DAV:" xmlns:cs="http://calendarserver.org/ns/"><d:prop><d:resourcetype/><cs:getctag/><d:sync-token/></d:prop></d:propfind>`

// state asks for the sync-token (RFC 6578) and the CTag of a folder: both grow
// with each change in it. A server may have neither; then it is read each time.
func (c *collection) state(ctx context.Context, place string) (state, error) {
	answer, err := c.ask(ctx, "PROPFIND", place, "0", askState)
	if err != nil {
		return state{}, err
	}
	var s state
	err = multistatus(answer, func(r *response) error {
		p := r.prop()
		s.calendar = s.calendar || p.Type.Calendar != nil
		if s.ctag == "" && s.token == "" {
			s.ctag, s.token = p.CTag, p.SyncToken
		}
		return nil
	})
	return s, err
}

// mark is short whatever the server says; "" where it says nothing.
func (s state) mark() string {
	if s.ctag == "" && s.token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s.ctag + "\x00" + s.token))
	return hex.EncodeToString(sum[:16])
}
