package store

import (
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
	bucketNumbers   = []byte("numbers") // of facts: see number.go
	bucketNamed     = []byte("named")
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
	keyNumbers    = []byte("numbers")    // the next number of a fact, 8 bytes
	keyRules      = []byte("rules")      // what the views follow from in the configuration
	keyStale      = []byte("stale")      // there while the views must be rebuilt

	keyCounts = []byte("counts") // in views.<g>
)

// A migration turns a file of the schema before it into one of its own: apply in
// one transaction, or rewrite, which fills a new file in many; that takes the
// place of the old one when it is whole, so that a crash leaves one or the other.
// A rewritten file is of today's schema. It must not look at the clock. The
// first makes a new file of today's schema: rewrite is for those that hold
// something.
type migration struct {
	name    string
	apply   func(*bbolt.Tx) error
	rewrite func(old *bbolt.Tx, to *Store) error
}

// migrations lists all steps from an empty file to today's schema, which is
// numbered by how many there are. Steps are only ever added at the end.
func migrations() []migration {
	return []migration{
		{name: "today’s layout", apply: firstLayout},
		{name: "people are found by their faces"}, // views, which the last step has made anew
		{name: "listings are found by what they are alike in"},
		{name: "facts are numbered, values in fields of their own", rewrite: rewriteJSON},
	}
}

// recordBuckets are all but those that views stand in.
func recordBuckets() [][]byte {
	return [][]byte{
		bucketMeta, bucketSources, bucketTokens, bucketListings, bucketBookings, bucketContacts, bucketSeats,
		bucketIndex, bucketNumbers, bucketNamed, bucketHeld, bucketStubs, bucketDecisions, bucketPublished,
	}
}

func firstLayout(tx *bbolt.Tx) error {
	for _, name := range recordBuckets() {
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

// migrate applies the steps after the first from.
func (s *Store) migrate(steps []migration, from int) error {
	for i := from; i < len(steps); i++ {
		var err error
		if steps[i].rewrite != nil && from > 0 {
			if err = s.rewrite(steps[i].rewrite); err == nil {
				i = len(migrations()) - 1
			}
		} else {
			err = s.db.Update(func(tx *bbolt.Tx) error {
				if steps[i].apply != nil {
					if err := steps[i].apply(tx); err != nil {
						return err
					}
				}
				return putSchema(tx, i+1)
			})
		}
		if err != nil {
			return fmt.Errorf("migration %d (%s): %w", i+1, steps[i].name, err)
		}
	}
	return nil
}

func putSchema(tx *bbolt.Tx, schema int) error {
	return metaOf(tx).Put(keySchema, binary.BigEndian.AppendUint32(nil, uint32(schema)))
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
	for _, name := range viewNames() {
		if _, err := views.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}
