#!/bin/sh
# logrotate of the base with the rules of the machine, on a copy of its log.
cd /var/log/meshmap || exit 1
log=/var/log/meshmap/meshmap.log
fill() { # in place: the owner and the rights stay
    [ -e "$log" ] || { : >"$log"; chown --reference=. "$log"; }
    yes '2026-01-01 00:00:00 INFO all nodes asked' 2>/dev/null | head -c "$1" >"$log"
}
rm -f ./*.gz ./*.[0-9]*

# Large, and last rotated years ago
fill 15000000
inode=$(stat -c %i "$log")
printf 'logrotate state -- version 2\n"%s" 2020-1-1-0:0:0\n' "$log" >/tmp/state
timeout 10 logrotate -s /tmp/state /etc/logrotate.conf >/tmp/said 2>&1
if [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt 1000000 ]; then
    printf 'found: skipped\nvalue line: %s\n' "$(grep -i -m 1 'error:.*meshmap' /tmp/said | cut -c1-200)"
    exit 1
fi
# A new file in its place, and nobody tells the program
if [ "$(stat -c %i "$log" 2>/dev/null)" != "$inode" ] \
    && ! cat /etc/logrotate.d/* /etc/logrotate.conf | sed -n '/postrotate/,/endscript/p' | grep -q meshmap; then
    echo 'found: open'
    exit 1
fi
# Time and again
turn=0
while [ "$turn" -lt 29 ]; do
    fill 10000
    timeout 5 logrotate -f -s /tmp/state /etc/logrotate.conf >/dev/null 2>&1
    turn=$((turn + 1))
done
count=$(find . -type f ! -name meshmap.log | wc -l)
if [ "$count" -gt 15 ]; then
    printf 'found: piles\nvalue count: %s\n' "$count"
    exit 1
fi
