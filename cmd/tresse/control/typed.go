package control

import (
	"bufio"
	"io"
)

// In is the client's standard input, line by line, each asked for when it is
// read. It ends with the command.
func (c *Call) In() io.Reader { return &input{call: c} }

// An input is what a client types. One goroutine reads it.
type input struct {
	call *Call
	left []byte
}

func (i *input) Read(b []byte) (int, error) {
	if len(i.left) == 0 {
		if err := i.call.out.write(frameAsk, nil); err != nil {
			return 0, gone(err)
		}
		select {
		case i.left = <-i.call.typed:
		case <-i.call.ctx.Done():
			return 0, io.EOF
		}
		if len(i.left) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(b, i.left)
	i.left = i.left[n:]
	return n, nil
}

// typist reads lines of a client's input as they are asked for.
type typist struct {
	in  *bufio.Reader
	out *framer
}

// answer sends one line, or as much of it as a frame holds; nothing where the
// input has ended.
func (t *typist) answer() {
	var line []byte
	for len(line) < maxFrame {
		b, err := t.in.ReadByte()
		if err != nil {
			break
		}
		if line = append(line, b); b == '\n' {
			break
		}
	}
	_ = t.out.write(frameTyped, line) // whoever has gone needs none
}
