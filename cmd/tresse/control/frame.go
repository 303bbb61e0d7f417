package control

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"tresse"
)

// version is that of the protocol. Both sides must speak the same: a program
// that was exchanged under a running daemon understands other command lines.
const version = 2

const (
	maxLine  = 256 << 10 // of JSON, a command line among them
	maxFrame = 64 << 10
)

// What a frame holds. The listener sends the upper ones, the client the lower.
const (
	frameOut     = '1' // for standard output
	frameErr     = '2' // for standard error
	frameFile    = 'f' // begins a file; its name as the command line gives it
	frameBytes   = 'b' // of the file
	frameWritten = 'e' // the file is whole
	frameDropped = 'a' // the file is to be dropped
	frameAsk     = '?' // a line that is typed is wanted
	frameExit    = 'x' // one byte: the exit code. Nothing follows

	frameKept   = 'k' // what became of the file: a fate in JSON
	frameTyped  = 'i' // a line that was asked for; empty where there is none
	frameCancel = 'c' // the command is called off
)

// greeting is the listener's first line.
type greeting struct {
	Tresse int `json:"tresse"` // version
	PID    int `json:"pid"`
}

// A Request is a command line, and how it is to be answered.
type Request struct {
	Args     []string `json:"args"`
	Terminal bool     `json:"terminal,omitempty"` // standard error is a terminal: show progress
}

// call is the client's first line.
type call struct {
	Request
	Tresse int    `json:"tresse"`
	Secret string `json:"secret,omitempty"`
}

// A fate tells the listener what became of a file.
type fate struct {
	Failed  bool           `json:"failed,omitempty"`
	Trouble tresse.Trouble `json:"trouble,omitempty"`
	Text    string         `json:"text,omitempty"`
	Advice  string         `json:"advice,omitempty"`
}

func fateOf(err error) fate {
	if err == nil {
		return fate{}
	}
	return fate{Failed: true, Trouble: tresse.TroubleOf(err), Text: err.Error(), Advice: tresse.AdviceOf(err)}
}

func (f fate) err() error {
	if !f.Failed {
		return nil
	}
	return &tresse.Error{Trouble: f.Trouble, Op: "write a file for the client", Err: errors.New(f.Text), Advice: f.Advice}
}

// readLine reads one line of JSON.
func readLine(r *bufio.Reader, into any) error {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return errors.New("control: line too long")
		case err == nil:
			return json.Unmarshal(line, into)
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

func writeLine(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// readFrame reads a frame into buf, which it may grow.
func readFrame(r io.Reader, buf []byte) (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("control: frame of %d bytes", n)
	}
	if cap(buf) < int(n) {
		buf = make([]byte, n)
	}
	_, err = io.ReadFull(r, buf[:n])
	return head[0], buf[:n], err
}

// A framer writes frames, whole ones, from any goroutine.
type framer struct {
	mu sync.Mutex
	w  io.Writer
}

func (f *framer) write(kind byte, payload []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := make([]byte, 5, 5+len(payload))
	b[0] = kind
	binary.BigEndian.PutUint32(b[1:], uint32(len(payload)))
	_, err := f.w.Write(append(b, payload...))
	return err
}

// A stream cuts what is written to it into frames of one kind.
type stream struct {
	to   *framer
	kind byte
}

func (s stream) Write(b []byte) (int, error) {
	n := 0
	for len(b) > 0 {
		part := b[:min(len(b), maxFrame)]
		if err := s.to.write(s.kind, part); err != nil {
			return n, err
		}
		n += len(part)
		b = b[len(part):]
	}
	return n, nil
}
