package conformance

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// A fault answers in the stand-in's place, or spoils its answer.
type fault func(w http.ResponseWriter, r *http.Request, next http.Handler)

// What a fault says of itself holds what must never be repeated: a name, and
// whatever the request gave away.
const spilled = "Zoraide Ebruitee <zoraide.ebruitee@example.fr>"

// echo is a text that a careless platform answers with.
func echo(r *http.Request) string {
	return fmt.Sprintf("%s %s %v", spilled, r.URL.RequestURI(), r.Header)
}

// status answers so, with a web page; header holds names and values in turn.
func status(code int, header ...string) fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("WWW-Authenticate", `Bearer realm="Zoraide Ebruitee"`)
		w.WriteHeader(code)
		fmt.Fprintf(w, "<!DOCTYPE html><html><body><h1>%d</h1>%s</body></html>", code, echo(r))
	}
}

// truncated ends in the middle as if that were all.
func truncated(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer(r, next, half).send(w)
}

func half(body []byte) []byte { return body[:len(body)*2/3] }

// cutShort breaks off before the length that it announced.
func cutShort(w http.ResponseWriter, r *http.Request, next http.Handler) {
	begun(w, answer(r, next, whole))
	panic(http.ErrAbortHandler)
}

// begun sends all that announces an answer, and part of it.
func begun(w http.ResponseWriter, a answered) {
	w.Header().Set("Content-Type", a.header.Get("Content-Type"))
	w.Header().Set("Content-Length", fmt.Sprint(len(a.body)))
	w.WriteHeader(a.status)
	w.Write(half(a.body))
	_ = http.NewResponseController(w).Flush() // nobody may be there any more
}

// garbage is neither text nor anything that the answer claims to be.
func garbage(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := answer(r, next, whole)
	a.status = http.StatusOK
	a.body = []byte("\x00\xff\xfe\x1b" + spilled + "{[\"\x00")
	a.send(w)
}

// endless never stops sending.
func endless(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := answer(r, next, half)
	w.Header().Set("Content-Type", a.header.Get("Content-Type"))
	w.Write(a.body)
	padding := make([]byte, 64<<10)
	for i := range padding {
		padding[i] = ' '
	}
	for r.Context().Err() == nil {
		if _, err := w.Write(padding); err != nil {
			return
		}
	}
}

// huge announces more than anybody takes.
func huge(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	w.Header().Set("Content-Length", "10000000000")
	w.WriteHeader(http.StatusOK)
	w.Write([]byte(" "))
}

// drip sends a byte now and then, until the reader has gone.
func drip(every time.Duration) fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-tick.C:
				w.Write([]byte(" "))
				_ = http.NewResponseController(w).Flush()
			}
		}
	}
}

// reset breaks the connection without an answer.
func reset(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset, not an orderly end
	}
	conn.Close()
}

// redirect leads to another address.
func redirect(address string) fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, address, http.StatusFound)
	}
}

// hang sends the head of an answer and part of its body, calls then, and sends
// no more until the reader has gone.
func hang(then func()) fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		begun(w, answer(r, next, whole))
		then()
		<-r.Context().Done()
	}
}

// nothing is a good answer without a body.
func nothing(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := answer(r, next, whole)
	a.status, a.body = http.StatusOK, nil
	a.send(w)
}
