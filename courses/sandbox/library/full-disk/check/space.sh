#!/bin/sh
log=/srv/var/log/meshmap/meshmap.log
size() { stat -c %s "$log" 2>/dev/null || echo 0; }
free=$(($(df --output=avail -B1 /srv | tail -n 1) / 1048576))
if [ "$free" -lt 20 ]; then
    printf 'found: full\nvalue free: %s\n' "$free"
    exit 1
fi
before=$(size)
sleep 4
grown=$(($(size) - before))
if [ "$grown" -gt 1500 ]; then
    printf 'found: grows\nvalue bytes: %s\n' "$grown"
    exit 1
fi
