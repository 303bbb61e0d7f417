#!/bin/sh
# Compares the reader of this folder with libical (Debian: libical-dev, gcc) on
# the same files in the same run: ours parses and expands the series within 400
# days back and ahead, libical parses only. Both take the best of several rounds,
# in turn, and the best of all turns counts.
#
#   bench/libical/run.sh [folder of .ics and .vcs files, with index.tsv]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
package=$(cd "$here/../.." && pwd)
corpus=${1:-$package/../../../shared/corpus/ics}
[ -f "$corpus/index.tsv" ] || { echo "no index.tsv in $corpus" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tail -n +2 "$corpus/index.tsv" | cut -f1 | sed "s|^|$corpus/|" > "$work/list"
cc -O2 -o "$work/parse" "$here/parse.c" -lical
(cd "$package" && go test -c -o "$work/ical.test" .)

best() { awk -v a="${1:-}" -v b="$2" 'BEGIN { print (a == "" || b < a) ? b : a }'; }
theirs= ours=
for turn in 1 2 3; do
	line=$("$work/parse" 5 < "$work/list" 2>/dev/null)
	theirs=$(best "$theirs" "${line%% *}")
	ms=$(cd "$package" && "$work/ical.test" -test.run '^$' -test.bench '^BenchmarkCorpus$' -test.benchtime 8x |
		awk '/^BenchmarkCorpus/ { printf "%.2f", $3 / 1e6 }')
	[ -n "$ms" ] || { echo "the benchmark did not run" >&2; exit 1; }
	ours=$(best "$ours" "$ms")
done
echo "files:                  $(wc -l < "$work/list")"
echo "libical, parse:         $theirs ms"
echo "tresse, parse + expand: $ours ms"
awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "ratio:                  %.2f\n", a / b }'
