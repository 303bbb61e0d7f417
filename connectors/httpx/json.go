package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
)

// JSON reads address and decodes it into what into points to, which is set as a
// whole and only on success. Truncated or garbled JSON, anything but white
// space after the value, or HTML in its place is TroubleAnswer and is tried
// again like a broken connection. Errors name fields and offsets, never values.
func (c *Client) JSON(ctx context.Context, address string, into any) error {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return c.misused(errors.New("nowhere to decode into"))
	}
	header := http.Header{"Accept": {"application/json"}}
	_, err := c.get(ctx, address, header, func(answer *Response) error {
		// A fresh value each attempt: a failed one may have filled it in part.
		fresh := reflect.New(target.Type().Elem())
		if f := decode(answer.Body, fresh.Interface()); f != nil {
			f.status = answer.Status
			return f
		}
		target.Elem().Set(fresh.Elem())
		return nil
	})
	return err
}

// decode is strict on the end of the text and lenient on a byte order mark,
// which RFC 8259 §8.1 lets a reader skip.
func decode(body []byte, into any) *failure {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	err := json.Unmarshal(body, into)
	if err == nil {
		return nil
	}
	f := badAnswer(jsonText(body, err))
	f.again = true
	return f
}

func jsonText(body []byte, err error) string {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	start := bytes.TrimSpace(body)
	switch {
	case len(start) == 0:
		return "an empty body instead of JSON"
	case start[0] == '<':
		return "a web page instead of JSON"
	case errors.As(err, &syntax):
		return fmt.Sprintf("broken JSON at byte %d", syntax.Offset)
	case errors.As(err, &wrong):
		return fmt.Sprintf("JSON that does not fit: field %q at byte %d is no %s", wrong.Field, wrong.Offset, wrong.Type)
	}
	return "JSON with a value that cannot be read"
}
