package httpx

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"tresse"
)

// nxdomain is a name server that knows no name.
func nxdomain(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		for buf := make([]byte, 1500); ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			end := 12 // the header (RFC 1035 §4.1.1), then the labels of the question
			for end < n && buf[end] != 0 {
				end += int(buf[end]) + 1
			}
			buf[2], buf[3] = 0x81, 0x83 // an answer: name error
			clear(buf[6:12])
			conn.WriteTo(buf[:end+5], from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func TestNoSuchHostIsTriedTwice(t *testing.T) {
	c := New(hasty(Options{Retries: 5}))
	transportOf(c).DialContext = (&net.Dialer{Resolver: nxdomain(t)}).DialContext
	transportOf(c).Proxy = nil
	_, err := get(t, c, "http://platform.invalid./v2")
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	wantRequests(t, c, 2)
	if want := "platform: GET http://platform.invalid./v2: no such host, 2 attempts"; err.Error() != want {
		t.Errorf("error = %q, want %q", err, want)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	s := serveTLS(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	c := New(hasty(Options{}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	wantRequests(t, c, 1)
	if !strings.HasSuffix(err.Error(), "the certificate is not trusted") {
		t.Errorf("error = %v", err)
	}
}

func TestCertificateOfAnotherHost(t *testing.T) {
	s := serveTLS(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	c := New(hasty(Options{}))
	transportOf(c).TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
	_, err := get(t, c, strings.Replace(s.URL, "127.0.0.1", "localhost", 1))
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	if !strings.HasSuffix(err.Error(), "the certificate is for another host") {
		t.Errorf("error = %v", err)
	}
}

func TestPlainHTTPUnderHTTPS(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err := get(t, New(hasty(Options{})), strings.Replace(s.URL, "http:", "https:", 1))
	wantTrouble(t, err, tresse.TroubleAnswer, 0)
}

func TestNotQuiteHTTP(t *testing.T) {
	for answer, want := range map[string]string{
		"HTTP/1.1 200 OK\r\nno colon\r\n\r\n": "broken header",
		"<html>\r\n":                          "net/http: HTTP/1.x transport connection broken: malformed HTTP response …",
	} {
		address := serveRaw(t, func(_ *http.Request, conn net.Conn) { io.WriteString(conn, answer) })
		_, err := get(t, New(hasty(Options{Retries: -1})), address)
		wantTrouble(t, err, tresse.TroubleTemporary, 0)
		if want = "platform: GET " + address + ": " + want; err.Error() != want {
			t.Errorf("error = %q, want %q", err, want)
		}
	}
}

func TestHTTP2(t *testing.T) {
	var requests atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/large":
			for chunk := make([]byte, 4096); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		case requests.Add(1) < 3:
			io.WriteString(w, "cut sh")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, r.Proto)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	c := New(hasty(Options{MaxBody: mib}))
	transportOf(c).TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
	answer, err := get(t, c, s.URL)
	if err != nil || string(answer.Body) != "HTTP/2.0" {
		t.Errorf("%v, %v", answer, err)
	}
	_, err = get(t, c, s.URL+"/large")
	wantTrouble(t, err, tresse.TroubleTooLarge, 200)
	wantRequests(t, c, 4)
}

func TestBreakBehindARedirect(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
	})
	c := New(hasty(Options{Retries: 1}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	wantRequests(t, c, 4)
	if want := "platform: GET " + s.URL + ": after a redirect: connection refused, 2 attempts"; err.Error() != want {
		t.Errorf("error = %q, want %q", err, want)
	}
}

// The environment is read once a process, so the client runs in one of its own.
func TestProxyOfTheEnvironment(t *testing.T) {
	const child = "HTTPX_TEST_CHILD"
	if os.Getenv(child) != "" {
		answer, err := get(t, New(hasty(Options{Retries: -1})), "http://platform.invalid/path")
		if err != nil || string(answer.Body) != "through the proxy" {
			t.Errorf("%v, %v", answer, err)
		}
		return
	}
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.RequestURI != "http://platform.invalid/path" {
			t.Errorf("asked for %q", r.RequestURI)
		}
		io.WriteString(w, "through the proxy")
	})
	run := exec.Command(os.Args[0], "-test.run=^TestProxyOfTheEnvironment$")
	run.Env = append(os.Environ(), child+"=1", "HTTP_PROXY="+proxy.URL, "http_proxy=", "NO_PROXY=", "no_proxy=")
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
