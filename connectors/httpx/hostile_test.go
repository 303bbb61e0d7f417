package httpx

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tresse"
)

const mib = 1 << 20

func TestGibibyte(t *testing.T) {
	for name, length := range map[string]string{"chunked": "", "announced": "1073741824"} {
		t.Run(name, func(t *testing.T) {
			var sent atomic.Int64
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if length != "" {
					w.Header().Set("Content-Length", length)
				}
				for chunk := make([]byte, mib); sent.Load() < 1<<30; sent.Add(mib) {
					if _, err := w.Write(chunk); err != nil {
						return
					}
				}
			})
			c := New(hasty(Options{MaxBody: mib}))
			_, err := get(t, c, s.URL)
			wantTrouble(t, err, tresse.TroubleTooLarge, 200)
			wantRequests(t, c, 1)
			if _, n := c.Traffic(); n > mib+1 || length != "" && n > 0 {
				t.Errorf("%d bytes read under a cap of %d", n, mib)
			}
			s.Close()
			if sent.Load() >= 1<<30 {
				t.Error("the server could send it all")
			}
		})
	}
}

// A body of exactly the cap is whole; one byte more is not.
func TestCapIsExact(t *testing.T) {
	for _, compressed := range []bool{false, true} {
		for size, fits := range map[int]bool{0: true, 999: true, 1000: true, 1001: false} {
			t.Run(fmt.Sprint(compressed, size), func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, r *http.Request) {
					body := bytes.Repeat([]byte("a"), size)
					if compressed {
						w.Header().Set("Content-Encoding", "gzip")
						body = zip(body)
					}
					w.Write(body)
				})
				answer, err := get(t, New(hasty(Options{MaxBody: 1000})), s.URL)
				switch {
				case !fits:
					wantTrouble(t, err, tresse.TroubleTooLarge, 200)
				case err != nil:
					t.Error(err)
				case len(answer.Body) != size:
					t.Errorf("%d bytes, want %d", len(answer.Body), size)
				}
			})
		}
	}
}

func zip(plain []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(plain)
	w.Close()
	return out.Bytes()
}

func TestGzipBomb(t *testing.T) {
	member := zip(make([]byte, mib))
	bombs := map[string][]byte{
		"a gibibyte of zeros":   bytes.Repeat(member, 1024),
		"endless empty members": bytes.Repeat(zip(nil), 3*mib/len(zip(nil))),
		"a bomb inside a bomb":  zip(bytes.Repeat(member, 4096)),
		"one member of 64 MiB":  zip(make([]byte, 64*mib)),
	}
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				io.Copy(w, bytes.NewReader(bomb))
			})
			c := New(hasty(Options{MaxBody: mib}))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := get(t, c, s.URL)
			runtime.ReadMemStats(&after)
			wantTrouble(t, err, tresse.TroubleTooLarge, 200)
			wantRequests(t, c, 1)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 32*mib {
				t.Errorf("%d MiB allocated for a cap of 1", grown/mib)
			}
		})
	}
}

func TestByteASecond(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := w.Write([]byte("a")); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
				return
			}
		}
	})
	c := New(hasty(Options{Attempt: 200 * time.Millisecond, Retries: 1}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleTemporary, 200)
	wantRequests(t, c, 2)
	if !strings.Contains(err.Error(), "timed out") {
		t.Errorf("error = %v", err)
	}
}

func TestNoAnswerAtAll(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := New(hasty(Options{Attempt: 50 * time.Millisecond, Retries: 2}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	wantRequests(t, c, 3)
}

func TestReset(t *testing.T) {
	reset := func(w http.ResponseWriter) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
	var requests atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/dead" || requests.Add(1) < 3 {
			reset(w)
			return
		}
		io.WriteString(w, "at last")
	})
	answer, err := get(t, New(hasty(Options{})), s.URL)
	if err != nil || string(answer.Body) != "at last" {
		t.Errorf("after two resets: %v, %v", answer, err)
	}
	c := New(hasty(Options{}))
	_, err = get(t, c, s.URL+"/dead")
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	wantRequests(t, c, 4)
}

func TestNobodyListens(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	s.Close()
	c := New(hasty(Options{Retries: -1}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	if !strings.HasSuffix(err.Error(), "connection refused") {
		t.Errorf("error = %v", err)
	}
}

// A body cut short is a failed attempt, however the end is marked.
func TestTruncated(t *testing.T) {
	zipped := zip(bytes.Repeat([]byte("entries "), 1000))
	for name, text := range map[string]string{
		"length":      "Content-Length: 100\r\n\r\nshort",
		"chunked":     "Transfer-Encoding: chunked\r\n\r\n64\r\nshort",
		"no chunk":    "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
		"gzip":        "Content-Encoding: gzip\r\n\r\n" + string(zipped[:len(zipped)/2]),
		"gzip's tail": "Content-Encoding: gzip\r\n\r\n" + string(zipped[:len(zipped)-4]),
		"gzip's head": "Content-Encoding: gzip\r\n\r\n" + string(zipped[:3]),
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			address := serveRaw(t, func(r *http.Request, conn net.Conn) {
				if r.URL.Path == "/always" || requests.Add(1) < 3 {
					io.WriteString(conn, "HTTP/1.1 200 OK\r\n"+text)
					return
				}
				io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole")
			})
			answer, err := get(t, New(hasty(Options{})), address)
			if err != nil || string(answer.Body) != "whole" {
				t.Errorf("after two short bodies: %v, %v", answer, err)
			}
			c := New(hasty(Options{}))
			_, err = get(t, c, address+"/always")
			wantTrouble(t, err, tresse.TroubleAnswer, 200)
			wantRequests(t, c, 4)
		})
	}
}

func TestGarbledCompression(t *testing.T) {
	whole := zip([]byte("entries"))
	wrong := bytes.Clone(whole)
	wrong[len(wrong)-5] ^= 1
	for name, body := range map[string][]byte{
		"not gzip": []byte("plain text"), "checksum": wrong, "trailing garbage": append(bytes.Clone(whole), "garbage that is no gzip"...),
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.Write(body)
			})
			_, err := get(t, New(hasty(Options{Retries: 1})), s.URL)
			wantTrouble(t, err, tresse.TroubleAnswer, 200)
		})
	}
}

func TestUnknownCompression(t *testing.T) {
	for _, encodings := range [][]string{{"br"}, {"gzip, gzip"}, {"gzip", "gzip"}} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Encoding"] = encodings
			w.Write(zip(zip([]byte("entries"))))
		})
		_, err := get(t, New(hasty(Options{Retries: -1})), s.URL)
		wantTrouble(t, err, tresse.TroubleAnswer, 200)
	}
}

// Over a pipe, which buffers nothing, what was sent is what was read.
func TestEndlessHeader(t *testing.T) {
	sent := 0
	handler := func(w http.ResponseWriter, r *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		for line := []byte("X: " + strings.Repeat("a", 1000) + "\r\n"); ; sent += len(line) {
			if _, err := conn.Write(line); err != nil {
				return
			}
		}
	}
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		_, err := get(t, client(Options{Retries: -1}), platform)
		wantTrouble(t, err, tresse.TroubleTemporary, 0)
	})
	if sent > 300<<10 {
		t.Errorf("%d bytes of header read", sent)
	}
}

// Error pages are read in small part only, whatever their size.
func TestEndlessErrorPage(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		for chunk := make([]byte, 4096); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	c := New(hasty(Options{}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleNotFound, 404)
	if _, n := c.Traffic(); n > 4<<10 {
		t.Errorf("%d bytes of an error page read", n)
	}
}
