package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"time"

	"tresse"
)

// A Call is a command line under way: where it writes.
type Call struct {
	ctx    context.Context
	cancel context.CancelFunc
	out    *framer
	fates  chan fate   // of its files
	typed  chan []byte // lines that were asked for
}

// lastWords is how long a client may take to read what a command that was called
// off still says. One that does not read holds up nobody.
const lastWords = 2 * time.Second

func newCall(ctx context.Context, conn net.Conn) *Call {
	c := &Call{out: &framer{w: conn}, fates: make(chan fate, 1), typed: make(chan []byte, 1)}
	c.ctx, c.cancel = context.WithCancel(ctx)
	context.AfterFunc(c.ctx, func() { _ = conn.SetWriteDeadline(time.Now().Add(lastWords)) })
	return c
}

// CallOff ends the command's context, as its client may.
func (c *Call) CallOff() { c.cancel() }

// Out is the client's standard output.
func (c *Call) Out() io.Writer { return stream{c.out, frameOut} }

// Err is the client's standard error.
func (c *Call) Err() io.Writer { return stream{c.out, frameErr} }

// File has the client write a file under a name of its command line, with what
// fill writes; it appears whole or not at all. Only one at a time.
func (c *Call) File(name string, fill func(io.Writer) error) error {
	if err := c.out.write(frameFile, []byte(name)); err != nil {
		return gone(err)
	}
	w := &travelling{call: c}
	err := fill(w)
	last := byte(frameWritten)
	if err != nil {
		last = frameDropped
	}
	if werr := c.out.write(last, nil); werr != nil {
		return gone(werr)
	}
	early := w.fate != nil
	if !early {
		select {
		case f := <-c.fates:
			w.fate = &f
		case <-c.ctx.Done():
			return c.ctx.Err()
		}
	}
	if err != nil && !early {
		return err
	}
	return w.fate.err()
}

func gone(err error) error {
	return &tresse.Error{Trouble: tresse.TroubleTemporary, Op: "control: the client has gone", Err: err}
}

// A travelling is a file on its way to the client, who may say early that it
// cannot be written.
type travelling struct {
	call *Call
	fate *fate
}

func (t *travelling) Write(b []byte) (int, error) {
	if t.fate == nil {
		select {
		case f := <-t.call.fates:
			t.fate = &f
		default:
		}
	}
	if t.fate != nil && t.fate.Failed {
		return 0, t.fate.err()
	}
	n, err := stream{t.call.out, frameBytes}.Write(b)
	if err != nil {
		err = gone(err)
	}
	return n, err
}

// listen takes what the client says while its command runs. Its going away
// calls the command off.
func (c *Call) listen(r *bufio.Reader) {
	defer c.cancel()
	buf := make([]byte, 4096)
	for {
		kind, payload, err := readFrame(r, buf)
		if err != nil || kind == frameCancel {
			return
		}
		if kind == frameTyped {
			select {
			case c.typed <- bytes.Clone(payload):
				continue
			default:
				return // more than was asked for
			}
		}
		var f fate
		if kind != frameKept || json.Unmarshal(payload, &f) != nil {
			return
		}
		select {
		case c.fates <- f:
		case <-c.ctx.Done():
			return
		}
	}
}
