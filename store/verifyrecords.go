package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"tresse"
)

func (v *verifier) stubRecords() error {
	v.each(bucketStubs, func(key, value []byte) {
		v.report.Stubs++
		var stub tresse.Stub
		if decodeRecord(value, &stub) != nil || len(key) <= hashSize || !bytes.Equal(stub.Hash, key[:hashSize]) {
			v.problem(true, "stubs", key, "La trace d’un effacement est illisible.")
			return
		}
		if stub.Listing != "" && !v.known(stub.Listing, Listings) {
			v.problem(false, "stubs", key, "La trace d’un effacement nomme une annonce qui n’existe pas.")
		}
	})
	return nil
}

func (v *verifier) decisions() error {
	decisions := v.tx.Bucket(bucketDecisions)
	v.each(bucketDecisions, func(key, value []byte) {
		v.report.Decisions++
		var d tresse.Decision
		if decodeRecord(value, &d) != nil || !bytes.Equal(number(d.Number), key) {
			v.problem(true, "decisions", key, "Une décision est illisible.")
			return
		}
		for _, ref := range d.Names() {
			if d.Subject != tresse.AboutSenders && !v.known(ref, Listings, Bookings, Contacts) {
				v.problem(false, "decisions", key, fmt.Sprintf("La décision %d nomme une fiche qui n’existe pas.", d.Number))
			}
		}
		if d.Target != 0 && decisions.Get(number(d.Target)) == nil {
			v.problem(false, "decisions", key, fmt.Sprintf("La décision %d reprend une décision qui n’existe pas.", d.Number))
		}
	})
	return nil
}

func (v *verifier) published() error {
	v.each(bucketPublished, func(key, value []byte) {
		told, err := readTold(keyID(key), value)
		if err != nil {
			v.problem(true, "published", key, "Ce qui a été publié est illisible.")
		}
		for _, p := range told {
			if p != nil {
				v.report.Published++
			}
		}
	})
	return nil
}

func (v *verifier) sources() error {
	v.each(bucketSources, func(key, value []byte) {
		v.report.Sources++
		var state tresse.SourceState
		if decodeRecord(value, &state) != nil || state.Name != string(key) {
			v.problem(true, "sources", key, "L’état d’une source est illisible.")
			return
		}
		n := v.live[state.Name]
		if n == nil {
			n = &tresse.SourceState{}
		}
		if n.Listings != state.Listings || n.Bookings != state.Bookings || n.Contacts != state.Contacts || n.Held != state.Held {
			v.problem(false, "sources", key, fmt.Sprintf("Les comptes de la source « %s » ne sont pas à jour.", state.Name))
		}
	})
	return nil
}

func (v *verifier) meta() error {
	meta := metaOf(v.tx)
	if m := meta.Get(keyModel); m != nil {
		var model tresse.Model
		if decodeRecord(m, &model) != nil {
			v.problem(true, "meta", keyModel, "Les réglages du rapprochement sont illisibles.")
		}
	}
	if r := meta.Get(keyRound); r != nil && (len(r) != 9 || binary.BigEndian.Uint64(r) == 0) {
		v.problem(true, "meta", keyRound, "Le numéro de passage est illisible.")
	}
	v.each(bucketTokens, func(key, value []byte) {
		if len(value) < 10 || value[0] != recordVersion {
			v.problem(true, "tokens", key, "Les accès d’une source sont illisibles.")
		}
	})
	return nil
}
