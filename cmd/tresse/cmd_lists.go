package main

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/cmd/tresse/web"
	"tresse/store"
	"tresse/sync/publish"
)

// span is a period given on the command line.
type span struct{ from, to string }

func (p *span) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.from, "from", "", "à partir de cette `DATE` (2026-11-22)")
	cmd.Flags().StringVar(&p.to, "to", "", "jusqu’à cette `DATE`, non comprise")
}

func (p *span) window(zone *time.Location) (store.Window, error) {
	from, err := date("--from", p.from, zone)
	if err != nil {
		return store.Window{}, err
	}
	to, err := date("--to", p.to, zone)
	return store.Window{From: from, To: to}, err
}

func (a *app) sourcesCmd() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "sources", Short: "Montre où en est chaque source", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			list, err := a.store.Sources()
			if err != nil {
				return err
			}
			return a.write(out, publish.Sources(list, a.config.Zone))
		},
	}
	out.addFlags(cmd)
	return cmd
}

func (a *app) sessionsCmd() *cobra.Command {
	var out output
	var period span
	var source, kind string
	cmd := &cobra.Command{
		Use: "sessions", Short: "Liste les séances réunies, de tous états", Args: noArgs,
		Example: "  tresse sessions --from 2026-11-23 --to 2026-11-30\n  tresse sessions --kind atelier --format xlsx -o ateliers.xlsx",
		RunE: func(*cobra.Command, []string) error {
			k, err := kindOf(kind)
			if err != nil {
				return err
			}
			if err := a.openFor(&out); err != nil {
				return err
			}
			w, err := period.window(a.config.Zone)
			if err != nil {
				return err
			}
			list, err := a.store.Sessions("sessions", w)
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(s tresse.Session) bool {
				return k != "" && s.Kind != k || source != "" && !fromSource(s, source)
			})
			return a.write(out, publish.Sessions(list, a.config.Zone))
		},
	}
	out.addFlags(cmd)
	period.addFlags(cmd)
	cmd.Flags().StringVar(&source, "source", "", "seulement celles que cette `SOURCE` annonce")
	cmd.Flags().StringVar(&kind, "kind", "", "`GENRE` : atelier, permanence, rendez-vous ou autre")
	return cmd
}

func fromSource(s tresse.Session, source string) bool {
	return slices.ContainsFunc(s.Refs, func(r tresse.Ref) bool { return r.Source() == source })
}

// kindOf reads a kind in either language.
func kindOf(text string) (tresse.Kind, error) {
	if text == "" {
		return "", nil
	}
	if kind, ok := tresse.ParseKind(text); ok {
		return kind, nil
	}
	return "", usageError{"--kind : « " + text + " » n’est pas connu ; choisissez atelier, permanence, rendez-vous ou autre"}
}

func (a *app) registrationsCmd() *cobra.Command {
	var out output
	var period span
	var session string
	cmd := &cobra.Command{
		Use: "registrations", Short: "Liste les inscriptions réunies", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			w, err := period.window(a.config.Zone)
			if err != nil {
				return err
			}
			sessions, err := a.sessionsFor(session, w)
			if err != nil {
				return err
			}
			ids := make([]tresse.ID, len(sessions))
			for i := range sessions {
				ids[i] = sessions[i].ID
			}
			list, err := a.store.RegistrationsOfSessions(ids)
			if err != nil {
				return err
			}
			people, err := a.store.Beneficiaries()
			if err != nil {
				return err
			}
			session := lookup(sessions, func(s *tresse.Session) []tresse.ID { return append(s.Aliases, s.ID) })
			person := lookup(people, func(b *tresse.Beneficiary) []tresse.ID { return append(b.Aliases, b.ID) })
			return a.write(out, publish.Registrations(list, session, person, time.Now(), a.config.Zone))
		},
	}
	out.addFlags(cmd)
	period.addFlags(cmd)
	cmd.Flags().StringVar(&session, "session", "", "seulement celles de la séance qui porte cet `ID`")
	return cmd
}

// sessionsFor returns the session that answers to id, or those of a period.
func (a *app) sessionsFor(id string, w store.Window) ([]tresse.Session, error) {
	if id == "" {
		return a.store.Sessions("sessions", w)
	}
	s, err := a.session(id)
	return []tresse.Session{s}, err
}

func (a *app) session(id string) (tresse.Session, error) {
	parsed, err := tresse.ParseID(id)
	if err == nil {
		s, known, serr := a.store.Session("sessions", parsed)
		if serr != nil || known {
			return s, serr
		}
	}
	e := tresse.Errorf(tresse.TroubleRefused, "no such session")
	e.Advice = "aucune séance ne porte cet identifiant : « tresse sessions --format json » les montre."
	return tresse.Session{}, e
}

func (a *app) beneficiariesCmd() *cobra.Command {
	var out output
	var search string
	cmd := &cobra.Command{
		Use: "beneficiaries", Short: "Liste les personnes, chacune une fois", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			list, err := a.store.Beneficiaries()
			if err != nil {
				return err
			}
			meant := web.Search(search)
			list = slices.DeleteFunc(list, func(b tresse.Beneficiary) bool { return !meant(&b) })
			return a.write(out, publish.Beneficiaries(list, a.config.Zone))
		},
	}
	out.addFlags(cmd)
	cmd.Flags().StringVar(&search, "search", "", "seulement celles dont le nom, l’e-mail ou le téléphone contient ce `TEXTE`")
	return cmd
}

// openFor opens the store for a listing, once its form is known to be right.
func (a *app) openFor(out *output) error {
	if err := out.check(); err != nil {
		return err
	}
	return a.open()
}

// lookup finds the views of a list by any id that they answer to.
func lookup[V any](list []V, ids func(*V) []tresse.ID) publish.Lookup[V] {
	byID := make(map[tresse.ID]*V, len(list))
	for i := range list {
		for _, id := range ids(&list[i]) {
			byID[id] = &list[i]
		}
	}
	return func(id tresse.ID) *V { return byID[id] }
}
