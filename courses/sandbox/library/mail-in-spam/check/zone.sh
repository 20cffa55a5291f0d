#!/bin/sh
zone="$LAB_SITE-legal.example"
file="/srv/etc/nsd/zones/$zone.zone"
if ! nsd-checkzone "$zone" "$file" >/tmp/said 2>&1; then
    printf 'found: invalid\nvalue line: %s\n' "$(head -n 1 /tmp/said | sed 's/^.*error: //; s:/srv/:/:' | cut -c1-160)"
    exit 1
fi
serial=$(dig @127.0.0.1 +short +tries=1 +time=2 "$zone" SOA | awk 'NF == 7 { print $3 }')
case "$serial" in
'' | *[!0-9]*) serial=0 ;;
esac
step=$(((serial - LAB_SERIAL) & 4294967295))
if [ "$step" -eq 0 ] || [ "$step" -ge 2147483648 ]; then
    printf 'found: old\nvalue serial: %s\nvalue before: %s\n' "$serial" "$LAB_SERIAL"
    exit 1
fi
written=$(nsd-checkzone -p "$zone" "$file" 2>/dev/null | tr -s ' \t\n()' ' ' | grep -o 'SOA [^ ]* [^ ]* [0-9]*' | cut -d' ' -f4 | head -n 1)
if [ "$written" != "$serial" ]; then
    printf 'found: other\nvalue file: %s\nvalue serial: %s\n' "$written" "$serial"
    exit 1
fi
