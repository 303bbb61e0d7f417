package store

import (
	"bytes"
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
	faces []pair
	looks []pair
}

func (d *viewDraft) len() int {
	n := len(d.faces) + len(d.looks)
	for i := range viewBuckets {
		n += len(d.drops[i]) + len(d.puts[i])
	}
	return n
}

func draftViews(c *ViewChange) (viewDraft, error) {
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
	d.puts[0], errs[0] = entries(c.PutSessions, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewSessions, x) })
	d.puts[1], errs[1] = entries(c.PutPublic, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewPublic, x) })
	d.puts[2], errs[2] = entries(c.PutRegistrations, registrationEntry)
	d.puts[3], errs[3] = entries(c.PutBeneficiaries, beneficiaryEntry)
	for i, err := range errs {
		if err != nil {
			return d, fmt.Errorf("put of %s: %w", viewBuckets[i], err)
		}
	}
	return d, d.find(c)
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
			if err := takeBack(ways, stored, id); err != nil {
				return err
			}
		}
		for j := range d.puts[i] {
			e := &d.puts[i][j]
			b.put(e.id, e.value())
			if err := takeBack(ways, stored, e.id); err != nil {
				return err
			}
		}
	}
	t.on(views.Bucket(bucketFaces), &t.written.Views).add(d.faces)
	t.on(views.Bucket(bucketLooks), &t.written.Views).add(d.looks)
	for i := range d.puts {
		for j := range d.puts[i] {
			ways.add(d.puts[i][j].ways)
		}
	}
	return nil
}

// takeBack drops the ways of a stored view, but for an alias that has come to
// lead elsewhere.
func takeBack(ways *bucketBatch, stored *bbolt.Bucket, id []byte) error {
	v := stored.Get(id)
	if v == nil {
		return nil
	}
	keys, _, err := readView(v)
	if err != nil {
		return unreadable{err}
	}
	for _, key := range keys {
		if isAlias(key) && !bytes.Equal(ways.b.Get(key), id) {
			continue
		}
		ways.drop(slices.Clone(key))
	}
	return nil
}
