package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

func (a *app) feedCmd() *cobra.Command {
	var out output
	var period span
	var public bool
	var session string
	cmd := &cobra.Command{
		Use: "feed", Short: "Écrit le calendrier réuni (iCalendar)", Args: noArgs,
		Long: "Écrit le calendrier réuni (iCalendar).\n\n" +
			"Sans --public, c’est le vôtre : toutes les séances. Avec --public, seulement celles des sources\n" +
			"marquées « public = true », sans rendez-vous, et sans rien de ce que disent les autres.",
		Example: "  tresse feed --public -o agenda.ics\n" +
			"  tresse feed --public --session 8d3f3a52-6c2f-5a0e-9d7e-1d2c3b4a5f60 -o atelier.ics",
		RunE: func(*cobra.Command, []string) error {
			if err := a.open(); err != nil {
				return err
			}
			from, err := date("--from", period.from, a.config.Zone)
			if err != nil {
				return err
			}
			to, err := date("--to", period.to, a.config.Zone)
			if err != nil {
				return err
			}
			f := publish.Feed{Audience: tresse.Own, Zone: a.config.Zone, AsOf: time.Now(), From: from, To: to, Instance: tresse.Instance(a.store.Secret())}
			if public {
				f.Audience = tresse.Public
			}
			return a.writeFeed(f, tresse.ID(session), out.file)
		},
	}
	out.addFile(cmd)
	period.addFlags(cmd)
	cmd.Flags().BoolVar(&public, "public", false, "le calendrier public")
	cmd.Flags().StringVar(&session, "session", "", "une seule séance, par son `ID` : à joindre à un courriel")
	return cmd
}

// writeFeed renders the feed of an audience to standard output or a file: all of
// it, or one session, of which anybody may get the file and which names nobody.
func (a *app) writeFeed(f publish.Feed, only tresse.ID, file string) error {
	view := store.ViewName("sessions")
	if f.Audience == tresse.Public {
		view = "public"
	}
	list, err := a.store.Sessions(view, store.Window{})
	if err != nil {
		return err
	}
	if only != "" {
		f.Full = true
		list = slices.DeleteFunc(list, func(s tresse.Session) bool { return s.ID != only && !slices.Contains(s.Aliases, only) })
		if len(list) == 0 {
			return &tresse.Error{Trouble: tresse.TroubleNotFound, Op: "feed", Err: errors.New("no such session"), Advice: "Aucune séance n’a cet identifiant dans ce calendrier : « tresse sessions --format json » les donne."}
		}
	}
	told, err := a.store.AllPublished(f.Audience)
	if err != nil {
		return err
	}
	published := make(map[tresse.ID]tresse.Published, len(told))
	for _, p := range told {
		published[p.UID] = p
	}
	names := syncer.NewNames(a.store)
	f.Named = names.In
	if a.config.Privacy.FeedNames && f.Audience == tresse.Own && only == "" {
		if f.Seated, err = syncer.Seated(a.store, list); err != nil {
			return err
		}
	}
	feed, report, err := f.Render(list, published)
	if err := errors.Join(err, names.Err()); err != nil {
		return err
	}
	if report.CutDescriptions {
		fmt.Fprintln(a.err, "tresse : le calendrier est grand ; les descriptions ont été raccourcies.")
	}
	if !report.DrawnInTo.IsZero() {
		fmt.Fprintf(a.err, "tresse : le calendrier est grand ; les séances à partir du %s n’y sont pas.\n", report.DrawnInTo.In(a.config.Zone).Format("02/01/2006"))
	}
	return a.writeTo(file, func(w io.Writer) error {
		_, err := w.Write(feed)
		return err
	})
}
