#!/bin/sh
# The measurements of the past are known; those of today must become more.
cd /srv/srv/meshmap/data || { printf 'found: lost\nvalue day: -\n'; exit 1; }
known() { # file, lines
    awk -F, -v count="$2" -v k="$LAB_SECOND" 'BEGIN { split("library-roof water-tower bakery church-attic school-gym", node, " ") }
        NR <= count { i = NR - 1; if ($2 != node[i % 5 + 1] || $3 != sprintf("%.2f", 1 + (i * k % 97) / 97)) exit bad = 1 }
        END { exit bad || NR < count }' "$1"
}
days=0
for file in $(ls -r ????-??-??.csv 2>/dev/null); do
    if head -n 1 "$file" | grep -q ' 00:00:00,library-roof,1.00$'; then
        known "$file" 7200 || { printf 'found: lost\nvalue day: %s\n' "${file%.csv}"; exit 1; }
        days=$((days + 1))
    fi
done
[ "$days" -eq 6 ] || { printf 'found: lost\nvalue day: %s\n' "-"; exit 1; }
rows() { cat ????-??-??.csv | wc -l; }
before=$(rows)
tries=0
while [ "$(rows)" -le "$before" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 12 ] || { echo 'found: still'; exit 1; }
    sleep 0.5
done
newest=$(ls -r ????-??-??.csv | head -n 1)
tail -n 1 "$newest" | grep -qE '^[0-9]{4}-[0-9-]{5} [0-9:]{8},[a-z-]+,[12]\.[0-9]{2}$' || { echo 'found: still'; exit 1; }
# The start of this copy of the machine
today=$(date +%F)
grep -qE "^$today [0-9:]{8} INFO" /srv/var/log/meshmap/meshmap.log || { echo 'found: mute'; exit 1; }
