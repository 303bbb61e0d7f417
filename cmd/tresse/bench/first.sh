#!/usr/bin/env bash
# A first sync of one calendar of N events (50,000 unless told) by the program
# itself: how long it takes, how much anonymous memory it had at most (RssAnon,
# proc(5), polled every 10 ms), how large the file is and what stands in it.
#
#   bash cmd/tresse/bench/first.sh [N]
set -euo pipefail
cd "$(dirname "$0")/../../.."
n=${1:-50000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
go build -trimpath -o "$dir/tresse" ./cmd/tresse
first=$(($(date +%s) - 300 * 86400))
TZ=UTC awk -v n="$n" -v first="$first" 'BEGIN {
	printf "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//agenda//fr\r\n"
	for (i = 0; i < n; i++) {
		at = strftime("%Y%m%dT%H%M00Z", first + i * 17 * 60)
		printf "BEGIN:VEVENT\r\nUID:%08x@exemple.fr\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:%s\r\nDURATION:PT2H\r\n", (i * 40503) % 16777216 + 16777216, at
		printf "SUMMARY:Atelier n° %d : prendre en main sa tablette\r\nDESCRIPTION:Venez avec votre appareil\\, chargé.\r\n", i
		printf "LOCATION:Médiathèque Lucie Aubrac\\, 69200 Vénissieux\r\nURL:https://exemple.fr/a/%d\r\nEND:VEVENT\r\n", i
	}
	printf "END:VCALENDAR\r\n"
}' >"$dir/agenda.ics"
cat >"$dir/tresse.toml" <<TOML
data = "tresse.db"
[[source]]
name = "agenda"
kind = "ical"
path = "agenda.ics"
horizon = "3650d"
TOML
began=$(date +%s%N)
(cd "$dir" && exec ./tresse --log-level error sync --json >sync.json) &
pid=$!
most=0
while now=$(awk '/^RssAnon/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
	[ "$now" -gt "$most" ] && most=$now
	sleep 0.01
done
wait "$pid"
echo "$n events: $((($(date +%s%N) - began) / 1000000)) ms, at most $((most / 1024)) MiB of anonymous memory"
go test ./store -run TestRooms -count=1 -v -rooms "$dir/tresse.db" | grep -v '^=== \|^--- \|^PASS\|^ok'
