package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/connectors"
	syncer "tresse/sync"
)

func (a *app) connectCmd() *cobra.Command {
	return &cobra.Command{
		Use: "connect SOURCE", Short: "Donne à tresse l’accès à une plateforme, par un accord dans le navigateur", Args: exactly("SOURCE"),
		Long: "Donne à tresse l’accès à une plateforme qui demande l’accord d’une personne dans son navigateur\n" +
			"(RDV Service Public). La commande montre une adresse à ouvrir ; une fois l’accord donné, le\n" +
			"navigateur revient à tresse s’il est joignable (« public_url » dans [web]). Sinon, copiez\n" +
			"l’adresse de la page où il s’arrête et collez-la ici.",
		Example: "  tresse connect rdv",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.connect(cmd.Context(), args[0]) },
	}
}

func (a *app) connect(ctx context.Context, name string) error {
	sources, err := a.openWith()
	if err != nil {
		return err
	}
	platform, err := consenterOf(sources, name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, consentTime)
	defer cancel()
	c, state := a.consents(), newState()
	consent, err := platform.Consent(a.backTo(name), state)
	if err != nil {
		return err
	}
	w := &waitingConsent{
		state: state, ends: time.Now().Add(consentTime), ended: make(chan struct{}),
		finish: func(ctx context.Context, answer url.Values) error {
			if err := platform.Connect(ctx, consent, answer); err != nil {
				return err
			}
			return a.engine.Reconnected(name)
		},
	}
	c.wait(name, w)
	defer c.drop(name, w)
	returns := a.visit != nil && a.visit.keeper.consents != nil && consent.Back == a.backTo(name)
	a.tellConsent(name, consent, returns)
	if err := a.awaitConsent(ctx, name, c, w, returns); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "C’est fait : « %s » est reliée. « tresse sync %s » la lit tout de suite.\n", name, name)
	return nil
}

// openWith opens the store and the engine, and returns the sources with
// connectors that nobody else uses.
func (a *app) openWith() ([]syncer.Source, error) {
	sources, err := a.load()
	switch {
	case err != nil:
	case a.visit != nil:
		err = a.open()
	default:
		err = a.openStore(sources)
	}
	return sources, err
}

func consenterOf(sources []syncer.Source, name string) (connectors.Consenter, error) {
	i := slices.IndexFunc(sources, func(s syncer.Source) bool { return s.Name == name && !s.Disabled })
	if i < 0 {
		e := tresse.Errorf(tresse.TroubleConfig, "no enabled source named %q", name)
		e.Advice = "Aucune source active ne s’appelle « " + name + " » dans la configuration."
		return nil, e
	}
	platform, asks := sources[i].Connector.(connectors.Consenter)
	if !asks {
		e := tresse.Errorf(tresse.TroubleRefused, "source %q needs no consent", name)
		e.Advice = fmt.Sprintf("« %s » n’a pas besoin d’accord : sa clé est dans la configuration. « tresse check » dit si elle répond.", name)
		return nil, e
	}
	return platform, nil
}

// consents are those of the daemon, whom the browser may reach, else this
// command's own.
func (a *app) consents() *consents {
	if a.visit != nil && a.visit.keeper.consents != nil {
		return a.visit.keeper.consents
	}
	return &consents{}
}

// backTo is the address under which the browser finds the daemon, "" where none
// is configured.
func (a *app) backTo(source string) string {
	if a.config.Web.PublicURL == "" {
		return ""
	}
	return a.config.Web.PublicURL + "/connect/" + source
}

func (a *app) tellConsent(name string, c connectors.Consent, returns bool) {
	fmt.Fprintf(a.out, "Pour relier « %s », ouvrez cette adresse dans votre navigateur, connectez-vous et acceptez :\n\n  %s\n\n", name, c.Address)
	if returns {
		fmt.Fprintf(a.out, "Le navigateur reviendra à tresse, et cette commande le dira. S’il s’arrête sur une page d’erreur,\ncollez ici l’adresse de cette page, puis Entrée :\n")
		return
	}
	fmt.Fprintf(a.out, "Le navigateur s’arrêtera sur une page qui ne s’affiche pas, dont l’adresse commence par\n%s : c’est normal. Copiez toute cette adresse dans la barre du navigateur,\ncollez-la ici, puis Entrée :\n", c.Back)
}

// awaitConsent waits for the browser, or for an address that is pasted.
func (a *app) awaitConsent(ctx context.Context, name string, c *consents, w *waitingConsent, returns bool) error {
	lines := a.typed(ctx)
	for {
		select {
		case <-w.ended:
			return w.err
		case <-ctx.Done():
			return a.notInTime(ctx, name)
		case line, more := <-lines:
			if !more {
				lines = nil
				if !returns {
					return nothingPasted(name)
				}
				continue
			}
			answer, ok := pasted(line)
			if !ok {
				fmt.Fprintln(a.err, "Ce n’est pas l’adresse attendue : copiez-la en entier, depuis « https:// », avec « code= » et « state= ».")
				continue
			}
			err := c.answer(ctx, name, answer)
			if errors.Is(err, errNotAwaited) {
				fmt.Fprintln(a.err, "Cette adresse ne vient pas de l’accord demandé ici : ouvrez l’adresse ci-dessus, puis collez celle où s’arrête le navigateur.")
				continue
			}
			return err
		}
	}
}

// typed gives what is typed, line by line, until there is no more.
func (a *app) typed(ctx context.Context) <-chan string {
	lines := make(chan string)
	in := a.in
	if in == nil {
		in = strings.NewReader("")
	}
	go func() {
		defer close(lines)
		scan := bufio.NewScanner(io.LimitReader(in, 1<<20))
		for scan.Scan() {
			if text := strings.TrimSpace(scan.Text()); text != "" {
				select {
				case lines <- text:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return lines
}

// pasted reads the parameters of an address.
func pasted(line string) (url.Values, bool) {
	u, err := url.Parse(strings.Trim(line, `"'<>«» `))
	if err != nil {
		return nil, false
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil || q.Get("state") == "" || q.Get("code") == "" && q.Get("error") == "" {
		return nil, false
	}
	return q, true
}

func nothingPasted(name string) error {
	e := tresse.Errorf(tresse.TroubleRefused, "no address was pasted")
	e.Advice = fmt.Sprintf("Aucune adresse n’a été collée : relancez « tresse connect %s » et collez celle où s’arrête le navigateur.", name)
	return e
}

func (a *app) notInTime(ctx context.Context, name string) error {
	if ctx.Err() == context.Canceled {
		return ctx.Err()
	}
	e := tresse.Errorf(tresse.TroubleRefused, "no consent in time")
	e.Advice = fmt.Sprintf("L’accord n’est pas venu dans les dix minutes : relancez « tresse connect %s ».", name)
	return e
}
