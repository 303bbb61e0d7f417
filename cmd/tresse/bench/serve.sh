#!/usr/bin/env bash
# What docs/performance.md says of serving: how long from the start to the first
# answer over 100,000 bookings, the memory that takes, and how many answers a
# second beside nginx serving the same bytes as a file. Needs nginx, wrk and curl
# (Debian: apt-get install nginx-light wrk curl).
#
#   bash cmd/tresse/bench/serve.sh [RUNS [SECONDS]]
set -euo pipefail
cd "$(dirname "$0")/../../.."
runs=${1:-5} seconds=${2:-3}
for need in nginx wrk curl; do
	command -v "$need" >/dev/null || { echo "$need is missing" >&2; exit 1; }
done
dir=$(mktemp -d)
served=() # the processes to end
trap 'for p in "${served[@]}"; do kill "$p" 2>/dev/null || true; done; wait; rm -rf "$dir"' EXIT

GOMEMLIMIT=off TRESSE_BENCH_DIR=$dir go test ./cmd/tresse -run '^$' -bench 'Served100k' -benchtime "${runs}x" | grep Benchmark

CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$dir/tresse" ./cmd/tresse
page=$(sed -n 's/^listen = "\(.*\)"$/http:\/\/\1/p' "$dir/tresse.toml")
"$dir/tresse" --config "$dir/tresse.toml" --log-level error serve >/dev/null &
served+=($!)
until curl -sf "$page/healthz" >/dev/null; do sleep 0.1; done

# nginx as Debian sets it up, on one port of loopback, with the feed as a file.
mkdir "$dir/www"
curl -sf "$page/feed/public.ics" -o "$dir/www/public.ics"
port=$((20000 + RANDOM % 10000))
cat > "$dir/nginx.conf" <<CONF
user root;
worker_processes auto;
daemon off;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 768; }
http {
	sendfile on;
	tcp_nopush on;
	include /etc/nginx/mime.types;
	access_log off;
	server { listen 127.0.0.1:$port; root $dir/www; }
}
CONF
nginx -p "$dir" -c "$dir/nginx.conf" 2>/dev/null &
served+=($!)
file="http://127.0.0.1:$port/public.ics"
until curl -sf "$file" >/dev/null; do sleep 0.1; done
cmp <(curl -sf "$page/feed/public.ics") <(curl -sf "$file")

tag=$(curl -sfI "$page/feed/public.ics" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
rate() { wrk -t1 -c16 -d"${seconds}s" "$@" | sed -n 's/^Requests\/sec: *//p'; }
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }
for ((i = 0; i < runs; i++)); do
	rate "$page/feed/public.ics" >> "$dir/200"
	rate "$file" >> "$dir/nginx"
	rate -H "If-None-Match: $tag" "$page/feed/public.ics" >> "$dir/304"
done
echo "feed of $(stat -c %s "$dir/www/public.ics") bytes, median of $runs runs of $seconds s, wrk -t1 -c16, requests a second:"
for what in 304 200 nginx; do echo "  $what: $(median < "$dir/$what")   ($(tr '\n' ' ' < "$dir/$what"))"; done
awk -v t="$(median < "$dir/200")" -v n="$(median < "$dir/nginx")" 'BEGIN { printf "  200 beside nginx: %.2f\n", t / n }'
