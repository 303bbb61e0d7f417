package control

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"tresse"
)

// echo is a command line for each thing that a command does.
func echo(ctx context.Context, r Request, c *Call) int {
	switch r.Args[0] {
	case "print":
		fmt.Fprint(c.Err(), "journal")
		for _, a := range r.Args[1:] {
			fmt.Fprint(c.Out(), a)
		}
		return len(r.Args)
	case "file":
		err := c.File(r.Args[1], func(w io.Writer) error {
			_, err := w.Write(bytes.Repeat([]byte("ligne\n"), 200_000))
			return err
		})
		fmt.Fprint(c.Err(), tresse.AdviceOf(err))
		if err != nil {
			return 1
		}
		fmt.Fprintf(c.Out(), "écrit dans %s", r.Args[1])
	case "broken":
		err := c.File(r.Args[1], func(w io.Writer) error {
			fmt.Fprint(w, "à moitié")
			return errors.New("rendered badly")
		})
		fmt.Fprint(c.Out(), err)
	case "hang":
		fmt.Fprint(c.Out(), "commencé")
		<-ctx.Done()
		fmt.Fprint(c.Out(), ", interrompu")
		return 1
	}
	return 0
}

type sunk struct {
	mu       sync.Mutex
	out, err bytes.Buffer
	wrote    chan struct{}
	files    map[string]string
	refuse   error
}

func (s *sunk) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.wrote <- struct{}{}:
	default:
	}
	return s.out.Write(b)
}

func (s *sunk) sink() Sink {
	s.wrote, s.files = make(chan struct{}, 1), map[string]string{}
	return Sink{Out: s, Err: &s.err, File: func(name string, fill func(io.Writer) error) error {
		if s.refuse != nil {
			return s.refuse
		}
		var b bytes.Buffer
		err := fill(&b)
		if err == nil {
			s.files[name] = b.String()
		}
		return err
	}}
}

// both runs a test over a Unix socket and over TCP with a secret.
func both(t *testing.T, test func(t *testing.T, data string, s *Server)) {
	for _, overTCP := range []bool{false, true} {
		if !overTCP && runtime.GOOS == "windows" {
			continue
		}
		t.Run(map[bool]string{false: "unix", true: "tcp"}[overTCP], func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "tresse.db")
			s, err := listen(data, echo, overTCP)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close(time.Second) })
			test(t, data, s)
		})
	}
}

func dial(t *testing.T, data string) *Client {
	t.Helper()
	c, err := Dial(data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCommandsTravel(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		var got sunk
		long := strings.Repeat("é", 100_000)
		code, err := dial(t, data).Run(t.Context(), Request{Args: []string{"print", "à ", long}}, got.sink())
		if err != nil || code != 3 || got.out.String() != "à "+long || got.err.String() != "journal" {
			t.Errorf("code %d, %v, %d bytes, %q", code, err, got.out.Len(), got.err.String())
		}
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				var got sunk
				word := fmt.Sprint(i)
				c, err := Dial(data)
				if err != nil {
					t.Error(err)
					return
				}
				if code, err := c.Run(t.Context(), Request{Args: []string{"print", word}}, got.sink()); err != nil || code != 2 || got.out.String() != word {
					t.Errorf("code %d, %v, %q, want %q", code, err, got.out.String(), word)
				}
			})
		}
		all.Wait()
	})
}

func TestFilesAreWrittenByTheClient(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		var got sunk
		code, err := dial(t, data).Run(t.Context(), Request{Args: []string{"file", "../liste.csv"}}, got.sink())
		if err != nil || code != 0 || len(got.files["../liste.csv"]) != 1_200_000 || got.out.String() != "écrit dans ../liste.csv" {
			t.Errorf("code %d, %v, %d bytes, %q", code, err, len(got.files["../liste.csv"]), got.out.String())
		}
		got = sunk{refuse: &tresse.Error{Trouble: tresse.TroubleNotFound, Advice: "le dossier n’existe pas."}}
		code, err = dial(t, data).Run(t.Context(), Request{Args: []string{"file", "absent/liste.csv"}}, got.sink())
		if err != nil || code != 1 || got.err.String() != "le dossier n’existe pas." {
			t.Errorf("refused: code %d, %v, %q", code, err, got.err.String())
		}
		got = sunk{}
		code, err = dial(t, data).Run(t.Context(), Request{Args: []string{"broken", "liste.csv"}}, got.sink())
		if err != nil || code != 0 || len(got.files) != 0 || got.out.String() != "rendered badly" {
			t.Errorf("given up: code %d, %v, %v, %q", code, err, got.files, got.out.String())
		}
	})
}

func TestCalledOff(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		ctx, cancel := context.WithCancel(t.Context())
		var got sunk
		sink := got.sink()
		go func() {
			<-got.wrote
			cancel()
		}()
		code, err := dial(t, data).Run(ctx, Request{Args: []string{"hang"}}, sink)
		if err != nil || code != 1 || got.out.String() != "commencé, interrompu" {
			t.Errorf("code %d, %v, %q", code, err, got.out.String())
		}
	})
}

// The end of the listener calls all commands off, and leaves nothing behind.
func TestCloseLeavesNothing(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		var got sunk
		sink := got.sink()
		c := dial(t, data)
		go func() {
			<-got.wrote
			s.Close(5 * time.Second)
		}()
		if code, err := c.Run(t.Context(), Request{Args: []string{"hang"}}, sink); err != nil || code != 1 {
			t.Errorf("code %d, %v", code, err)
		}
		s.calls.Wait()
		if err := s.Close(time.Second); err != nil {
			t.Errorf("closed twice: %v", err)
		}
		left, _ := filepath.Glob(filepath.Join(filepath.Dir(data), "*"))
		if len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		if _, err := Dial(data); !errors.Is(err, ErrNobody) {
			t.Errorf("after the end: %v", err)
		}
	})
}

// What a crash leaves says that nobody is there, and is replaced.
func TestStaleLockAndSocket(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		lock, err := os.ReadFile(lockFile(data))
		if err != nil {
			t.Fatal(err)
		}
		if u, ok := s.listener.(*net.UnixListener); ok {
			u.SetUnlinkOnClose(false)
		}
		s.Close(time.Second)
		if err := os.WriteFile(lockFile(data), lock, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Dial(data); !errors.Is(err, ErrNobody) {
			t.Errorf("after a crash: %v", err)
		}
		again, err := listen(data, echo, s.place.network == "tcp")
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close(time.Second)
		if c := dial(t, data); c.PID() != os.Getpid() {
			t.Errorf("pid %d", c.PID())
		}
	})
}

// A path that is too long for a socket has it elsewhere; the lock file says where.
func TestLongPath(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	dir := filepath.Join(t.TempDir(), strings.Repeat("dossier-au-nom-long/", 6))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	runtimeDir, err := os.MkdirTemp("", "run") // shorter than the test's own
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(runtimeDir)
	for _, at := range []string{runtimeDir, ""} {
		t.Setenv("XDG_RUNTIME_DIR", at)
		data := filepath.Join(dir, "tresse.db")
		s, err := Listen(data, echo)
		if err != nil {
			t.Fatal(err)
		}
		if at != "" && filepath.Dir(s.Address()) != at || len(s.Address()) > maxPath {
			t.Errorf("the socket lies at %s", s.Address())
		}
		var got sunk
		if code, err := dial(t, data).Run(t.Context(), Request{Args: []string{"print"}}, got.sink()); err != nil || code != 1 {
			t.Errorf("code %d, %v", code, err)
		}
		s.Close(time.Second)
	}
}

func TestRights(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		if runtime.GOOS == "windows" {
			return
		}
		names := []string{lockFile(data)}
		if s.place.network == "unix" {
			names = append(names, s.Address())
		}
		for _, name := range names {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", name, info.Mode(), err)
			}
		}
	})
}

// Over TCP anybody on the machine may connect: without the secret nothing runs.
func TestWithoutTheSecret(t *testing.T) {
	data := filepath.Join(t.TempDir(), "tresse.db")
	ran := false
	s, err := listen(data, func(context.Context, Request, *Call) int { ran = true; return 0 }, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(time.Second)
	for _, secret := range []string{"", s.place.secret + "x", s.place.secret[:5]} {
		c := dial(t, data)
		c.place.secret = secret
		var got sunk
		if _, err := c.Run(t.Context(), Request{Args: []string{"print"}}, got.sink()); err == nil || ran {
			t.Errorf("with the secret %q: %v, ran: %v", secret, err, ran)
		}
	}
}

// Whoever speaks nonsense is hung up on, and costs a bounded amount.
func TestNonsense(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		huge := binary.BigEndian.AppendUint32([]byte{frameKept}, 1<<31)
		line := fmt.Sprintf("{\"tresse\":1,\"secret\":%q,\"args\":[\"hang\"]}\n", s.place.secret)
		for name, said := range map[string]string{
			"not JSON":        "GET / HTTP/1.1\r\n\r\n",
			"endless line":    strings.Repeat("x", 2*maxLine),
			"other version":   "{\"tresse\":99,\"args\":[\"print\"]}\n",
			"oversized frame": line + string(huge),
			"unknown frame":   line + "z\x00\x00\x00\x00",
		} {
			c, err := net.Dial(s.place.network, s.place.address)
			if err != nil {
				t.Fatal(err)
			}
			go io.WriteString(c, said) // may fail once hung up on
			c.SetReadDeadline(time.Now().Add(20 * time.Second))
			if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: not hung up on", name)
			}
			c.Close()
		}
		var got sunk
		if code, err := dial(t, data).Run(t.Context(), Request{Args: []string{"print"}}, got.sink()); err != nil || code != 1 {
			t.Errorf("afterwards: code %d, %v", code, err)
		}
	})
}

// A holder of another version is named, not misunderstood.
func TestOtherVersion(t *testing.T) {
	data := filepath.Join(t.TempDir(), "tresse.db")
	l, p, err := listenTCP(data)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p.pid = 4242
	if err := p.write(data); err != nil {
		t.Fatal(err)
	}
	go func() {
		c, err := l.Accept()
		if err == nil {
			writeLine(c, greeting{version + 1, 4242})
			c.Close()
		}
	}()
	if _, err := Dial(data); !strings.Contains(tresse.AdviceOf(err), "4242") || !strings.Contains(tresse.AdviceOf(err), "redémarrez") {
		t.Errorf("%v: %q", err, tresse.AdviceOf(err))
	}
}

// A client that does not read what a command says holds up neither the end nor
// whoever calls the command off.
func TestClientThatDoesNotRead(t *testing.T) {
	data := filepath.Join(t.TempDir(), "tresse.db")
	ended := make(chan error, 2)
	talk := func(ctx context.Context, r Request, c *Call) int {
		if len(r.Args) > 1 {
			c.CallOff()
		}
		b := make([]byte, maxFrame)
		for {
			if _, err := c.Out().Write(b); err != nil {
				ended <- err
				return 1
			}
		}
	}
	s, err := Listen(data, talk)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"talk"}, {"talk", "called off"}} {
		c := dial(t, data)
		defer c.Close()
		if err := writeLine(c.conn, call{Request: Request{Args: args}, Tresse: version, Secret: c.place.secret}); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("called off: %v", err)
	}
	s.Close(20 * time.Second)
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("at the end: %v", err)
	}
}

// A listener that dies under a command is told as such.
func TestHolderDies(t *testing.T) {
	both(t, func(t *testing.T, data string, s *Server) {
		var got sunk
		sink := got.sink()
		c := dial(t, data)
		go func() {
			<-got.wrote
			s.mu.Lock()
			defer s.mu.Unlock()
			for c := range s.conns {
				c.Close()
			}
		}()
		if _, err := c.Run(t.Context(), Request{Args: []string{"hang"}}, sink); !strings.Contains(tresse.AdviceOf(err), "arrêté") {
			t.Errorf("%v: %q", err, tresse.AdviceOf(err))
		}
	})
}
