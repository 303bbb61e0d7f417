package store

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// The buckets of doc.go.
var (
	bucketMeta      = []byte("meta")
	bucketSources   = []byte("sources")
	bucketTokens    = []byte("tokens")
	bucketListings  = []byte("listings")
	bucketBookings  = []byte("bookings")
	bucketContacts  = []byte("contacts")
	bucketSeats     = []byte("seats")
	bucketIndex     = []byte("index")
	bucketHeld      = []byte("held")
	bucketStubs     = []byte("stubs")
	bucketDecisions = []byte("decisions")
	bucketPublished = []byte("published")
	bucketAccess    = []byte("access") // made with the first access
	bucketHooks     = []byte("hooks")  // made with the first hook

	prefixViews         = []byte("views.")
	bucketSessions      = []byte("sessions")
	bucketPublic        = []byte("public")
	bucketRegistrations = []byte("registrations")
	bucketBeneficiaries = []byte("beneficiaries")
	bucketWays          = []byte("ways")
	bucketFaces         = []byte("faces") // of people: see face.go
	bucketLooks         = []byte("looks")
)

// The keys of the bucket meta.
var (
	keySchema     = []byte("schema")     // how many migrations were applied, 4 bytes
	keySecret     = []byte("secret")     // 32 random bytes
	keyFormer     = []byte("former")     // secrets of replaced stores, 32 bytes each
	keyNames      = []byte("names")      // JSON: source → its earlier names
	keyRound      = []byte("round")      // number, open
	keyModel      = []byte("model")      // JSON of Model
	keyGeneration = []byte("generation") // number of the current views, 8 bytes
	keyStale      = []byte("stale")      // there while the views must be rebuilt

	keyCounts = []byte("counts") // in views.<g>
)

// A migration turns a file of the schema before it into one of its own. It runs
// in one transaction and must not look at the clock.
type migration struct {
	name  string
	apply func(*bbolt.Tx) error
}

// migrations lists all steps from an empty file to today's schema, which is
// numbered by how many there are. Steps are only ever added at the end.
func migrations() []migration {
	return []migration{
		{"the first layout", firstLayout},
		{"people are found by their faces", faceLayout},
		{"listings are found by what they are alike in", likeLayout},
	}
}

func firstLayout(tx *bbolt.Tx) error {
	for _, name := range [][]byte{
		bucketMeta, bucketSources, bucketTokens, bucketListings, bucketBookings, bucketContacts, bucketSeats,
		bucketIndex, bucketHeld, bucketStubs, bucketDecisions, bucketPublished,
	} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	meta := metaOf(tx)
	if err := meta.Put(keySecret, secret); err != nil {
		return err
	}
	if err := meta.Put(keyGeneration, number(1)); err != nil {
		return err
	}
	return createGeneration(tx, 1)
}

// faceLayout gives the current views the buckets of face.go and takes bookings
// and contacts out of the index: how people are found is a view now. It has all
// views made again.
func faceLayout(tx *bbolt.Tx) error {
	views := viewsOf(tx)
	for _, name := range [][]byte{bucketFaces, bucketLooks} {
		if _, err := views.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	index := tx.Bucket(bucketIndex)
	var old [][]byte
	c := index.Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if FactKind(key[0]) != Listings {
			old = append(old, bytes.Clone(key))
		}
	}
	for _, key := range old {
		if err := index.Delete(key); err != nil {
			return err
		}
	}
	if key, _ := tx.Bucket(bucketBookings).Cursor().First(); key == nil {
		if key, _ := tx.Bucket(bucketContacts).Cursor().First(); key == nil {
			return nil
		}
	}
	return metaOf(tx).Put(keyStale, []byte{1})
}

// likeLayout empties the index of listings and has it, and all views, made again.
func likeLayout(tx *bbolt.Tx) error {
	if key, _ := tx.Bucket(bucketListings).Cursor().First(); key == nil {
		return nil
	}
	c := tx.Bucket(bucketIndex).Cursor()
	var old [][]byte
	for key, _ := c.Seek([]byte{byte(Listings)}); key != nil && FactKind(key[0]) == Listings; key, _ = c.Next() {
		old = append(old, bytes.Clone(key))
	}
	for _, key := range old {
		if err := tx.Bucket(bucketIndex).Delete(key); err != nil {
			return err
		}
	}
	return metaOf(tx).Put(keyStale, []byte{1})
}

func metaOf(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(bucketMeta) }

// schemaOf returns the schema of a file: 0 when it is new, -1 when it is a bbolt
// file of another program.
func schemaOf(tx *bbolt.Tx) int {
	if name, _ := tx.Cursor().First(); name == nil {
		return 0
	}
	meta := metaOf(tx)
	if meta == nil || len(meta.Get(keySecret)) != 32 || len(meta.Get(keySchema)) != 4 {
		return -1
	}
	return int(binary.BigEndian.Uint32(meta.Get(keySchema)))
}

// migrate applies the steps after the first `from`, each in one transaction.
func migrate(db *bbolt.DB, steps []migration, from int) error {
	for i := from; i < len(steps); i++ {
		err := db.Update(func(tx *bbolt.Tx) error {
			if err := steps[i].apply(tx); err != nil {
				return err
			}
			return metaOf(tx).Put(keySchema, binary.BigEndian.AppendUint32(nil, uint32(i+1)))
		})
		if err != nil {
			return fmt.Errorf("migration %d (%s): %w", i+1, steps[i].name, err)
		}
	}
	return nil
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// nameOf is the bucket that holds the views of generation g.
func nameOf(g uint64) []byte { return fmt.Appendf(nil, "%s%016x", prefixViews, g) }

func currentGeneration(tx *bbolt.Tx) uint64 {
	v := metaOf(tx).Get(keyGeneration)
	if len(v) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(v)
}

// viewsOf returns the bucket of the current views.
func viewsOf(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(nameOf(currentGeneration(tx))) }

func createGeneration(tx *bbolt.Tx, g uint64) error {
	views, err := tx.CreateBucket(nameOf(g))
	if err != nil {
		return err
	}
	for _, name := range [][]byte{bucketSessions, bucketPublic, bucketRegistrations, bucketBeneficiaries, bucketWays, bucketFaces, bucketLooks} {
		if _, err := views.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}
