package control

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What is typed travels line by line, when it is asked for; the end of it too. A
// command that asks for nothing takes nothing from the terminal, and one that ends
// while a line is awaited ends.
func TestTyped(t *testing.T) {
	for _, overTCP := range []bool{false, true} {
		data := filepath.Join(t.TempDir(), "tresse.db")
		s, err := listen(data, func(ctx context.Context, r Request, c *Call) int {
			if r.Args[0] == "quiet" {
				return 0
			}
			in := bufio.NewScanner(c.In())
			for n := 0; n < len(r.Args) && in.Scan(); n++ {
				fmt.Fprintf(c.Out(), "<%s>", in.Text())
			}
			return 7
		}, overTCP)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			args  []string
			typed string
			want  string
			code  int
		}{
			{[]string{"one"}, "première ligne\nseconde\n", "<première ligne>", 7},
			{[]string{"both", "of them", "and more"}, "première\n\nseconde", "<première><><seconde>", 7},
			{[]string{"one"}, "", "", 7},
			{[]string{"quiet"}, "rien", "", 0},
			{[]string{"one"}, strings.Repeat("x", maxFrame-1) + "\n", "<" + strings.Repeat("x", maxFrame-1) + ">", 7},
		} {
			var got sunk
			sink, in := got.sink(), strings.NewReader(c.typed)
			sink.In = in
			code, err := dial(t, data).Run(t.Context(), Request{Args: c.args}, sink)
			if err != nil || code != c.code || got.out.String() != c.want {
				t.Errorf("%q of %.20q: %d %v %.40q", c.args, c.typed, code, err, got.out.String())
			}
			if c.code == 0 && in.Len() != len(c.typed) {
				t.Error("something was taken that nobody asked for")
			}
		}
		s.Close(time.Second)
	}
}

// A client that sends lines nobody asked for is hung up on, and costs no memory.
func TestTypedUnasked(t *testing.T) {
	data := filepath.Join(t.TempDir(), "tresse.db")
	ended := make(chan struct{})
	s, err := Listen(data, func(ctx context.Context, _ Request, _ *Call) int {
		<-ctx.Done()
		close(ended)
		return 0
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(time.Second)
	c := dial(t, data)
	defer c.Close()
	if err := writeLine(c.conn, call{Request: Request{Args: []string{"x"}}, Tresse: version, Secret: c.place.secret}); err != nil {
		t.Fatal(err)
	}
	out := &framer{w: c.conn}
	for range 50 {
		if out.write(frameTyped, bytes.Repeat([]byte{'x'}, 1000)) != nil {
			break
		}
	}
	<-ended
	_, _ = io.Copy(io.Discard, c.conn)
}
