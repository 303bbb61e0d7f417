package store

import (
	"bytes"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// keepTokens keeps the credentials of the replaced store where they are newer:
// the platform may no longer take those of the backup.
func (r *restoring) keepTokens() error {
	newer := map[string][]byte{}
	err := r.replaced.view(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketTokens).ForEach(func(source, v []byte) error {
			newer[string(source)] = bytes.Clone(v)
			return nil
		})
	})
	if err != nil {
		return err
	}
	s := r.restored
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketTokens)
		for source, v := range newer {
			if !savedAt(v).After(savedAt(bucket.Get([]byte(source)))) {
				continue
			}
			if err := bucket.Put([]byte(source), v); err != nil {
				return err
			}
			r.report.Tokens = append(r.report.Tokens, source)
		}
		slices.Sort(r.report.Tokens)
		return nil
	})
}

func savedAt(v []byte) time.Time {
	if len(v) < 9 {
		return time.Time{}
	}
	return nanoOf(v[1:9])
}

// movePublished moves every record up once, from the higher of what the backup
// and the replaced store hold: that is what calendars were last told.
func (r *restoring) movePublished() error {
	now := r.o.Now()
	for _, a := range [...]tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		all, err := r.restored.AllPublished(a)
		if err != nil {
			return err
		}
		if r.replaced != nil {
			told, err := r.replaced.AllPublished(a)
			if err != nil {
				return err
			}
			all = higher(all, told)
		}
		for i := range all {
			all[i].Sequence = tresse.NextSequence(all[i].Sequence, now)
			all[i].Modified = tresse.NextModified(all[i].Modified, now)
		}
		if err := r.restored.Commit(Commit{Published: all}); err != nil {
			return err
		}
		r.report.Published += len(all)
	}
	return nil
}

// higher joins the records of the backup with those of the replaced store: the
// content of the first, the higher numbers of both.
func higher(backup, replaced []tresse.Published) []tresse.Published {
	at := make(map[tresse.ID]int, len(backup))
	for i, p := range backup {
		at[p.UID] = i
	}
	for _, p := range replaced {
		i, ok := at[p.UID]
		if !ok {
			backup = append(backup, p)
			continue
		}
		backup[i].Sequence = max(backup[i].Sequence, p.Sequence)
		if p.Modified.After(backup[i].Modified) {
			backup[i].Modified = p.Modified
		}
	}
	return backup
}
