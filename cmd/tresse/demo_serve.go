package main

import (
	"fmt"
	"net"
	"time"

	"tresse"
	"tresse/config"
)

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

// serveDemo serves what came of the demonstration as the daemon would, says
// where to look, and returns what ends it.
func (a *app) serveDemo(at net.Listener, pages *site) (end func(), err error) {
	feed, token, err := a.demoAccesses(time.Now())
	if err != nil {
		return nil, err
	}
	pages.engine.Store(a.engine)
	if err := pages.openAt(at, a.config, a.store, a.log); err != nil {
		return nil, err
	}
	commands := a.receive()
	page := pages.address()
	fmt.Fprintf(a.out, "\nLa page, dans votre navigateur : %s\n", page)
	fmt.Fprintf(a.out, "Le calendrier public, auquel s’abonner : %sfeed/public.ics\n", page)
	fmt.Fprintf(a.out, "Le vôtre, à son adresse secrète : %sfeed/%s.ics\n", page, feed)
	fmt.Fprintf(a.out, "Les listes en JSON, avec leur jeton : curl -H 'Authorization: Bearer %s' %sapi/v1/sessions\n", token, page)
	return func() {
		pages.close(time.Second)
		commands()
	}, nil
}

// demoAccesses gives a secret address and a token, which are shown: all whom
// they tell of are invented.
func (a *app) demoAccesses(now time.Time) (feed, token string, err error) {
	own, feed := tresse.NewAccess(randomSecret(), tresse.PurposeFeed, now)
	api, token := tresse.NewAccess(randomSecret(), tresse.PurposeAPI, now)
	own.Audience = tresse.Own
	own.Label, api.Label = "démonstration", "démonstration"
	return feed, token, a.store.PutAccesses(own, api)
}
