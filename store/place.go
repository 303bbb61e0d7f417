package store

func checkPlace(string) error { return nil }
