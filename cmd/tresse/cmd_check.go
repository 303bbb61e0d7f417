package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"tresse/connectors"
	"tresse/connectors/all"
	"tresse/store"
	syncer "tresse/sync"
)

func (a *app) checkCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check", Short: "Vérifie la configuration et joint chaque source", Args: noArgs,
		Long: "Lit la configuration, joint chaque source, et dit ce qui en vient, ce qui n’en vient pas,\n" +
			"ce qui ne va pas et que faire. Code de sortie : 0 si tout va bien, 1 sinon.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "résultat en JSON")
	return cmd
}

// The JSON of `check --json`.
type (
	checkJSON struct {
		Config   string        `json:"config"`
		OK       bool          `json:"ok"`
		Warnings []string      `json:"warnings"`
		Data     *findingJSON  `json:"data,omitempty"` // what is wrong with its place
		Sources  []checkedJSON `json:"sources"`
	}
	checkedJSON struct {
		Name     string        `json:"name"`
		Kind     string        `json:"kind"`
		OK       bool          `json:"ok"`
		Findings []findingJSON `json:"findings"`
	}
	findingJSON struct {
		Wrong bool   `json:"wrong"`
		Text  string `json:"text"`
	}
)

// checkLimit bounds how long one source may take to answer.
const checkLimit = 90 * time.Second

func (a *app) check(ctx context.Context, asJSON bool) error {
	sources, err := a.load()
	if err == nil && a.store == nil && needsData(sources) {
		err = a.openData()
	}
	if err != nil {
		return err
	}
	result := checkJSON{Config: a.config.File, OK: true, Warnings: append([]string{}, a.config.Warnings...), Sources: make([]checkedJSON, len(sources))}
	if err := store.CheckPlace(a.config.Data); err != nil {
		result.OK, result.Data = false, &findingJSON{Wrong: true, Text: syncer.Sentence("", err)}
	}
	var wait sync.WaitGroup
	for i, src := range sources {
		wait.Add(1)
		go func() {
			defer wait.Done()
			result.Sources[i] = probe(ctx, src)
		}()
	}
	wait.Wait()
	for _, s := range result.Sources {
		result.OK = result.OK && s.OK
	}
	if asJSON {
		err = writeJSON(a.out, result)
	} else {
		a.tellCheck(result)
	}
	if err == nil && !result.OK {
		return exit(exitFailed)
	}
	return err
}

// probe asks one source; what the platform never gives is told once it answers.
func probe(ctx context.Context, src syncer.Source) checkedJSON {
	c := checkedJSON{Name: src.Name, Kind: src.Kind, OK: true, Findings: []findingJSON{}}
	if src.Disabled {
		c.Findings = append(c.Findings, findingJSON{Text: "désactivée (disabled = true) : elle n’est pas lue."})
		return c
	}
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	if p, can := src.Connector.(connectors.Prober); can {
		found, err := p.Probe(ctx)
		for _, f := range found {
			c.Findings = append(c.Findings, findingJSON{Wrong: f.Wrong, Text: f.Text})
			c.OK = c.OK && !f.Wrong
		}
		if err != nil {
			c.OK = false
			c.Findings = append(c.Findings, findingJSON{Wrong: true, Text: syncer.Sentence(src.Name, err)})
		}
	}
	if info, known := all.Registry().Lookup(src.Kind); known && c.OK {
		for _, l := range info.Limits {
			if !said(c.Findings, l) {
				c.Findings = append(c.Findings, findingJSON{Text: l})
			}
		}
	}
	return c
}

func said(list []findingJSON, text string) bool {
	for _, f := range list {
		if f.Text == text {
			return true
		}
	}
	return false
}

func (a *app) tellCheck(r checkJSON) {
	fmt.Fprintf(a.out, "Configuration : %s\n", r.Config)
	if r.Data != nil {
		fmt.Fprintf(a.out, "\n✗ %s\n", r.Data.Text)
	}
	for _, s := range r.Sources {
		state := "tout va bien"
		if !s.OK {
			state = "à reprendre"
		}
		fmt.Fprintf(a.out, "\n%s (%s) : %s\n", s.Name, s.Kind, state)
		for _, f := range s.Findings {
			mark := "·"
			if f.Wrong {
				mark = "✗"
			}
			fmt.Fprintf(a.out, "  %s %s\n", mark, f.Text)
		}
	}
	if len(r.Sources) == 0 {
		fmt.Fprintln(a.out, "\nAucune source n’est configurée : ajoutez-en une ([[source]]).")
	}
}
