package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"tresse"
	"tresse/config"
)

// publicFeedPath is the address of the public feed (CONTRACT §6).
const publicFeedPath = "/feed/public.ics"

// demoListen takes the address that was asked for, or else the usual one; where
// that is in use, another port does.
func demoListen(asked string) (net.Listener, error) {
	if asked == "" {
		if at, err := net.Listen("tcp", config.DefaultListen); err == nil {
			return at, nil
		}
		asked = "127.0.0.1:0"
	}
	at, err := net.Listen("tcp", asked)
	if err != nil {
		e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "listen", Err: err}
		e.Advice = fmt.Sprintf("l’adresse « %s » n’est pas libre, ou n’en est pas une : essayez --listen 127.0.0.1:0.", asked)
		return nil, e
	}
	return at, nil
}

// serveFeed serves a calendar file as it is at each request, and returns what
// ends it.
func serveFeed(at net.Listener, file string) (stop func()) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+publicFeedPath, func(w http.ResponseWriter, r *http.Request) {
		body, err := os.ReadFile(file)
		if err != nil {
			http.Error(w, "calendar not there", http.StatusServiceUnavailable)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/calendar; charset=utf-8")
		h.Set("Cache-Control", "public, max-age=300")
		h.Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(body)))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(at)
	}()
	return func() {
		_ = server.Close()
		<-ended
	}
}
