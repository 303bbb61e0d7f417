package people

import "math"

func (s *scale) weighContacts(w *weighing, a, b *face, names crowd) {
	m, mail := compareMails(a, b)
	p, phone := comparePhones(a, b)
	mc, pc := &s.fixed[fEmail], &s.fixed[fPhone]
	others := func(contact string) float64 { return float64(max(0, names(contact)-1)) }
	if m == near || m == other && (s.many(a.mails, names) || s.many(b.mails, names)) {
		m = missing
	}
	// The contacts of two prescribers are near each other, and nobody mistyped them.
	if p == typo && s.busy(a.phones, names) && s.busy(b.phones, names) {
		p = other
	}
	if (m == typo || m == variant) && s.many(a.mails, names) && s.many(b.mails, names) {
		m = missing
	}
	if m != exact && p != exact {
		if m == typo || m == variant || p == typo {
			w.pieces++
		}
		w.column(fEmail, mc, m)
		w.column(fPhone, pc, p)
		return
	}
	w.pieces++
	var em, ep float64
	if m == exact {
		em = others(mail)
		w.crowd = em
	}
	if p == exact {
		ep = others(phone)
		if w.crowd < 0 || ep < w.crowd {
			w.crowd = ep
		}
	}
	// Who shares one contact with others shares the second with them too.
	both := m == exact && p == exact && min(em, ep) >= 1
	s.addContact(w, fEmail, mc, m, em, both && em >= ep)
	s.addContact(w, fPhone, pc, p, ep, both && em < ep)
}

// busy reports phones that many use: one near them is no slip.
func (s *scale) busy(phones []string, names crowd) bool {
	for _, p := range phones {
		if names(p) < 4 {
			return false
		}
	}
	return true
}

// many reports addresses that many use: another one is nothing against.
func (s *scale) many(mails []mail, names crowd) bool {
	for i := range mails {
		if names(mails[i].key) < 4 {
			return false
		}
	}
	return true
}

func (s *scale) addContact(w *weighing, f field, c *column, l level, others float64, again bool) {
	if l != exact {
		w.column(f, c, l)
		return
	}
	strangers := math.Log2((others + unseen) / s.people)
	if again {
		strangers = c.one[l]
	}
	w.add(f, "", l, c.one[l], c.house[l], min(strangers, 0))
}

func (s *scale) weighAddress(w *weighing, a, b *face) {
	p, c := comparePostcodes(a.postcode, b.postcode), compareWords(a.city, b.city)
	s.addPlace(w, fPostcode, p, float64(a.common.postcode))
	if p == exact && c == exact {
		return // a town says nothing more than its postcode
	}
	s.addPlace(w, fCity, c, float64(a.common.city))
}

func (s *scale) addPlace(w *weighing, f field, l level, share float64) {
	if l == missing {
		return
	}
	c := &s.fixed[f]
	strangers := c.strangers[l]
	if l == exact {
		strangers = math.Log2(share)
		if share < .01 && s.byName {
			w.pieces++
		}
	}
	w.add(f, "", l, c.one[l], c.house[l], strangers)
}

// weighTraits compares identifiers and attributes of the same name.
func (s *scale) weighTraits(w *weighing, a, b *face) {
	i, j, mine, theirs := 0, 0, a.traits(), b.traits()
	for i < len(mine) && j < len(theirs) {
		x, y := &mine[i], &theirs[j]
		switch {
		case x.name < y.name:
			i++
		case x.name > y.name:
			j++
		default:
			s.addTrait(w, x, y, float64(x.share))
			i++
			j++
		}
	}
}

func (s *scale) addTrait(w *weighing, x, y *trait, share float64) {
	c := s.column(x)
	l := other
	if x.unique {
		l = compareIdentifiers(x.value, y.value)
	} else {
		l = compareWords(x.value, y.value)
	}
	strangers := c.strangers[l]
	if l == exact {
		strangers = math.Log2(share)
		if share < .01 {
			w.pieces++
		}
		w.identified = w.identified || x.unique
	}
	house := c.house[l]
	if x.unique && l == exact {
		house = either(house, strangers)
	}
	w.add(fixed, x.name, l, c.one[l], house, strangers)
}
