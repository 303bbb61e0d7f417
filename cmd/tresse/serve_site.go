package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/cmd/tresse/web"
	"tresse/config"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// A site is what is served over HTTP: one server on one address, with the pages
// of the configuration in force. The pages change under it.
type site struct {
	now    atomic.Pointer[web.Server]
	engine atomic.Pointer[syncer.Engine] // takes what platforms push

	consents consents // that may come back in a browser

	listener net.Listener
	server   *http.Server
}

// pages are those of whatever configuration is in force.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.now.Load().ServeHTTP(w, r) }

// changed says that something was written.
func (s *site) changed() {
	if now := s.now.Load(); now != nil {
		now.Changed()
	}
}

// settle waits until what was written can be seen.
func (s *site) settle(ctx context.Context) error {
	if now := s.now.Load(); now != nil {
		return now.Settle(ctx)
	}
	return nil
}

// open begins to serve.
func (s *site) open(c *config.Config, st *store.Store, log zerolog.Logger) error {
	swap, err := s.prepare(c, st, log)
	if err == nil {
		swap.commit()
	}
	return err
}

// openAt is open on a listener that is there already; closing the site closes it.
func (s *site) openAt(l net.Listener, c *config.Config, st *store.Store, log zerolog.Logger) error {
	pages, err := s.pagesOf(c, st, log)
	if err == nil {
		swap{site: s, pages: pages, listen: c.Web.Listen, listener: l}.commit()
	}
	return err
}

func (s *site) pagesOf(c *config.Config, st *store.Store, log zerolog.Logger) (*web.Server, error) {
	return web.New(web.Options{
		Store: st, Zone: c.Zone, Config: c.Web, FeedNames: c.Privacy.FeedNames, Now: time.Now, Log: log,
		Pushes: s.pushes, Counter: s.counter, Files: s.files, BirthYear: c.Privacy.BirthYear, Connected: s.consents.answer, Duplicates: s.duplicates,
	})
}

// A swap is pages, and perhaps a listener, ready to be served instead of those
// that are.
type swap struct {
	site     *site
	pages    *web.Server
	listen   string
	listener net.Listener // nil: the same as before
}

// prepare makes all that may fail.
func (s *site) prepare(c *config.Config, st *store.Store, log zerolog.Logger) (swap, error) {
	pages, err := s.pagesOf(c, st, log)
	if err != nil {
		return swap{}, err
	}
	n := swap{site: s, pages: pages, listen: c.Web.Listen}
	if s.server != nil && s.server.Addr == n.listen {
		return n, nil
	}
	if n.listener, err = net.Listen("tcp", n.listen); err != nil {
		_ = pages.Close()
		e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "listen", Err: err}
		e.Advice = fmt.Sprintf("l’adresse « %s » n’est pas libre : un autre programme, ou un autre tresse, s’en sert, ou ce n’en est pas une de cette machine. Changez « listen » dans [web], ou essayez --listen 127.0.0.1:0.", n.listen)
		return swap{}, e
	}
	return n, nil
}

// pushes returns who takes what platforms push.
func (s *site) pushes() web.Pushes {
	if e := s.engine.Load(); e != nil {
		return e
	}
	return nil
}

// duplicates are the pairs that a mediator is asked about.
func (s *site) duplicates(sessions bool) ([]publish.Duplicate, error) {
	e := s.engine.Load()
	switch {
	case e == nil:
		return []publish.Duplicate{}, nil
	case sessions:
		return e.SessionDuplicates()
	}
	return e.Duplicates()
}

// counter returns who books at the counter.
func (s *site) counter() web.Counter {
	if e := s.engine.Load(); e != nil {
		return e
	}
	return nil
}

// files returns who takes files that are handed in.
func (s *site) files() web.Files {
	if e := s.engine.Load(); e != nil {
		return e
	}
	return nil
}

// drop lets go of what was prepared.
func (n swap) drop() {
	_ = n.pages.Close()
	if n.listener != nil {
		_ = n.listener.Close()
	}
}

// commit serves what was prepared. Requests under way end as they began.
func (n swap) commit() {
	s := n.site
	if before := s.now.Swap(n.pages); before != nil {
		_ = before.Close()
	}
	if n.listener == nil {
		return
	}
	if before := s.server; before != nil {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_ = before.Shutdown(ctx)
		}()
	}
	s.listener, s.server = n.listener, web.HTTPServer(n.listen, s)
	go func(server *http.Server, l net.Listener) { _ = server.Serve(web.Bounded(l)) }(s.server, s.listener) // ends with Shutdown or Close
}

// address is where the page is seen from this machine.
func (s *site) address() string { return pageAddress(s.listener.Addr().String()) }

// close ends the server; requests under way have grace.
func (s *site) close(grace time.Duration) {
	if s.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		if s.server.Shutdown(ctx) != nil {
			_ = s.server.Close()
		}
	}
	if now := s.now.Load(); now != nil {
		_ = now.Close()
	}
}

// pageAddress is where a browser on this machine finds what listens.
func pageAddress(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://" + listen + "/"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}
