package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// viewBuckets are the views in the order of viewDraft and Counts.
var viewBuckets = [...][]byte{bucketSessions, bucketPublic, bucketRegistrations, bucketBeneficiaries}

// A viewDraft is a ViewChange turned into keys and values.
type viewDraft struct {
	drops [len(viewBuckets)][][]byte
	puts  [len(viewBuckets)][]viewEntry
	faces []entryEdit
	looks []entryEdit
}

func (c *ViewChange) len() int {
	return len(c.PutSessions) + len(c.DropSessions) + len(c.PutPublic) + len(c.DropPublic) +
		len(c.PutRegistrations) + len(c.DropRegistrations) + len(c.PutBeneficiaries) + len(c.DropBeneficiaries) +
		len(c.PutFaces) + len(c.DropFaces) + len(c.PutLooks) + len(c.DropLooks)
}

// stageViews gathers what c changes in a generation.
func stageViews(c *ViewChange, views *bbolt.Bucket, t *batch, n *numbers) error {
	if c.len() == 0 {
		return nil
	}
	d, err := draftViews(c, n)
	if errors.As(err, new(unreadable)) {
		return err
	}
	if err != nil {
		return &tresse.Error{Trouble: tresse.TroubleRefused, Op: "store: commit", Err: err}
	}
	return d.stage(views, t)
}

func draftViews(c *ViewChange, n *numbers) (viewDraft, error) {
	var d viewDraft
	for i, ids := range [...][]tresse.ID{c.DropSessions, c.DropPublic, c.DropRegistrations, c.DropBeneficiaries} {
		for _, id := range ids {
			key, err := idKey(id)
			if err != nil {
				return d, fmt.Errorf("drop of %s: %w", viewBuckets[i], err)
			}
			d.drops[i] = append(d.drops[i], key)
		}
	}
	var errs [len(viewBuckets)]error
	d.puts[0], errs[0] = entries(c.PutSessions, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewSessions, x, n) })
	d.puts[1], errs[1] = entries(c.PutPublic, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewPublic, x, n) })
	d.puts[2], errs[2] = entries(c.PutRegistrations, func(x *tresse.Registration) (viewEntry, error) { return registrationEntry(x, n) })
	d.puts[3], errs[3] = entries(c.PutBeneficiaries, func(x *tresse.Beneficiary) (viewEntry, error) { return beneficiaryEntry(x, n) })
	for i, err := range errs {
		if err != nil {
			return d, fmt.Errorf("put of %s: %w", viewBuckets[i], err)
		}
	}
	return d, d.find(c, n)
}

// entries returns the views in the order of their ids; of two with one id the
// later.
func entries[V any](views []V, entry func(*V) (viewEntry, error)) ([]viewEntry, error) {
	all := make([]viewEntry, 0, len(views))
	for i := range views {
		e, err := entry(&views[i])
		if err != nil {
			return nil, fmt.Errorf("number %d: %w", i, err)
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b viewEntry) int { return bytes.Compare(a.id, b.id) })
	kept := all[:0]
	for i, e := range all {
		if i+1 == len(all) || !bytes.Equal(e.id, all[i+1].id) {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// stage gathers what the draft changes in a generation. All ways of what was
// stored are taken back before any way is laid, so that an alias may pass from
// one view to another.
func (d *viewDraft) stage(views *bbolt.Bucket, t *batch) error {
	ways := t.on(views.Bucket(bucketWays), &t.written.Views)
	for i, name := range viewBuckets {
		stored := views.Bucket(name)
		b := t.onViews(i, stored)
		for _, id := range d.drops[i] {
			b.drop(id)
			if err := takeBack(ways, stored, i, id); err != nil {
				return err
			}
		}
		for j := range d.puts[i] {
			e := &d.puts[i][j]
			b.put(e.id, e.value)
			if err := takeBack(ways, stored, i, e.id); err != nil {
				return err
			}
		}
	}
	for i := range d.puts {
		for j := range d.puts[i] {
			ways.add(d.puts[i][j].ways)
		}
	}
	if err := facesOf(views).stage(t.on(views.Bucket(bucketFaces), &t.written.Views), d.faces); err != nil {
		return err
	}
	return looksOf(views).stage(t.on(views.Bucket(bucketLooks), &t.written.Views), d.looks)
}

// takeBack drops the ways of a stored view of the i-th bucket, but for an alias
// that has come to lead elsewhere.
func takeBack(ways *bucketBatch, stored *bbolt.Bucket, i int, id []byte) error {
	v := stored.Get(id)
	if v == nil {
		return nil
	}
	laid, err := storedWays(i, id, v)
	if err != nil {
		return err
	}
	for _, way := range laid {
		if isAlias(way.key) && !bytes.Equal(ways.b.Get(way.key), id) {
			continue
		}
		ways.drop(way.key)
	}
	return nil
}
