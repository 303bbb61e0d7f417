package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"tresse"
)

// dialTime is for the connection and the greeting: who holds the file answers at
// once, or hangs.
const dialTime = 2 * time.Second

// ErrNobody: nobody who holds the data file answers. There may be a lock file or
// a socket that a crash left.
var ErrNobody = errors.New("control: nobody answers")

// A Client is a connection to who holds the data file, for one command line.
type Client struct {
	conn  net.Conn
	in    *bufio.Reader
	place place
}

// Dial reaches who holds the data file, or returns ErrNobody. A holder of
// another version is refused with advice.
func Dial(data string) (*Client, error) {
	p, err := readPlace(data)
	if err != nil {
		return nil, ErrNobody
	}
	conn, err := net.DialTimeout(p.network, p.address, dialTime)
	if err != nil {
		return nil, ErrNobody
	}
	c := &Client{conn: conn, in: bufio.NewReader(conn), place: p}
	_ = conn.SetDeadline(time.Now().Add(dialTime))
	var hello greeting
	if err := readLine(c.in, &hello); err != nil || hello.Tresse == 0 || hello.PID != p.pid || !sameUser(conn) {
		_ = conn.Close()
		return nil, ErrNobody
	}
	_ = conn.SetDeadline(time.Time{})
	if hello.Tresse != version {
		_ = conn.Close()
		err := tresse.Errorf(tresse.TroubleRefused, "control: the holder speaks version %d, this program %d", hello.Tresse, version)
		err.Advice = fmt.Sprintf("le tresse qui tourne (processus %d) est d’une autre version que cette commande : redémarrez-le.", p.pid)
		return nil, err
	}
	return c, nil
}

// PID is the process that holds the data file.
func (c *Client) PID() int { return c.place.pid }

// Close hangs up. Not needed after Run.
func (c *Client) Close() error { return c.conn.Close() }

// A Sink takes what a command line gives back.
type Sink struct {
	Out, Err io.Writer
	In       io.Reader // read only as a command asks for lines; nil has none
	// File writes a file that the command line names, whole or not at all.
	File func(name string, fill func(io.Writer) error) error
}

// Run has a command line run and returns its exit code. When ctx ends, the
// command is called off and what it says then still arrives, for as long as
// patience lasts. An error means that no exit code arrived.
func (c *Client) Run(ctx context.Context, r Request, s Sink) (int, error) {
	defer c.conn.Close()
	if err := writeLine(c.conn, call{Request: r, Tresse: version, Secret: c.place.secret}); err != nil {
		return 0, c.lost(err)
	}
	out := &framer{w: c.conn}
	stop := context.AfterFunc(ctx, func() {
		_ = out.write(frameCancel, nil)
		_ = c.conn.SetDeadline(time.Now().Add(patience))
	})
	defer stop()
	code, err := c.take(out, s)
	if err != nil && ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return code, err
}

// patience is how long a command that was called off may take to end.
const patience = 10 * time.Second

// take takes frames until the exit code.
func (c *Client) take(out *framer, s Sink) (int, error) {
	buf := make([]byte, maxFrame)
	var lines chan<- struct{} // asks the typist, who may wait for ever
	for {
		kind, payload, err := readFrame(c.in, buf)
		if err != nil {
			return 0, c.lost(err)
		}
		switch kind {
		case frameAsk:
			if lines == nil {
				asked := make(chan struct{}, 1)
				defer close(asked)
				lines = asked
				go s.answerAsks(asked, out)
			}
			select {
			case lines <- struct{}{}:
			default: // asked twice at once
			}
		case frameExit:
			if len(payload) != 1 {
				return 0, c.lost(errors.New("no exit code"))
			}
			return int(payload[0]), nil
		case frameFile:
			if err := c.file(out, s, string(payload), buf); err != nil {
				return 0, err
			}
		default:
			if err := s.print(kind, payload); err != nil {
				return 0, err
			}
		}
	}
}

// answerAsks answers each time that a line is asked for.
func (s Sink) answerAsks(asked <-chan struct{}, out *framer) {
	in := s.In
	if in == nil {
		in = strings.NewReader("")
	}
	t := typist{bufio.NewReader(in), out}
	for range asked {
		t.answer()
	}
}

func (s Sink) print(kind byte, payload []byte) error {
	var err error
	switch kind {
	case frameOut:
		_, err = s.Out.Write(payload)
	case frameErr:
		_, err = s.Err.Write(payload)
	}
	return err
}

// file writes a file whose bytes arrive, and tells what became of it. What
// arrives of one that cannot be written is let go.
func (c *Client) file(out *framer, s Sink, name string, buf []byte) error {
	f := &arriving{c: c, s: s, buf: buf}
	kept := s.File(name, f.fill)
	if f.lost != nil {
		return f.lost
	}
	b, err := json.Marshal(fateOf(kept))
	if err != nil {
		return err
	}
	if err := out.write(frameKept, b); err != nil {
		return c.lost(err)
	}
	for !f.ended {
		if err := f.next(io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// An arriving is a file on its way from the listener.
type arriving struct {
	c     *Client
	s     Sink
	buf   []byte
	ended bool
	lost  error
}

// errDropped: the command gave its file up.
var errDropped = errors.New("control: the file was given up")

func (f *arriving) fill(w io.Writer) error {
	for !f.ended {
		if err := f.next(w); err != nil {
			return err
		}
	}
	return nil
}

// next takes one frame.
func (f *arriving) next(w io.Writer) error {
	kind, payload, err := readFrame(f.c.in, f.buf)
	if err != nil {
		f.lost = f.c.lost(err)
		return f.lost
	}
	switch kind {
	case frameBytes:
		_, err = w.Write(payload)
	case frameWritten:
		f.ended = true
	case frameDropped:
		f.ended = true
		if w != io.Discard {
			err = errDropped
		}
	case frameExit:
		f.lost = f.c.lost(errors.New("ended within a file"))
		err = f.lost
	default:
		err = f.s.print(kind, payload)
	}
	return err
}

// lost is a connection that broke before the command had ended.
func (c *Client) lost(err error) error {
	e := &tresse.Error{Trouble: tresse.TroubleTemporary, Op: "control: read the answer", Err: err}
	e.Advice = fmt.Sprintf("le tresse qui tient les données (processus %d) s’est arrêté avant d’avoir répondu : relancez la commande.", c.place.pid)
	return e
}
