package config

import "time"

// The keys of the file that tresse itself reads (CONTRACT §3), as they are
// written there.

type fileKeys struct {
	Timezone string           `toml:"timezone"`
	Data     string           `toml:"data"`
	Web      webKeys          `toml:"web"`
	Privacy  privacyKeys      `toml:"privacy"`
	Backup   backupKeys       `toml:"backup"`
	Place    []map[string]any `toml:"place"`
	Source   []map[string]any `toml:"source"`
}

// placeKeys are those of a [[place]].
type placeKeys struct {
	Name     string `toml:"name"`
	Capacity int    `toml:"capacity"`
}

type webKeys struct {
	Listen     string `toml:"listen"`
	PublicURL  string `toml:"public_url"`
	PublicFeed bool   `toml:"public_feed"`
}

type privacyKeys struct {
	Retention Span   `toml:"retention"`
	Birth     string `toml:"birth"`
	FeedNames bool   `toml:"feed_names"`
}

type backupKeys struct {
	Dir       string        `toml:"dir"`
	Every     time.Duration `toml:"every"`
	Keep      int           `toml:"keep"`
	Recipient string        `toml:"recipient"`
}

// sourceKeys are those that every kind of source has.
type sourceKeys struct {
	Name        string        `toml:"name"`
	Was         []string      `toml:"was"`
	Kind        string        `toml:"kind"`
	Every       time.Duration `toml:"every"`
	Horizon     time.Duration `toml:"horizon"`
	SessionKind string        `toml:"session_kind"`
	Disabled    bool          `toml:"disabled"`
	Public      bool          `toml:"public"`
}

// defaultKeys is a file in which nothing is written.
func defaultKeys() fileKeys {
	return fileKeys{
		Timezone: DefaultZone,
		Data:     DefaultData,
		Web:      webKeys{Listen: DefaultListen},
		Privacy:  privacyKeys{Retention: Span{Months: 12}, Birth: "full"},
		Backup:   backupKeys{Every: 24 * time.Hour, Keep: 14},
	}
}
