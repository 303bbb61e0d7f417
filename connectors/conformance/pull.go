package conformance

import (
	"context"

	"tresse"
	"tresse/connectors"
)

// A pulled is all that one pull gave.
type pulled struct {
	listings []tresse.Listing
	bookings []tresse.Booking
	contacts []tresse.Contact
	gone     []connectors.Tombstone
	seen     []connectors.Sighting
	rejected []connectors.Rejection
	read     int
	emitted  int // batches
	resume   connectors.Cursor
	out      connectors.Outcome
	err      error
	requests int  // that reached the front
	stopped  bool // the caller refused a batch, or ended the context
}

// pull reads from a cursor and holds what comes of it to the contract.
func (b *bench) pull(from connectors.Cursor) *pulled {
	b.Helper()
	return b.pullWith(b.Context(), b.c, from, nil)
}

// pullWith lets before look at each batch, and refuse it.
func (b *bench) pullWith(ctx context.Context, c connectors.Connector, from connectors.Cursor, before func(connectors.Batch) error) *pulled {
	b.Helper()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &pulled{}
	if b.front != nil {
		b.front.watch(cancel)
	}
	p.out, p.err = c.Pull(ctx, from, func(batch connectors.Batch) error {
		if p.stopped {
			b.Errorf("a batch is emitted after one was refused")
		}
		if before != nil {
			if err := before(batch); err != nil {
				p.stopped = true
				return err
			}
		}
		p.add(batch)
		return nil
	})
	p.stopped = p.stopped || ctx.Err() != nil
	if b.front != nil {
		p.requests = len(b.front.seen())
	}
	b.examine(p)
	return p
}

func (p *pulled) add(b connectors.Batch) {
	p.emitted++
	p.listings = append(p.listings, b.Listings...)
	p.bookings = append(p.bookings, b.Bookings...)
	p.contacts = append(p.contacts, b.Contacts...)
	p.gone = append(p.gone, b.Gone...)
	p.seen = append(p.seen, b.Seen...)
	p.rejected = append(p.rejected, b.Rejected...)
	p.read += b.Read
	if b.Resume != nil {
		p.resume = b.Resume
	}
}

// empty reports whether nothing was emitted that is a fact or speaks of one.
func (p *pulled) empty() bool {
	return len(p.listings)+len(p.bookings)+len(p.contacts)+len(p.gone)+len(p.seen)+len(p.rejected) == 0
}

// sync pulls from where the caller stands, and has it keep what came. It returns
// what changed there.
func (b *bench) sync() (*pulled, changes) {
	b.Helper()
	from, resumed := b.caller.from()
	p := b.pull(from)
	return p, b.caller.keep(p, resumed)
}

// mustSync is sync of a pull that goes well and loses nothing.
func (b *bench) mustSync() (*pulled, changes) {
	b.Helper()
	p, c := b.sync()
	if p.err != nil {
		b.Fatalf("the pull fails: %v", p.err)
	}
	b.losesNothing(c)
	return p, c
}

// losesNothing: what the platform still lists is never judged to be gone.
func (b *bench) losesNothing(c changes) {
	b.Helper()
	for _, ref := range c.gone {
		b.Errorf("%s is taken to be gone", ref)
	}
}

// complete checks that the caller holds exactly what the stand-in lists.
func (b *bench) complete() {
	b.Helper()
	want := map[tresse.Ref]bool{}
	for _, i := range b.items {
		for _, id := range i.ids {
			want[b.ref(id)] = true
			if !b.caller.stands(b.ref(id)) {
				b.Errorf("%s is not read", id)
			}
		}
	}
	for ref := range b.caller.facts {
		if b.caller.stands(ref) && !want[ref] {
			b.Errorf("%s is read, and nobody lists it", ref)
		}
	}
}

func (b *bench) ref(external string) tresse.Ref { return tresse.NewRef(b.env.Name, external) }
