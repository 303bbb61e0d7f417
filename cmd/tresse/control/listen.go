package control

import (
	"bufio"
	"context"
	"crypto/subtle"
	"errors"
	"io/fs"
	"net"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	helloTime = 5 * time.Second // for the client's first line
	maxCalls  = 64              // at once; further ones wait
)

// A Handler runs a command line and returns its exit code. ctx ends when the
// client calls it off or goes away, and when the Server is closed.
type Handler func(ctx context.Context, r Request, c *Call) int

// A Server runs the command lines of others. Made by Listen, ended by Close.
type Server struct {
	data     string
	place    place
	listener net.Listener
	handler  Handler
	ctx      context.Context
	cancel   context.CancelFunc
	calls    sync.WaitGroup
	slots    chan struct{}

	mu    sync.Mutex
	conns map[net.Conn]bool // guarded by mu; nil once all are to be closed
}

// Listen has h run the command lines that reach the holder of the data file,
// who must be the caller, and says so in the lock file. What a crash left there
// is replaced.
func Listen(data string, h Handler) (*Server, error) {
	return listen(data, h, runtime.GOOS == "windows")
}

func listen(data string, h Handler, overTCP bool) (*Server, error) {
	open := listenUnix
	if overTCP {
		open = listenTCP
	}
	l, p, err := open(data)
	if err != nil {
		return nil, err
	}
	p.pid = os.Getpid()
	if err := p.write(data); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s := &Server{data: data, place: p, listener: l, handler: h, slots: make(chan struct{}, maxCalls), conns: map[net.Conn]bool{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.calls.Go(s.accept)
	return s, nil
}

// Address returns the path of the socket, or the host and port.
func (s *Server) Address() string { return s.place.address }

// Drain takes no more command lines and waits for those that run. The lock file
// stays until Close.
func (s *Server) Drain() {
	_ = s.listener.Close()
	s.calls.Wait()
}

// Close takes no more command lines, calls off those that run and waits for
// them, for grace at most. The caller still holds the data file.
func (s *Server) Close(grace time.Duration) error {
	err := s.listener.Close()
	if errors.Is(err, net.ErrClosed) { // drained
		err = nil
	}
	s.cancel()
	s.hangUp(grace)
	if p, rerr := readPlace(s.data); rerr == nil && p == s.place {
		rerr := os.Remove(lockFile(s.data))
		if !errors.Is(rerr, fs.ErrNotExist) { // another Close was quicker
			err = errors.Join(err, rerr)
		}
	}
	return err
}

// hangUp waits for the calls; after grace their connections are closed, and
// what then still runs is left alone.
func (s *Server) hangUp(grace time.Duration) {
	ended := make(chan struct{})
	go func() {
		s.calls.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return
	case <-time.After(grace):
	}
	s.mu.Lock()
	for c := range s.conns {
		_ = c.Close()
	}
	s.conns = nil
	s.mu.Unlock()
	select {
	case <-ended:
	case <-time.After(100 * time.Millisecond):
	}
}

func (s *Server) accept() {
	for {
		s.slots <- struct{}{}
		c, err := s.listener.Accept()
		switch {
		case s.ctx.Err() != nil || errors.Is(err, net.ErrClosed):
			if err == nil {
				_ = c.Close()
			}
			return
		case err != nil: // out of descriptors, perhaps: it may pass
			<-s.slots
			select {
			case <-time.After(100 * time.Millisecond):
			case <-s.ctx.Done():
			}
			continue
		}
		s.calls.Go(func() {
			defer func() { <-s.slots }()
			s.answer(c)
		})
	}
}

// answer runs the command line of one connection.
func (s *Server) answer(c net.Conn) {
	if !s.note(c) {
		return
	}
	defer s.forget(c)
	if !sameUser(c) {
		return
	}
	in := bufio.NewReader(c)
	asked, ok := s.hello(c, in)
	if !ok {
		return
	}
	call := newCall(s.ctx, c)
	defer call.cancel()
	go call.listen(in)
	code := s.handler(call.ctx, asked.Request, call)
	_ = call.out.write(frameExit, []byte{byte(code)})
}

// hello greets and takes the command line. Who only looks whether somebody is
// there holds nobody up.
func (s *Server) hello(c net.Conn, in *bufio.Reader) (asked call, ok bool) {
	stop := context.AfterFunc(s.ctx, func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(helloTime))
	err := errors.Join(writeLine(c, greeting{version, s.place.pid}), readLine(in, &asked), c.SetDeadline(time.Time{}))
	return asked, stop() && err == nil && asked.Tresse == version &&
		subtle.ConstantTimeCompare([]byte(asked.Secret), []byte(s.place.secret)) == 1
}

func (s *Server) note(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		_ = c.Close()
		return false
	}
	s.conns[c] = true
	return true
}

func (s *Server) forget(c net.Conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	_ = c.Close()
}
