package store

import "context"

// Turn waits until nobody else in this process renews the credentials of a
// source, and returns what ends the turn. The error is ctx's.
func (s *Store) Turn(ctx context.Context, source string) (done func(), err error) {
	of, _ := s.turns.LoadOrStore(source, make(chan struct{}, 1))
	turn := of.(chan struct{})
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
