package main

import (
	"fmt"
	"strings"
	"time"

	"tresse"
	"tresse/cmd/tresse/demo"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/prescribers"
	"tresse/sync/publish"
)

// noteDemo notes at the counter what the demonstration tells of, and shows it.
func (a *app) noteDemo(stage *demo.Stage, now time.Time) error {
	if err := a.enlistDemo(stage.Sender()); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "\nAu guichet (« tresse add ») :")
	var group tresse.ID
	for _, n := range stage.Counter() {
		entry, here, err := a.demoEntry(n, group, now)
		if err != nil {
			return err
		}
		if !here {
			continue
		}
		b, err := a.engine.Add(entry)
		if err != nil {
			return err
		}
		if entry.Person.LastName == "" {
			group = b.Registration.ID
		}
		fmt.Fprintf(a.out, "  %s : « %s », %s\n", demoNoted(&entry, &b), b.Session.Title, publish.When(b.Session.Start, a.config.Zone))
	}
	return nil
}

// enlistDemo puts an organisation on the list, unless it is there.
func (a *app) enlistDemo(sender tresse.SenderEntry) error {
	list, err := syncer.Prescribers(a.store)
	if err != nil {
		return err
	}
	for _, p := range list.All {
		if p.Listed && prescribers.Fold(p.Organisation) == prescribers.Fold(sender.Organisation) {
			return nil
		}
	}
	_, err = a.engine.Enlist(sender, "")
	return err
}

// demoEntry completes what is noted with the session or the group that it is
// for; here is false where that is not on the stage today.
func (a *app) demoEntry(n demo.Noted, group tresse.ID, now time.Time) (entry syncer.Entry, here bool, err error) {
	entry = n.Entry
	switch {
	case n.Named:
		entry.Group = group
		return entry, group != "", nil
	case n.Title == "":
		return entry, true, nil
	}
	list, err := a.store.Sessions("sessions", store.Window{From: now})
	if err != nil {
		return entry, false, err
	}
	for _, s := range list {
		standing := s.Status == tresse.Scheduled || s.Status == tresse.Full
		if standing && s.Start.After(now) && strings.Contains(strings.ToLower(s.Title), n.Title) {
			entry.Session = s.ID
			return entry, true, nil
		}
	}
	return entry, false, nil
}

// demoNoted says who was noted, in a few words.
func demoNoted(entry *syncer.Entry, b *syncer.Booked) string {
	name := strings.TrimSpace(entry.Person.FirstName + " " + entry.Person.LastName)
	switch {
	case name == "":
		return fmt.Sprintf("%s, %d places, noms à venir", b.Registration.Prescriber.Organisation, entry.Seats)
	case entry.BookedBy != "":
		return name + ", par " + entry.BookedBy
	case b.Registration.Prescriber != nil:
		return name + ", une place du groupe"
	}
	return name
}
