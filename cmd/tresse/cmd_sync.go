package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	syncer "tresse/sync"
)

func (a *app) syncCmd() *cobra.Command {
	var o struct{ json, full bool }
	cmd := &cobra.Command{
		Use:   "sync [--json] [--full] [SOURCE…]",
		Short: "Lit une fois toutes les sources, ou celles que vous nommez",
		Long: "Lit une fois toutes les sources, ou celles que vous nommez.\n\n" +
			"Code de sortie : 0 si tout va bien (même si quelques éléments ont été refusés),\n" +
			"3 si une source a échoué ou si un changement massif attend votre avis, 1 si rien n’a été tenté.",
		Example: "  tresse sync\n  tresse sync agenda --full",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runSync(cmd.Context(), args, o.full, o.json)
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "résultat en JSON")
	cmd.Flags().BoolVar(&o.full, "full", false, "relit tout ce qui est dans l’horizon")
	return cmd
}

func (a *app) runSync(ctx context.Context, only []string, full, asJSON bool) error {
	if err := a.open(); err != nil {
		return err
	}
	end := a.receive()
	report, err := a.engine.Round(ctx, syncer.RoundOptions{Only: only, Full: full, Progress: a.roundProgress()})
	end()
	if err != nil {
		return err
	}
	if asJSON {
		err = writeJSON(a.out, reportJSON(report))
	} else {
		a.tellReport(report)
	}
	switch {
	case err != nil:
		return err
	case report.Failed():
		return exit(exitSources)
	case len(report.Sources) == 0:
		fmt.Fprintln(a.err, "tresse : aucune source active dans la configuration ; ajoutez-en une ([[source]]).")
		return exit(exitFailed)
	}
	return nil
}

// The JSON of `sync --json` (CONTRACT §5).
type (
	roundJSON struct {
		Sources       []pullJSON `json:"sources"`
		Sessions      int        `json:"sessions"`
		Registrations int        `json:"registrations"`
		Beneficiaries int        `json:"beneficiaries"`
	}
	pullJSON struct {
		Name     string     `json:"name"`
		Status   string     `json:"status"`
		Listings countsJSON `json:"listings"`
		Bookings countsJSON `json:"bookings"`
		Contacts countsJSON `json:"contacts"`
		Read     int        `json:"read"`
		Rejected int        `json:"rejected"`
		Requests int        `json:"requests"`
		Bytes    int64      `json:"bytes"`
		Duration int64      `json:"duration_ms"`
		Error    string     `json:"error,omitempty"`
		Notices  []string   `json:"notices,omitempty"`
	}
	countsJSON struct {
		Added     int `json:"added"`
		Changed   int `json:"changed"`
		Withdrawn int `json:"withdrawn"`
		Unchanged int `json:"unchanged"`
	}
)

func reportJSON(r syncer.Report) roundJSON {
	out := roundJSON{Sources: []pullJSON{}, Sessions: r.Sessions, Registrations: r.Registrations, Beneficiaries: r.Beneficiaries}
	for _, s := range r.Sources {
		out.Sources = append(out.Sources, pullJSON{
			Name: s.Name, Status: s.Status, Listings: countsJSON(s.Listings), Bookings: countsJSON(s.Bookings),
			Contacts: countsJSON(s.Contacts), Read: s.Read, Rejected: s.Rejected, Requests: s.Requests, Bytes: s.Bytes,
			Duration: s.Duration.Milliseconds(), Error: s.Error, Notices: s.Notices,
		})
	}
	return out
}

func writeJSON(w interface{ Write([]byte) (int, error) }, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// tellReport says in French what a round did.
func (a *app) tellReport(r syncer.Report) {
	for _, s := range r.Sources {
		fmt.Fprintf(a.out, "%-16s %s\n", s.Name, tellSource(s))
		if s.Error != "" {
			fmt.Fprintf(a.out, "%-16s %s\n", "", s.Error)
		}
		for _, n := range s.Notices {
			fmt.Fprintf(a.out, "%-16s %s\n", "", n)
		}
	}
	fmt.Fprintf(a.out, "\nEn tout : %s", count(r.Sessions, "séance", "séances"))
	if r.Registrations > 0 || r.Beneficiaries > 0 {
		fmt.Fprintf(a.out, ", %s, %s", count(r.Registrations, "inscription", "inscriptions"), count(r.Beneficiaries, "personne", "personnes"))
	}
	fmt.Fprintln(a.out, ".")
}

func tellSource(s syncer.SourceReport) string {
	text := map[string]string{
		syncer.StatusOK:      "à jour",
		syncer.StatusPartial: "lue, avec des éléments refusés",
		syncer.StatusFailed:  "en échec",
		syncer.StatusHeld:    "en attente de votre avis",
	}[s.Status]
	text += tellCounts(" : annonces", s.Listings) + tellCounts(" ; inscriptions", s.Bookings) + tellCounts(" ; contacts", s.Contacts)
	if s.Rejected > 0 {
		text += " ; " + count(s.Rejected, "élément refusé", "éléments refusés")
	}
	return text
}

func tellCounts(what string, c syncer.Counts) string {
	if c == (syncer.Counts{}) {
		return ""
	}
	return fmt.Sprintf("%s +%d ~%d −%d =%d", what, c.Added, c.Changed, c.Withdrawn, c.Unchanged)
}

// count writes a number with its noun; 0 and 1 are singular.
func count(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
