package rdvsp

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"tresse"
	"tresse/connectors"
)

// Nowhere is where the platform sends the browser when tresse cannot be reached
// from outside and no other address was registered: a page that never loads
// (RFC 6761 §6.4), so that nobody else learns the code in its address. It is
// followed by the source's name. The platform takes https addresses alone.
const Nowhere = "https://tresse.invalid/connect/"

// Consent returns the page on which the agent says yes. The address it leads
// back to is part of the client's registration: the one of the configuration,
// else the caller's, else Nowhere.
func (c *connector) Consent(back, state string) (connectors.Consent, error) {
	if c.options.usesPassword() {
		e := tresse.Errorf(tresse.TroubleRefused, "rdvsp: a password needs no consent")
		e.Advice = fmt.Sprintf("« %s » se connecte avec une adresse et un mot de passe : il n’y a pas d’accord à donner. « tresse check » dit si la connexion marche.", c.env.Name)
		return connectors.Consent{}, e
	}
	switch {
	case c.options.RedirectURI != "":
		back = c.options.RedirectURI
	case !c.mayReturn(back):
		back = Nowhere + c.env.Name
	}
	q := url.Values{
		"client_id": {c.options.ClientID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {scope}, "state": {state},
	}
	return connectors.Consent{Address: c.options.URL + authorizePath + "?" + q.Encode(), Back: back}, nil
}

// mayReturn reports whether the platform sends a browser there: it takes https
// addresses alone, a stand-in on this machine others too.
func (c *connector) mayReturn(back string) bool {
	u, err := url.Parse(back)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && c.options.onLoopback())
}

// Connect exchanges the code that came back. It is good once, for some minutes.
func (c *connector) Connect(ctx context.Context, consent connectors.Consent, answer url.Values) error {
	code := answer.Get("code")
	if code == "" {
		return c.notGiven(answer.Get("error"))
	}
	done, err := c.session.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	k, err := c.session.grant(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {consent.Back}})
	if err != nil {
		return c.notExchanged(err)
	}
	if k.Refresh == "" {
		return &tresse.Error{Trouble: tresse.TroubleAnswer, Op: "rdvsp: exchange the code: no refresh token",
			Advice: "RDV Service Public n’a pas donné de quoi rester connecté (refresh_token) : demandez à support@rdv-service-public.fr de l’activer pour votre client."}
	}
	return c.session.keep(k)
}

// notGiven names what the platform said instead of a code (RFC 6749 §4.1.2.1).
func (c *connector) notGiven(code string) error {
	e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "rdvsp: consent", Err: errors.New("the address holds no code")}
	e.Advice = "Cette adresse ne contient pas de code : copiez en entier celle que montre le navigateur une fois l’accord donné."
	if code != "" {
		e.Err = errors.New("the platform says no")
		e.Advice = "RDV Service Public ne donne pas l’accès : l’adresse de retour ou le client ne sont peut-être pas ceux que son équipe a enregistrés (« client_id », « redirect_uri » ou « public_url »)."
	}
	if code == "access_denied" {
		e.Advice = fmt.Sprintf("L’accord n’a pas été donné. Pour recommencer : « tresse connect %s ».", c.env.Name)
	}
	return e
}

func (c *connector) notExchanged(err error) error {
	if tresse.TroubleOf(err) != tresse.TroubleConsent {
		return err
	}
	return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "rdvsp: exchange the code", Err: errors.New("it is no longer taken"), Status: statusOf(err),
		Advice: fmt.Sprintf("Ce code n’est plus valable : il ne sert qu’une fois, pendant quelques minutes. Recommencez : « tresse connect %s ».", c.env.Name)}
}
