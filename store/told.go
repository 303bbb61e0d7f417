package store

import (
	"go.etcd.io/bbolt"

	"tresse"
)

// Told returns what a feed is made of, all from one moment: the sessions of a
// view that start before w.To and do not end a day or more before w.From, in the
// order of Sessions, and what the audience was last told of them.
func (s *Store) Told(v ViewName, a tresse.Audience, w Window) ([]tresse.Session, map[tresse.ID]tresse.Published, error) {
	if err := v.check(); err != nil {
		return nil, nil, err
	}
	var all []tresse.Session
	var told map[tresse.ID]tresse.Published
	err := s.view(func(tx *bbolt.Tx) error {
		var err error
		if all, err = standing(tx, v, w); err != nil {
			return err
		}
		told, err = publishedOf(tx, a, all)
		return err
	})
	return all, told, err
}

// standing reads sessions, of those that began before the window no more than
// their end where they are over.
func standing(tx *bbolt.Tx, v ViewName, w Window) ([]tresse.Session, error) {
	var all []tresse.Session
	views, n := viewsOf(tx), numbersOf(tx)
	sessions := views.Bucket([]byte(v))
	if !w.From.IsZero() {
		err := eachStart(views, v, Window{To: w.From}, func(place Placing) error {
			over, err := overBefore(sessions.Get(place.key()), w)
			if err != nil || over {
				return err
			}
			all, err = appendView(all, decodeSession, place.key(), sessions.Get(place.key()), n)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	err := eachStart(views, v, w, func(place Placing) error {
		var err error
		all, err = appendView(all, decodeSession, place.key(), sessions.Get(place.key()), n)
		return err
	})
	return all, err
}

// overBefore reports whether a stored session ended well before the window; one
// without an end lasts less than two days.
func overBefore(stored []byte, w Window) (bool, error) {
	var span tresse.Session
	if err := decodeSession(&span, nil, stored, nil); err != nil {
		return false, err
	}
	end := span.End.In(w.From.Location())
	if least := span.Start.In(w.From.Location()).Add(day); end.Before(least) {
		end = least
	}
	return end.Add(day).Before(w.From), nil
}

func publishedOf(tx *bbolt.Tx, a tresse.Audience, sessions []tresse.Session) (map[tresse.ID]tresse.Published, error) {
	told := make(map[tresse.ID]tresse.Published, len(sessions))
	bucket := tx.Bucket(bucketPublished)
	for i := range sessions {
		id := sessions[i].ID
		p, err := toldOf(bucket, a, id)
		if err != nil {
			return nil, err
		}
		if p != nil {
			told[id] = *p
		}
	}
	return told, nil
}
