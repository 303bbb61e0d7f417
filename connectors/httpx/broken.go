package httpx

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"syscall"

	"tresse"
)

// broken names what went wrong between here and the server. The error itself is
// dropped: net/http's and net's repeat addresses, header lines and Location.
func (c *Client) broken(err error) *failure {
	var outer *url.Error
	for errors.As(err, &outer) {
		err = outer.Err
	}
	for _, name := range []func(error) *failure{timeout, lookup, security, system} {
		if f := name(err); f != nil {
			return f
		}
	}
	return &failure{trouble: tresse.TroubleTemporary, again: true, text: c.scrub.foreign(err.Error())}
}

func connection(text string, cause error) *failure {
	return &failure{trouble: tresse.TroubleTemporary, text: text, again: true, cause: cause}
}

func timeout(err error) *failure {
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		// Not context.DeadlineExceeded: that would pass for the caller's own.
		return connection("timed out", os.ErrDeadlineExceeded)
	}
	return nil
}

func lookup(err error) *failure {
	var dns *net.DNSError
	if !errors.As(err, &dns) {
		return nil
	}
	if dns.IsNotFound {
		f := connection("no such host", nil)
		f.noHost = true
		return f
	}
	return connection("the name could not be looked up", nil)
}

// security is not tried again: a certificate does not change in a second, and
// asking on tells a stranger more.
func security(err error) *failure {
	if errors.Is(err, http.ErrSchemeMismatch) {
		return badAnswer("plain http where https was expected")
	}
	var untrusted *tls.CertificateVerificationError
	if !errors.As(err, &untrusted) {
		return nil
	}
	f := &failure{trouble: tresse.TroubleTemporary, text: "the certificate is not trusted"}
	var invalid x509.CertificateInvalidError
	var named x509.HostnameError
	switch {
	case errors.As(err, &named):
		f.text = "the certificate is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		f.text = "the certificate has expired or is not yet valid"
	}
	return f
}

func system(err error) *failure {
	var number syscall.Errno
	var line textproto.ProtocolError
	switch {
	case errors.As(err, &number):
		return connection(number.Error(), number)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return connection("connection closed before an answer", io.ErrUnexpectedEOF)
	case errors.As(err, &line):
		// Its text is the server's header line.
		return connection("broken header", nil)
	}
	return nil
}
