package connectors

import (
	"context"
	"net/url"
)

// A Consenter is read by the consent that somebody gives once, in a browser
// (`tresse connect`). The caller makes the state, and has checked that the
// answer carries it, in time and once, before it calls Connect.
type Consenter interface {
	// Consent begins: it says which address to open. back is the address under
	// which the caller can be reached from outside, "" where it cannot. It does
	// not touch the network. Where no consent is needed, the error is
	// TroubleRefused with advice.
	Consent(back, state string) (Consent, error)
	// Connect ends it: the parameters of the address to which the platform sent
	// the browser become credentials, which are saved (Env.Tokens) before it
	// returns. Somebody who said no is TroubleRefused.
	Connect(ctx context.Context, c Consent, answer url.Values) error
}

// A Consent is one that was asked for.
type Consent struct {
	Address string // to be opened in a browser
	Back    string // where the platform sends the browser afterwards
}

// Turns is what Tokens are as well where several connectors may use them at
// once: who renews credentials holds the turn from reading the old ones until
// the new ones are saved, so that there is one refresher at a time.
type Turns interface {
	Turn(ctx context.Context) (done func(), err error)
}
