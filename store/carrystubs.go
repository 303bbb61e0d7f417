package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"
)

// keepStubs adds all stubs of the replaced store, and its secrets and names of
// sources, without which their hashes mean nothing.
func (r *restoring) keepStubs() error {
	stubs, err := r.replaced.sourcedStubs()
	if err != nil {
		return err
	}
	s := r.restored
	s.writing.Lock()
	defer s.writing.Unlock()
	secrets, names := mergedSecrets(s, r.replaced), r.mergedNames()
	err = s.update(func(tx *bbolt.Tx) error {
		if err := r.putStubs(tx.Bucket(bucketStubs), stubs); err != nil {
			return err
		}
		text, err := json.Marshal(names)
		if err != nil {
			return err
		}
		if err := metaOf(tx).Put(keyNames, text); err != nil {
			return err
		}
		return metaOf(tx).Put(keyFormer, bytes.Join(secrets, nil))
	})
	if err == nil {
		s.former = secrets
		s.names.Store(&names)
	}
	return err
}

func (r *restoring) putStubs(bucket *bbolt.Bucket, stubs []sourcedStub) error {
	for _, stub := range stubs {
		key := stubKey(stub.Hash, cmp.Or(r.then[stub.source], stub.source))
		if bucket.Get(key) != nil {
			continue
		}
		stub.Listing = r.back(stub.Listing)
		v, err := encodeRecord(&stub.Stub)
		if err != nil {
			return err
		}
		if err := bucket.Put(key, v); err != nil {
			return err
		}
	}
	return nil
}

// mergedNames returns the other names of each source of the restored store,
// those that it came to have in the replaced one among them.
func (r *restoring) mergedNames() map[string][]string {
	names := map[string][]string{}
	for name, others := range *r.restored.names.Load() {
		names[name] = others
	}
	for today, earlier := range *r.replaced.names.Load() {
		name := today
		if then, ok := r.then[today]; ok {
			name = then
		}
		others := slices.Concat(names[name], earlier, []string{today})
		slices.Sort(others)
		others = slices.Compact(others)
		names[name] = slices.DeleteFunc(others, func(n string) bool { return n == name })
	}
	return names
}

// mergedSecrets returns the former secrets of s with all of old's.
func mergedSecrets(s, old *Store) [][]byte {
	secrets := slices.Clone(s.former)
	for _, secret := range append([][]byte{old.secret}, old.former...) {
		known := bytes.Equal(secret, s.secret) || slices.ContainsFunc(secrets, func(x []byte) bool { return bytes.Equal(x, secret) })
		if !known {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}
