#!/bin/sh
# As the computer of the front desk, with its own notes of whom to ask.
name="camas.casa-$LAB_PLACE.example"
if grep -qE "^[^#]*[[:space:]]$name([[:space:]]|\$)" /etc/hosts; then
    noted=yes
fi
address=$(timeout 12 getent ahostsv4 "$name" | awk 'NR == 1 { print $1 }')
if [ -z "$address" ]; then
    printf 'found: unknown\nvalue name: %s\n' "$name"
    exit 1
fi
if [ "$address" != 10.77.0.10 ]; then
    printf 'found: elsewhere\nvalue name: %s\nvalue address: %s\n' "$name" "$address"
    exit 1
fi
curl -s -m 6 -o /tmp/page "http://$name/"
grep -qF "Camas libres: $LAB_BEDS<" /tmp/page 2>/dev/null || { echo 'found: closed'; exit 1; }
[ -z "${noted:-}" ] || { printf 'found: note\nvalue name: %s\n' "$name"; exit 1; }
