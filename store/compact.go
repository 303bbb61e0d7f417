package store

func (s *Store) compactIfRoomy() error { return nil }
func (s *Store) keepBefore(int) error  { return nil }
